package io.penstock.dialect.bedrock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.Feed;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BedrockFaultWriterTest {
    private final FaultWriter faults = new BedrockFaultWriter();

    @ParameterizedTest
    @CsvSource(textBlock = """
            INVALID_REQUEST,      ValidationException,           validationException
            INVALID_JSON,         ValidationException,           validationException
            TOO_LARGE,            ValidationException,           validationException
            UNAUTHENTICATED,      UnrecognizedClientException,   validationException
            FORBIDDEN,            AccessDeniedException,         validationException
            MODEL_NOT_ALLOWED,    AccessDeniedException,         validationException
            MODEL_NOT_FOUND,      ResourceNotFoundException,     validationException
            NOT_FOUND,            UnknownOperationException,     validationException
            PAYMENT_REQUIRED,     ServiceQuotaExceededException, validationException
            RATE_LIMITED,         ThrottlingException,           throttlingException
            INTERNAL,             InternalServerException,       internalServerException
            OVERLOADED,           ServiceUnavailableException,   serviceUnavailableException
            UPSTREAM_UNREACHABLE, ServiceUnavailableException,   serviceUnavailableException
            UPSTREAM_BROKEN,      ModelErrorException,           modelStreamErrorException
            UPSTREAM_TIMEOUT,     ModelTimeoutException,         modelStreamErrorException
            """)
    void callsAFaultWhatBedrockWouldCallIt(Kind kind, String type, String exception) {
        GatewayFault fault = GatewayFault.of(kind, "say \"why\"");
        ByteBuf body = Unpooled.buffer();
        ByteBuf event = Unpooled.buffer();

        faults.writeBody(fault, "req-1", body);
        faults.writeEvent(fault, "req-1", event);

        assertThat(body.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"__type\":\"" + type + "\",\"message\":\"say \\\"why\\\"\"}");
        assertThat(Converse.lines(ByteBufUtil.getBytes(event)))
                .singleElement()
                .asString()
                .startsWith(exception + " {'message':'say \\'why\\''");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isUnderstoodByItsOwnReader(Kind kind) {
        GatewayFault fault = GatewayFault.of(kind, "why");
        ByteBuf event = Unpooled.buffer().writeZero(5);
        faults.writeEvent(fault, "req-1", event);
        BedrockAnswerReader reader = new BedrockAnswerReader();

        Feed.frames(reader, ByteBufUtil.getBytes(event, 5, event.readableBytes() - 5));

        assertThat(reader.fault().message()).isEqualTo("why");
        assertThat(reader.fault().status()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void saysTheOriginalStatusOfAModelThatFailed() {
        ByteBuf event = Unpooled.buffer();

        faults.writeEvent(GatewayFault.of(Kind.UPSTREAM_TIMEOUT, "slow"), "req-1", event);

        assertThat(Converse.lines(ByteBufUtil.getBytes(event)))
                .containsExactly("modelStreamErrorException {'message':'slow','originalStatusCode':504,"
                        + "'originalMessage':'slow'}");
    }

    @Test
    void hasNothingThatKeepsAStreamOpen() {
        ByteBuf out = Unpooled.buffer();

        faults.writeKeepAlive(out);

        assertThat(out.readableBytes()).isZero();
    }
}
