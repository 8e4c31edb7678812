package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.penstock.dialect.FaultException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Any name of a model in a path: one segment for who does not unescape, and below the base path for who does so up to twice. */
final class ChatPathFuzzTest {
    private static final ChatPath PATH = ChatPath.of("/base/model/{model}/converse");

    @FuzzTest(maxDuration = "1m")
    void isOneSegmentOrRefused(byte[] input) {
        String path;
        try {
            path = PATH.of(new String(input, StandardCharsets.UTF_8), false);
        } catch (FaultException refused) {
            return;
        }
        assertThat(path).matches("/base/model/[A-Za-z0-9._~:@%-]*/converse");
        String read = path;
        for (int times = 0; times < 2; times++) {
            read = URLDecoder.decode(read.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replace('\\', '/');
            assertThat(URI.create("http://a" + read.replaceAll("[^/.]", "x"))
                            .normalize()
                            .getPath())
                    .startsWith("/xxxx/xxxxx/");
            if (read.indexOf('%') >= 0) {
                break;
            }
        }
    }
}
