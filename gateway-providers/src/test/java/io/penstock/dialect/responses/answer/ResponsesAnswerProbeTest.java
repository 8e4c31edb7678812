package io.penstock.dialect.responses.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON of a test has single quotes. */
final class ResponsesAnswerProbeTest {
    private static final String USAGE = "{'input_tokens':10,'input_tokens_details':{'cached_tokens':4},"
            + "'output_tokens':6,'output_tokens_details':{'reasoning_tokens':2},'total_tokens':16}";
    private static final Usage COUNTED = new Usage(6, 4, 0, 0, 4, 2);

    private final ResponsesAnswerProbe probe = new ResponsesAnswerProbe();

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private Verdict event(String text) {
        byte[] event = bytes(text);
        ByteBuf buffer = Unpooled.wrappedBuffer(event);
        return probe.onEvent(buffer, 0, event.length);
    }

    @ParameterizedTest
    @CsvSource({
        "response.created, PREAMBLE",
        "response.in_progress, PREAMBLE",
        "response.queued, PREAMBLE",
        "response.output_item.added, PREAMBLE",
        "response.content_part.added, PREAMBLE",
        "response.reasoning_summary_part.added, PREAMBLE",
        "keepalive, PREAMBLE",
        "response.output_text.delta, OUTPUT",
        "response.reasoning_summary_text.delta, OUTPUT",
        "response.reasoning_text.delta, OUTPUT",
        "response.refusal.delta, OUTPUT",
        "response.function_call_arguments.delta, OUTPUT",
        "response.custom_tool_call_input.delta, OUTPUT",
        "response.image_generation_call.partial_image, OUTPUT",
        "response.output_item.done, OUTPUT",
        "response.something.new, OUTPUT",
        "response.completed, END",
        "response.incomplete, END",
        "response.failed, ERROR",
        "error, ERROR"
    })
    void knowsAnEventByItsTypeOrItsName(String type, Verdict expected) {
        assertThat(event("data: {'type':'" + type + "','delta':'x'}\n\n")).isEqualTo(expected);
        assertThat(event("data: {'sequence_number':4,'x':[{}],'type':'" + type + "'}\n\n"))
                .isEqualTo(expected);
        if (!type.equals("response.something.new") && !type.equals("response.image_generation_call.partial_image")) {
            assertThat(event("event: " + type + "\ndata: {'delta':'x'}\n\n")).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ": ping|PREAMBLE",
                "data: nonsense|PREAMBLE",
                "data: {'delta':'x'}|PREAMBLE",
                "data: [DONE]|END",
                "data: {'error':{'message':'x'}}|ERROR",
                "data: {'error':null,'type':'response.in_progress'}|PREAMBLE",
                "event: error|ERROR"
            },
            quoteCharacter = '`')
    void toleratesOtherServers(String line, Verdict expected) {
        assertThat(event(line + "\n\n")).isEqualTo(expected);
    }

    @Test
    void countsWhatTheLastEventReports() {
        event("data: {'type':'response.created','response':{'usage':null}}\n\n");
        assertThat(probe.usage()).isNull();
        assertThat(probe.isFinished()).isFalse();

        event("data: {'type':'response.completed','response':{'output':[{'usage':{'input_tokens':9}}],'usage':" + USAGE
                + "}}\n\n");

        assertThat(probe.usage()).isEqualTo(COUNTED);
        assertThat(probe.isFinished()).isTrue();
    }

    @Test
    void readsAnEventInPieces() {
        byte[] event = bytes("event: response.completed\ndata: {'type':'response.completed','response':{'usage':"
                + USAGE + ",'output':['" + "x".repeat(100) + "']}}\n\n");

        Usage usage = Cuts.agree(event, pieces -> {
            ResponsesAnswerProbe parted = new ResponsesAnswerProbe();
            for (int i = 0; i < pieces.size() - 1; i++) {
                ByteBuf piece = pieces.get(i);
                parted.onEventPart(piece, piece.readerIndex(), piece.writerIndex());
            }
            ByteBuf last = pieces.get(pieces.size() - 1);
            assertThat(parted.onEvent(last, last.readerIndex(), last.writerIndex()))
                    .isEqualTo(Verdict.END);
            return parted.usage();
        });

        assertThat(usage).isEqualTo(COUNTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'completed','error':null,'output':[]}|END",
                "{'status':'failed','error':{'code':'x'}}|ERROR",
                "{'status':'failed'}|ERROR",
                "{'error':{'message':'x'}}|ERROR",
                "{'error':'x'}|ERROR",
                "nonsense|END"
            },
            quoteCharacter = '`')
    void judgesAWholeAnswer(String json, Verdict expected) {
        byte[] body = bytes(json);

        probe.onBody(Unpooled.wrappedBuffer(body), 0, body.length);

        assertThat(probe.onBodyEnd()).isEqualTo(expected);
    }
}
