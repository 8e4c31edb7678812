package io.penstock.dialect.gemini.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.gemini.answer.GeminiAnswerReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GeminiFaultWriterTest {
    private final GeminiFaultWriter faults = new GeminiFaultWriter();

    @Test
    void writesAnErrorAsGooglesApisDo() {
        ByteBuf out = Unpooled.buffer();

        faults.writeBody(GatewayFault.of(Kind.INVALID_REQUEST, "seed: \"x\"", "seed"), "req1", out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"error\":{\"code\":400,\"message\":\"seed: \\\"x\\\"\",\"status\":\"INVALID_ARGUMENT\",\"details\":["
                                + "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"invalid_request\",\"domain\":\"penstock\"},"
                                + "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"seed\","
                                + "\"description\":\"seed: \\\"x\\\"\"}]},"
                                + "{\"@type\":\"type.googleapis.com/google.rpc.RequestInfo\",\"requestId\":\"req1\"}]}}");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void readsBackWhatItWroteOfEachKind(Kind kind) {
        GatewayFault fault = GatewayFault.of(kind, "what happened").retryAfter(7);
        ByteBuf out = Unpooled.buffer();

        faults.writeBody(fault, "req1", out);

        GatewayFault read = new GeminiAnswerReader().fault(kind.status(), out, 0, out.writerIndex());
        assertThat(read.status()).isEqualTo(fault.status());
        assertThat(read.message()).isEqualTo(fault.message());
        assertThat(read.retryAfterSeconds()).isEqualTo(7);
    }

    @Test
    void writesAnEventAndAKeepAliveThatIsWhiteSpace() {
        ByteBuf out = Unpooled.buffer();

        faults.writeKeepAlive(out);
        int keepAlive = out.writerIndex();
        faults.writeEvent(GatewayFault.of(Kind.OVERLOADED, "later"), "req1", out);

        assertThat(out.toString(0, keepAlive, StandardCharsets.UTF_8)).isEqualTo("\r\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("\r\ndata: {\"error\":{\"code\":503");
        assertThat(new EventScanner().nextEnd(out, 0, out.writerIndex())).isEqualTo(out.writerIndex());
    }
}
