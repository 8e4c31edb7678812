package io.penstock.dialect.anthropic.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AnthropicFaultWriterTest {
    private static final FaultWriter FAULTS = new AnthropicFaultWriter();
    private static final String NASTY = "model: \"x\"\n\ndata: {}\n\n\u2028\ud83d\ude00\\";

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, invalid_request_error",
        "UNAUTHENTICATED, authentication_error",
        "PAYMENT_REQUIRED, billing_error",
        "FORBIDDEN, permission_error",
        "MODEL_NOT_FOUND, not_found_error",
        "TOO_LARGE, request_too_large",
        "RATE_LIMITED, rate_limit_error",
        "INTERNAL, api_error",
        "UPSTREAM_TIMEOUT, timeout_error",
        "OVERLOADED, overloaded_error"
    })
    void namesTheTypeOfAFault(GatewayFault.Kind kind, String type) throws IOException {
        JsonNode body = body(GatewayFault.of(kind, "m"));

        assertThat(body.path("type").textValue()).isEqualTo("error");
        assertThat(body.path("error").path("type").textValue()).isEqualTo(type);
        assertThat(body.path("error").path("message").textValue()).isEqualTo("m");
        assertThat(body.path("request_id").textValue()).isEqualTo("req-1");
        assertThat(body).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void tellsEveryKindOfFaultWithItsMessageWhole(GatewayFault.Kind kind) throws IOException {
        JsonNode error = body(GatewayFault.of(kind, NASTY)).path("error");

        assertThat(error.path("message").textValue()).isEqualTo(NASTY);
        assertThat(error.path("type").textValue()).matches("[a-z_]+");
    }

    @Test
    void tellsAStreamsReaderInAnEventThatItsOwnProbeKnows() {
        ByteBuf out = Unpooled.buffer();

        FAULTS.writeEvent(GatewayFault.of(GatewayFault.Kind.OVERLOADED, NASTY), "r", out);
        FAULTS.writeKeepAlive(out);

        String written = out.toString(StandardCharsets.UTF_8);
        int end = written.indexOf("\n\n") + 2;
        AnthropicAnswerProbe probe = new AnthropicAnswerProbe();
        assertThat(written).startsWith("event: error\ndata: {\"type\":\"error\"");
        assertThat(written.substring(end)).isEqualTo("event: ping\ndata: {\"type\":\"ping\"}\n\n");
        int bytes = out.writerIndex() - "event: ping\ndata: {\"type\":\"ping\"}\n\n".length();
        assertThat(probe.onEvent(out, 0, bytes)).isEqualTo(Verdict.ERROR);
        assertThat(probe.onEvent(out, bytes, out.writerIndex())).isEqualTo(Verdict.PREAMBLE);
    }

    private static JsonNode body(GatewayFault fault) throws IOException {
        ByteBuf out = Unpooled.buffer();
        FAULTS.writeBody(fault, "req-1", out);
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }
}
