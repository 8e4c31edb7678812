package io.penstock.dialect.responses.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ResponsesFaultWriterTest {
    private final ResponsesFaultWriter faults = new ResponsesFaultWriter();
    private final ByteBuf out = Unpooled.buffer();

    private String written() {
        return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void writesABody() {
        faults.writeBody(GatewayFault.of(Kind.INVALID_REQUEST, "input: missing", "input"), "r1", out);

        assertThat(written())
                .isEqualTo("{'error':{'message':'input: missing','type':'invalid_request_error','param':'input',"
                        + "'code':'invalid_request'}}");
    }

    @Test
    void writesAnEvent() {
        faults.writeEvent(GatewayFault.of(Kind.OVERLOADED, "busy"), "r1", out);

        assertThat(written())
                .isEqualTo("event: error\ndata: {'type':'error','sequence_number':0,'code':'overloaded',"
                        + "'message':'busy','param':null,'error':{'message':'busy','type':'overloaded_error',"
                        + "'param':null,'code':'overloaded','request_id':'r1'}}\n\n");
    }

    @Test
    void writesAKeepAlive() {
        faults.writeKeepAlive(out);

        assertThat(written()).isEqualTo(": ping\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED, invalid_request_error",
        "FORBIDDEN, permission_error",
        "PAYMENT_REQUIRED, billing_error",
        "RATE_LIMITED, rate_limit_error",
        "UPSTREAM_TIMEOUT, timeout_error",
        "INTERNAL, server_error",
        "UPSTREAM_BROKEN, api_error"
    })
    void namesTheTypeByTheKind(Kind kind, String type) {
        faults.writeBody(GatewayFault.of(kind, "x"), "r1", out);

        assertThat(written()).contains("'type':'" + type + "'");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void writesEveryKind(Kind kind) {
        faults.writeBody(GatewayFault.of(kind, "x\n"), "r1", out);

        assertThat(Written.parse(out.toString(StandardCharsets.UTF_8))
                        .at("/error/message")
                        .asText())
                .isEqualTo("x\n");
    }
}
