package io.penstock.dialect.gemini.answer;

import static io.penstock.dialect.gemini.Answers.parts;
import static io.penstock.dialect.gemini.Answers.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeminiAnswerProbeTest {
    private static final String USAGE = "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'candidates':[{'content':{'parts':[{'text':'a'}]}}]}                          | OUTPUT
            {'candidates':[{'content':{'parts':[{'text':'a','thought':true}]}}]}           | OUTPUT
            {'candidates':[{'content':{'parts':[{'functionCall':{'name':'f'}}]}}]}         | OUTPUT
            {'candidates':[{'content':{'parts':[{'text':''}],'role':'model'}}]}            | PREAMBLE
            {'candidates':[{'content':{'role':'model'}}],'usageMetadata':{'totalTokenCount':1}} | PREAMBLE
            {'candidates':[],'usageMetadata':{'promptTokenCount':1}}                       | USAGE
            {'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]}     | END
            {'promptFeedback':{'blockReason':'SAFETY'}}                                    | END
            {'promptFeedback':{'safetyRatings':[]}}                                        | PREAMBLE
            {'error':{'code':500}}                                                         | ERROR
            [{'error':{'code':500}}]                                                       | ERROR
            {'error':null,'candidates':null}                                               | PREAMBLE
            nonsense                                                                       | PREAMBLE
            """)
    void saysWhatAnEventIs(String event, Verdict verdict) {
        assertThat(verdict(new GeminiAnswerProbe(), stream(event))).isEqualTo(verdict);
    }

    @Test
    void aStreamEndsWhenEachCandidateHasAReasonToStop() {
        GeminiAnswerProbe probe = new GeminiAnswerProbe();

        verdict(probe, stream("{'candidates':[{'index':0,'content':{}},{'index':1,'content':{}}]}"));
        Verdict first = verdict(probe, stream("{'candidates':[{'finishReason':'STOP','index':1}]}"));
        boolean isFinishedAfterFirst = probe.isFinished();
        Verdict second = verdict(probe, stream("{'candidates':[{'finishReason':'STOP'}]," + USAGE + "}"));

        assertThat(first).isEqualTo(Verdict.OUTPUT);
        assertThat(isFinishedAfterFirst).isFalse();
        assertThat(second).isEqualTo(Verdict.END);
        assertThat(probe.isFinished()).isTrue();
        assertThat(probe.usage()).isEqualTo(new Usage(3, 0, 0, 0, 2, 0));
    }

    @Test
    void readsAnEventThatGoesByInPiecesHoweverCut() {
        String event = stream("{'candidates':[{'content':{'parts':[{'inlineData':{'mimeType':'image/png','data':'"
                + "A".repeat(500) + "'}}]},'finishReason':'STOP','index':0}]," + USAGE + "}");

        String seen = Cuts.agree(event.getBytes(StandardCharsets.UTF_8), pieces -> {
            GeminiAnswerProbe probe = new GeminiAnswerProbe();
            for (ByteBuf piece : pieces.subList(0, pieces.size() - 1)) {
                probe.onEventPart(piece, piece.readerIndex(), piece.writerIndex());
            }
            ByteBuf last = pieces.get(pieces.size() - 1);
            Verdict verdict = probe.onEvent(last, last.readerIndex(), last.writerIndex());
            return verdict + " " + probe.isFinished() + " " + probe.usage();
        });

        assertThat(seen).isEqualTo("END true " + new Usage(3, 0, 0, 0, 2, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}} | END | true
            [{'candidates':[{'index':1}],'usageMetadata':{'promptTokenCount':9}},{'candidates':[{'index':1,'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}] | END | true
            {'promptFeedback':{'blockReason':'SAFETY'},'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}} | END | true
            {'error':{'code':400},'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}} | ERROR | false
            [{'error':'x','usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}] | ERROR | false
            """)
    void readsAWholeAnswerHoweverCut(String body, Verdict verdict, boolean isFinished) {
        String seen = Cuts.agree(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), pieces -> {
            GeminiAnswerProbe probe = new GeminiAnswerProbe();
            for (ByteBuf piece : pieces) {
                probe.onBody(piece, piece.readerIndex(), piece.writerIndex());
            }
            return probe.onBodyEnd() + " " + probe.isFinished() + " " + probe.usage();
        });

        assertThat(seen).isEqualTo(verdict + " " + isFinished + " " + new Usage(3, 0, 0, 0, 2, 0));
    }

    @Test
    void anEventCostsNothing() {
        GeminiAnswerProbe probe = new GeminiAnswerProbe();
        ByteBuf event = Unpooled.copiedBuffer(
                stream(parts("{'text':' word'}").replace("]}", "]," + USAGE + "}")), StandardCharsets.UTF_8);

        double bytes = Allocation.bytesPerCall(200_000, () -> probe.onEvent(event, 0, event.writerIndex()));

        assertThat(bytes).isLessThan(1);
    }

    private static Verdict verdict(GeminiAnswerProbe probe, String event) {
        ByteBuf buffer = Unpooled.copiedBuffer(event, StandardCharsets.UTF_8);
        return probe.onEvent(buffer, 0, buffer.writerIndex());
    }
}
