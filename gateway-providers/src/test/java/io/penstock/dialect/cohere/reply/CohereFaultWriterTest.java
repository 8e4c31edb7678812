package io.penstock.dialect.cohere.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.Feed;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.cohere.answer.CohereAnswerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CohereFaultWriterTest {
    private static final String NASTY = "model: \"x\"\n\ndata: [DONE]\n\n\u2028\ud83d\ude00\\";

    private final CohereFaultWriter faults = new CohereFaultWriter();
    private final ByteBuf out = Unpooled.buffer();

    @ParameterizedTest
    @EnumSource(GatewayFault.Kind.class)
    void tellsEveryFaultWithItsMessageAndTheIdOfTheRequest(GatewayFault.Kind kind) throws IOException {
        faults.writeBody(GatewayFault.of(kind, NASTY), "r1", out);

        JsonNode body = new ObjectMapper().readTree(written());
        assertThat(body.path("message").textValue()).isEqualTo(NASTY);
        assertThat(body.path("id").textValue()).isEqualTo("r1");
        assertThat(body.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(GatewayFault.Kind.class)
    void breaksAStreamWithOneEventThatIsReadAsAFault(GatewayFault.Kind kind) {
        faults.writeEvent(GatewayFault.of(kind, NASTY), "r1", out);
        CohereAnswerReader reader = new CohereAnswerReader();
        List<Verdict> verdicts = new ArrayList<>();

        Feed.stream(reader, written().getBytes(StandardCharsets.UTF_8), new Heard(), verdicts);

        assertThat(verdicts).containsExactly(Verdict.ERROR);
        assertThat(reader.fault().message()).isEqualTo(NASTY);
        boolean isTimeout = kind.name().contains("TIMEOUT");
        assertThat(reader.fault().kind() == GatewayFault.Kind.UPSTREAM_TIMEOUT).isEqualTo(isTimeout);
    }

    @Test
    void keepsAStreamOpenWithAComment() {
        faults.writeKeepAlive(out);

        assertThat(written()).isEqualTo(": ping\n\n");
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
