package io.penstock.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CohereRequestScanTest {

    @Test
    void readsTheSameHoweverTheBodyIsCut() {
        String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}],"
                + "\"max_tokens\":7,\"model\":\"command-\\u0061\"}";

        String read = Cuts.agree(bytes(body), pieces -> {
            RequestScan scan = CohereDialect.INSTANCE.newRequestScan(Operation.CHAT, null);
            for (ByteBuf piece : pieces) {
                ByteBuf heap = Unpooled.copiedBuffer(piece);
                scan.onBody(heap, heap.readerIndex(), heap.writerIndex());
            }
            scan.onEnd();
            return scan.model() + " " + scan.isStream() + " " + scan.outputTokensMax() + " " + scan.hasImages() + " "
                    + scan.choices() + " " + scan.isUsageWanted() + " " + scan.canFlow();
        });

        assertThat(read).isEqualTo("command-a true 7 true 1 true false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[{\"content\":[{\"image_url\":{}}]}]} | true",
                "{\"messages\":[{\"content\":[{\"type\":\"image_url\"}]}]} | true",
                "{\"images\":[\"data:image/png;base64,AA\"]} | true",
                "{\"images\":[]} | false",
                "{\"inputs\":[{\"content\":[{\"type\":\"image_url\"}]}]} | true",
                "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"image_url\"}]}]} | false",
                "{\"messages\":[{\"content\":\"image_url\"}]} | false",
                "{\"tools\":[{\"image_url\":1}]} | false"
            })
    void findsImages(String body, boolean isFound) {
        assertThat(scan(body).hasImages()).isEqualTo(isFound);
    }

    @Test
    void replacesTheModelAndNothingElse() {
        assertThat(patched("{\"model\":\"mine\",\"k\":1}", "theirs")).isEqualTo("{\"model\":\"theirs\",\"k\":1}");
        assertThat(patched("{\"k\":1}", "theirs")).isEqualTo("{\"model\":\"theirs\",\"k\":1}");
        assertThat(patched("{}", "theirs")).isEqualTo("{\"model\":\"theirs\"}");
        assertThat(scan("{\"model\":\"same\"}").patch("same", true).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"model\":1}",
                "{\"stream\":\"yes\"}",
                "{\"model\":\"a\",\"model\":\"b\"}",
                "{\"stream\":true,\"stream\":false}",
                "{\"model\":\"a\\u0000\"}"
            })
    void refusesWhatCannotBeRouted(String body) {
        assertThatThrownBy(() -> scan(body)).isInstanceOf(FaultException.class);
    }

    private static String patched(String body, String model) {
        ByteBuf out = Unpooled.buffer();
        scan(body).patch(model, true).copy(List.of(Unpooled.wrappedBuffer(bytes(body))), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static RequestScan scan(String body) {
        RequestScan scan = CohereDialect.INSTANCE.newRequestScan(Operation.CHAT, "application/json");
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes(body));
        scan.onBody(buffer, 0, buffer.writerIndex());
        scan.onEnd();
        return scan;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
