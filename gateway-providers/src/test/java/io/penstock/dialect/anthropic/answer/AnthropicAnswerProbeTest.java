package io.penstock.dialect.anthropic.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Feed;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnthropicAnswerProbeTest {
    private static final int EVENTS = 200_000;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'ping'}                                                                            | PREAMBLE
            {'type':'message_start','message':{'usage':{'input_tokens':1}}}                            | PREAMBLE
            {'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}         | PREAMBLE
            {'type':'content_block_start','index':0,'content_block':{'type':'text','text':'x'}}        | OUTPUT
            {'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}} | PREAMBLE
            {'type':'content_block_start','index':0,'content_block':{'type':'redacted_thinking','data':'x'}} | OUTPUT
            {'type':'content_block_start','index':0,'content_block':{'type':'tool_use','id':'a','name':'f','input':{}}} | OUTPUT
            {'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use','input':{}}} | OUTPUT
            {'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':''}}           | PREAMBLE
            {'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'x'}}          | OUTPUT
            {'delta':{'thinking':'x','type':'thinking_delta'},'index':0,'type':'content_block_delta'}  | OUTPUT
            {'type':'content_block_delta','index':0,'delta':{'type':'citations_delta','citation':{'url':'x'}}} | OUTPUT
            {'type':'content_block_stop','index':0}                                                    | PREAMBLE
            {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':1}}    | OUTPUT
            {'type':'message_delta','delta':{'stop_reason':null},'usage':{'output_tokens':1}}          | PREAMBLE
            {'type':'message_stop'}                                                                    | END
            {'type':'error','error':{'type':'overloaded_error','message':'x'}}                         | ERROR
            {'error':{'message':'x'}}                                                                  | ERROR
            {'type':'heard_of_by_nobody'}                                                              | PREAMBLE
            {'type':'content_block_delta','index':0,'delta'                                            | PREAMBLE
            [DONE]                                                                                     | PREAMBLE
            """)
    void saysWhatAnEventIs(String data, Verdict verdict) {
        byte[] event = ("data: " + data.replace('\'', '"') + "\n\n").getBytes(StandardCharsets.UTF_8);

        assertThat(new AnthropicAnswerProbe().onEvent(Unpooled.wrappedBuffer(event), 0, event.length))
                .isEqualTo(verdict);
    }

    @Test
    void readsTheLastUsageAndTheEndOfAStream() {
        AnswerProbe probe = new AnthropicAnswerProbe();
        String stream = Sse.of("{'type':'message_start','message':{'usage':{'input_tokens':43,'output_tokens':1}}}\n"
                + Sse.text(0, "a", "b", "") + "{'type':'message_delta','delta':{'stop_reason':'end_turn'},"
                + "'usage':{'input_tokens':61,'output_tokens':2}}\n" + Sse.STOP);

        List<Verdict> verdicts = verdicts(probe, stream);

        assertThat(verdicts)
                .containsExactly(
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.OUTPUT,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.END);
        assertThat(probe.usage()).isEqualTo(new Usage(61, 0, 0, 0, 2, 0));
        assertThat(probe.isFinished()).isTrue();
    }

    @Test
    void isFinishedByTheReasonToStopAlone() {
        AnswerProbe probe = new AnthropicAnswerProbe();
        AnswerProbe cut = new AnthropicAnswerProbe();

        verdicts(probe, Sse.of("{'type':'message_delta','delta':{'stop_reason':'max_tokens'}}"));
        verdicts(cut, Sse.of(Sse.START + Sse.text(0, "x")));

        assertThat(probe.isFinished()).isTrue();
        assertThat(cut.isFinished()).isFalse();
        assertThat(new AnthropicAnswerProbe().usage()).isNull();
    }

    private static List<Verdict> verdicts(AnswerProbe probe, String stream) {
        List<Verdict> verdicts = new ArrayList<>();
        for (ByteBuf event : Feed.events(stream.getBytes(StandardCharsets.UTF_8))) {
            verdicts.add(probe.onEvent(event, event.readerIndex(), event.writerIndex()));
        }
        return verdicts;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'message_start','message':{'id':'x','usage':{'input_tokens':3,'cache_creation':{'ephemeral_1h_input_tokens':2}}}} | PREAMBLE | 3
            {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'input_tokens':4}} | OUTPUT | 4
            {'type':'content_block_start','content_block':{'type':'x','content':[{'usage':{'input_tokens':9}}]}} | OUTPUT |
            {'type':'error','error':{'message':'x'}}      | ERROR  |
            {'type':'message_stop'}                       | END    |
            """)
    void readsAnEventThatGoesByInPieces(String data, Verdict verdict, Long input) {
        String event = Sse.of(data);

        Cuts.each(event.getBytes(StandardCharsets.UTF_8), pieces -> {
            AnswerProbe probe = new AnthropicAnswerProbe();
            for (ByteBuf piece : pieces.subList(0, pieces.size() - 1)) {
                probe.onEventPart(piece, piece.readerIndex(), piece.writerIndex());
            }
            ByteBuf last = pieces.get(pieces.size() - 1);
            probe.onEventPart(last, last.readerIndex(), last.readerIndex());

            assertThat(probe.onEvent(last, last.readerIndex(), last.writerIndex()))
                    .isEqualTo(verdict);
            Usage usage = probe.usage();
            assertThat(usage == null ? null : usage.input()).isEqualTo(input);
        });
    }

    @Test
    void readsAWholeAnswerHoweverCut() {
        String body = "{\"type\":\"message\",\"content\":[{\"type\":\"error\",\"usage\":{\"input_tokens\":9}}],"
                + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":4,"
                + "\"iterations\":[{\"input_tokens\":8}],\"output_tokens\":5}}";

        Cuts.each(body.getBytes(StandardCharsets.UTF_8), pieces -> {
            AnswerProbe probe = new AnthropicAnswerProbe();
            pieces.forEach(piece -> probe.onBody(piece, piece.readerIndex(), piece.writerIndex()));

            assertThat(probe.onBodyEnd()).isEqualTo(Verdict.END);
            assertThat(probe.usage()).isEqualTo(new Usage(3, 4, 0, 0, 5, 0));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'error','error':{'type':'x','message':'y'}} | ERROR
            {'error':{'message':'y'}}                           | ERROR
            {'error':null,'type':'message'}                     | END
            {'input_tokens':12}                                 | END
            no JSON                                             | END
            """)
    void knowsAnErrorInPlaceOfAnAnswer(String body, Verdict verdict) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        AnswerProbe probe = new AnthropicAnswerProbe();

        probe.onBody(Unpooled.wrappedBuffer(bytes), 0, bytes.length);

        assertThat(probe.onBodyEnd()).isEqualTo(verdict);
        assertThat(probe.usage()).isNull();
    }

    @Test
    void allocatesNothingForADelta() {
        AnswerProbe probe = new AnthropicAnswerProbe();
        ByteBuf named =
                event(Sse.of("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':' w'}}"));
        ByteBuf unnamed = event("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                + "{\"type\":\"text_delta\",\"text\":\" w\"}}\n\n");

        double bytes = Allocation.bytesPerCall(EVENTS, () -> {
            probe.onEvent(named, 0, named.writerIndex());
            probe.onEvent(unnamed, 0, unnamed.writerIndex());
        });

        assertThat(bytes).isLessThan(1);
    }

    private static ByteBuf event(String event) {
        return Unpooled.copiedBuffer(event, StandardCharsets.UTF_8);
    }
}
