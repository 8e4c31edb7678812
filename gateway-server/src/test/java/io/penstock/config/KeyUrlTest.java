package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://id.example, https://id.example/keys, false",
        "https://id.example, https://ID.example:443/keys?x=1, false",
        "https://id.example:443, https://id.example/keys, false",
        "http://10.0.0.1:8080, http://10.0.0.1:8080/keys, false",
        "http://[::1]:8080/a, http://[::1]:8080/b, false",
        "https://id.example, https://id.example:8443/keys, true",
        "https://id.example, http://id.example/keys, true",
        "https://id.example, https://keys.id.example/keys, true",
        "https://id.example, https://10.0.0.1/keys, true",
        "https://id.example, https://[fd00::1]/keys, true",
        "http://10.0.0.1, http://10.0.0.1:8080/keys, true",
    })
    void whatADocumentNamesIsGuardedUnlessItIsWhereTheDocumentIs(String document, String keys, boolean isGuarded) {
        KeyUrl place = KeyUrl.parse(document);

        assertThat(place.isGuarded()).isFalse();
        assertThat(KeyUrl.parseFound(keys, place).isGuarded()).isEqualTo(isGuarded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys",
                "//evil.example/keys",
                "file:///etc/passwd",
                "file://id.example/etc/passwd",
                "gopher://evil.example:6379/_x",
                "ftp://evil.example/keys",
                "jar:http://evil.example/a.jar!/b",
                "HTTP://evil.example/keys",
                "javascript:alert(1)",
                "http:evil.example",
                "http:///keys",
                "http://:80/keys",
                "http://good@evil.example/keys",
                "http://good:secret@evil.example/keys",
                "http://evil.example#@id.example/keys",
                "http://evil.example/keys#x",
                "http://evil.example\\@id.example/keys",
                "http://evil.example/\tkeys",
                "http://evil\t.example/keys",
                "http://evil.example/\nkeys",
                " http://evil.example/keys",
                "http://evil.example/keys\r\nx: y",
                "http://evil.example:0/keys",
                "http://evil.example:65536/keys",
                "http://evil.example:8 0/keys",
                "http://evil.example/k\u00e9ys",
                "http://evil.example/\ufffd?\u00e9",
                "http://evil.example./keys",
                "http://evil_name.example/keys",
                "http://b\u00fccher.example/keys",
                "http://\uff45vil.example/keys",
                "http://169\u3002254\u3002169\u3002254/keys",
                "http://2130706433/keys",
                "http://0x7f000001/keys",
                "http://0x7f.0.0.1/keys",
                "http://0177.0.0.1/keys",
                "http://127.1/keys",
                "http://127.0.1/keys",
                "http://127.0.0.01/keys",
                "http://127.0.0.1./keys",
                "http://127.0.0.256/keys",
                "http://%31%32%37.0.0.1/keys",
                "http://[::1%25lo]/keys",
                "http://[::1%lo]/keys",
                "http://[::1/keys",
                "http://[127.0.0.1]/keys",
                "http://[v1.a]/keys",
                "http://::1/keys",
                "http://169.254.169.254/latest",
                "http://[::ffff:169.254.169.254]/latest",
                "http://[fd00:ec2::254]/latest",
                "http://metadata.google.internal/",
                "http://Metadata.Google.Internal./",
            })
    void whatADocumentNamesIsPlainOrRefused(String keys) {
        KeyUrl place = KeyUrl.parse("http://id.example");

        assertThatThrownBy(() -> KeyUrl.parseFound(keys, place))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: not shown (expected: ");
    }
}
