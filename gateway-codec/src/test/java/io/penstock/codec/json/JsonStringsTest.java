package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonStringsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "a \"quoted\" \\ text",
                "\b\f\n\r\t\u0000\u001f\u007f",
                "h\u00e9 \u65e5\u672c \ud83d\ude00 \u2028",
                "\n\ndata: [DONE]\n\n"
            })
    void writesWhatAParserReadsBackOnOneLine(String text) throws IOException {
        ByteBuf out = Unpooled.buffer();

        JsonStrings.write(text, out);

        String json = out.toString(StandardCharsets.UTF_8);
        assertThat(new ObjectMapper().readTree(json).textValue()).isEqualTo(text);
        assertThat(json).doesNotContain("\n", "\r");
    }

    @Test
    void writesAQuestionMarkForHalfAPair() {
        ByteBuf out = Unpooled.buffer();

        JsonStrings.write("a\ud83d", out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\"a?\"");
    }
}
