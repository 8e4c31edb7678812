package io.penstock.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class OpenAiFaultWriterTest {
    private static final FaultWriter FAULTS = new OpenAiDialect().faults();
    private static final String NASTY = "model: \"x\"\n\ndata: [DONE]\n\n\u2028\ud83d\ude00\\";

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 400, invalid_request_error, invalid_request",
        "UNAUTHENTICATED, 401, invalid_request_error, invalid_api_key",
        "FORBIDDEN, 403, permission_error, forbidden",
        "MODEL_NOT_FOUND, 404, invalid_request_error, model_not_found",
        "TOO_LARGE, 413, invalid_request_error, request_too_large",
        "RATE_LIMITED, 429, rate_limit_error, rate_limit_exceeded",
        "INTERNAL, 500, server_error, internal_error",
        "UPSTREAM_BROKEN, 502, api_error, upstream_error",
        "OVERLOADED, 503, overloaded_error, overloaded",
        "UPSTREAM_TIMEOUT, 504, timeout_error, upstream_timeout"
    })
    void namesTheTypeAndTheCodeOfAFault(GatewayFault.Kind kind, int status, String type, String code)
            throws IOException {
        GatewayFault fault = GatewayFault.of(kind, "m", "p");

        JsonNode error = body(FAULTS, fault).path("error");

        assertThat(fault.status()).isEqualTo(status);
        assertThat(error.path("message").textValue()).isEqualTo("m");
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("param").textValue()).isEqualTo("p");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void tellsEveryKindOfFaultWithItsMessageWhole(GatewayFault.Kind kind) throws IOException {
        JsonNode error = body(FAULTS, GatewayFault.of(kind, NASTY)).path("error");

        assertThat(error.path("message").textValue()).isEqualTo(NASTY);
        assertThat(error.path("type").textValue()).endsWith("_error");
        assertThat(error.path("param").isNull()).isTrue();
    }

    @Test
    void writesOneEventThatTheProbeKnowsForAnError() throws IOException {
        for (FaultWriter faults : new FaultWriter[] {FAULTS, OpenAiDialect.simpleFaults()}) {
            ByteBuf out = Unpooled.buffer();

            faults.writeEvent(GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, NASTY), "req_1", out);

            String event = out.toString(StandardCharsets.UTF_8);
            assertThat(new EventScanner().nextEnd(out, 0, out.writerIndex())).isEqualTo(out.writerIndex());
            assertThat(new OpenAiAnswerProbe(Operation.CHAT).onEvent(out, 0, out.writerIndex()))
                    .isEqualTo(Verdict.ERROR);
            assertThat(event).startsWith("data: {").endsWith("}\n\n");
            assertThat(new ObjectMapper().readTree(event.substring(6)).has("error"))
                    .isTrue();
        }
    }

    @Test
    void putsTheRequestIdIntoTheEventOnly() {
        ByteBuf event = Unpooled.buffer();
        ByteBuf body = Unpooled.buffer();

        FAULTS.writeEvent(GatewayFault.of(GatewayFault.Kind.INTERNAL, "m"), "req_1", event);
        FAULTS.writeBody(GatewayFault.of(GatewayFault.Kind.INTERNAL, "m"), "req_1", body);

        assertThat(event.toString(StandardCharsets.UTF_8)).contains("\"request_id\":\"req_1\"");
        assertThat(body.toString(StandardCharsets.UTF_8)).doesNotContain("req_1");
    }

    @Test
    void writesTheSimpleForm() throws IOException {
        JsonNode body = body(OpenAiDialect.simpleFaults(), GatewayFault.of(GatewayFault.Kind.NOT_FOUND, NASTY));

        assertThat(body.path("error").textValue()).isEqualTo(NASTY);
        assertThat(body).hasSize(1);
    }

    @Test
    void keepsAStreamOpenWithACommentThatMeansNothing() {
        for (FaultWriter faults : new FaultWriter[] {FAULTS, OpenAiDialect.simpleFaults()}) {
            ByteBuf out = Unpooled.buffer();

            faults.writeKeepAlive(out);

            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(": ping\n\n");
        }
    }

    private static JsonNode body(FaultWriter faults, GatewayFault fault) throws IOException {
        ByteBuf out = Unpooled.buffer();
        faults.writeBody(fault, "req_1", out);
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }
}
