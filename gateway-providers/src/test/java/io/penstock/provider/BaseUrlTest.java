package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, true, api.openai.com, 443, /v1, api.openai.com",
        "https://api.openai.com/v1/, true, api.openai.com, 443, /v1, api.openai.com",
        "HTTPS://API.OpenAI.com, true, api.openai.com, 443, '', api.openai.com",
        "http://ollama:8080/v1, false, ollama, 8080, /v1, ollama:8080",
        "http://127.0.0.1:80/, false, 127.0.0.1, 80, '', 127.0.0.1",
        "https://example.com:80/a/b, true, example.com, 80, /a/b, example.com:80",
        "'http://[::1]:9000/v1', false, ::1, 9000, /v1, '[::1]:9000'",
        "https://h/client/v4/accounts/abc/ai, true, h, 443, /client/v4/accounts/abc/ai, h",
    })
    void takesAUrlApart(String text, boolean tls, String host, int port, String path, String authority) {
        BaseUrl url = BaseUrl.parse(text);

        assertThat(url).isEqualTo(new BaseUrl(tls, host, port, path));
        assertThat(url.authority()).isEqualTo(authority);
        assertThat(BaseUrl.parse(url.toString())).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary",
                "canary.com/v1",
                "//canary.com",
                "file:///etc/canary",
                "gopher://canary",
                "ftp://canary/v1",
                "jar:http://canary!/x",
                "http:canary",
                "http://",
                "http:///canary",
                "http://good@canary",
                "http://user:canary@host/v1",
                "http://canary#@good",
                "http://host/v1#canary",
                "http://host/v1?key=canary",
                "http://host/v1?",
                "http://ho\tst/canary",
                "http://host\n/canary",
                "http://host /canary",
                "http://host:0/canary",
                "http://host:65536/canary",
                "http://host:-1/canary",
                "http://host:port/canary",
                "http://ho_st_canary/v1",
                "http://host/canary/../v1",
                "http://host/canary/./v1",
                "http://host/canary//v1",
                "http://host/canary/%2e%2e/v1",
                "http://host/canary%2fv1",
                "http://host/canary;v=1",
                "http://host/canary\\v1",
                "http://host/{CANARY_canary}/v1",
                "http://hóst.canary/v1",
            })
    void refusesWhatCouldLeadElsewhereWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> BaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary")
                .hasMessageContaining("expected: http:// or https://");
    }
}
