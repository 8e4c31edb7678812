package io.penstock.dialect.bedrock.answer;

import static io.penstock.dialect.bedrock.answer.Converse.START;
import static io.penstock.dialect.bedrock.answer.Converse.USAGE;
import static io.penstock.dialect.bedrock.answer.Converse.blockStop;
import static io.penstock.dialect.bedrock.answer.Converse.call;
import static io.penstock.dialect.bedrock.answer.Converse.input;
import static io.penstock.dialect.bedrock.answer.Converse.stop;
import static io.penstock.dialect.bedrock.answer.Converse.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import io.penstock.codec.Frames;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Feed;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BedrockAnswerProbeTest {
    private static final int EVENTS = 200_000;

    private static List<Verdict> verdicts(AnswerProbe probe, byte[] stream) {
        List<Verdict> verdicts = new ArrayList<>();
        for (ByteBuf frame : Feed.frames(stream)) {
            verdicts.add(probe.onEvent(frame, frame.readerIndex(), frame.writerIndex()));
        }
        return verdicts;
    }

    @Test
    void saysWhatEachFrameIs() {
        AnswerProbe probe = new BedrockAnswerProbe();

        List<Verdict> verdicts = verdicts(
                probe,
                Converse.of(START + "contentBlockStart {'contentBlockIndex':0,'start':{}}\n" + text(0, "Hi")
                        + blockStop(0) + call(1, "t", "f") + input(1, "{}") + blockStop(1) + "newEvent {}\n"
                        + stop("tool_use") + USAGE));

        assertThat(verdicts)
                .containsExactly(
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.END);
        assertThat(probe.isFinished()).isTrue();
        assertThat(probe.usage()).isEqualTo(new Usage(9, 0, 0, 0, 2, 0));
    }

    @Test
    void endsWithTheSecondOfTheLastTwoFramesInWhateverOrder() {
        AnswerProbe probe = new BedrockAnswerProbe();

        List<Verdict> verdicts = verdicts(probe, Converse.of(USAGE + stop("end_turn")));

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.END);
        assertThat(probe.usage()).isEqualTo(new Usage(9, 0, 0, 0, 2, 0));
    }

    @Test
    void isNotFinishedBeforeTheModelStopped() {
        AnswerProbe probe = new BedrockAnswerProbe();

        verdicts(probe, Converse.of(START + text(0, "Hi") + USAGE));
        boolean isFinishedBefore = probe.isFinished();
        verdicts(probe, Converse.of(stop("end_turn")));

        assertThat(isFinishedBefore).isFalse();
        assertThat(probe.isFinished()).isTrue();
    }

    @Test
    void findsExceptionsAndErrors() {
        byte[] error = Frames.frame(Frames.headers(":message-type", "error", ":error-code", "x"), new byte[0]);
        byte[] bare = Frames.frame(Frames.headers(":exception-type", "throttlingException"), new byte[0]);

        assertThat(verdicts(new BedrockAnswerProbe(), Converse.of("throttlingException {'message':'x'}")))
                .containsExactly(Verdict.ERROR);
        assertThat(verdicts(new BedrockAnswerProbe(), error)).containsExactly(Verdict.ERROR);
        assertThat(verdicts(new BedrockAnswerProbe(), bare)).containsExactly(Verdict.ERROR);
    }

    @Test
    void passesOverWhatIsNoFrame() {
        ByteBuf junk = Unpooled.wrappedBuffer("data: {}\n\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(new BedrockAnswerProbe().onEvent(junk, 0, junk.writerIndex()))
                .isEqualTo(Verdict.PREAMBLE);
        assertThat(verdicts(new BedrockAnswerProbe(), Converse.of("metadata not json")))
                .containsExactly(Verdict.PREAMBLE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            contentBlockDelta, OUTPUT
            messageStart,      PREAMBLE
            messageStop,       OUTPUT
            metadata,          PREAMBLE
            aNewEvent,         PREAMBLE
            """)
    void knowsALongFrameHoweverItIsCut(String type, Verdict expected) {
        String payload = "{\"trace\":\"" + "x".repeat(300) + "\",\"usage\":{\"inputTokens\":7,\"cacheDetails\":"
                + "[{\"ttl\":\"1h\",\"inputTokens\":5},{\"ttl\":\"5m\",\"inputTokens\":6}],\"cacheWriteInputTokens\":11}}";
        byte[] frame = Frames.event(type, payload);

        Cuts.each(frame, pieces -> {
            AnswerProbe probe = new BedrockAnswerProbe();
            Verdict verdict = inPieces(probe, pieces);
            assertThat(verdict).isEqualTo(expected);
            assertThat(probe.usage()).isEqualTo(type.equals("metadata") ? new Usage(7, 0, 6, 5, 0, 0) : null);
            // The frame behind it is read whole.
            assertThat(verdicts(probe, Converse.of(text(0, "Hi")))).containsExactly(Verdict.OUTPUT);
        });
    }

    private static Verdict inPieces(AnswerProbe probe, List<ByteBuf> pieces) {
        for (int i = 0; i < pieces.size() - 1; i++) {
            ByteBuf piece = pieces.get(i);
            probe.onEventPart(piece, piece.readerIndex(), piece.writerIndex());
        }
        ByteBuf last = pieces.get(pieces.size() - 1);
        return probe.onEvent(last, last.readerIndex(), last.writerIndex());
    }

    @Test
    void readsNoMoreThanAFrameOfPiecesHowever() {
        Random random = new Random(5);
        for (int i = 0; i < 3000; i++) {
            byte[] junk = new byte[random.nextInt(200)];
            random.nextBytes(junk);
            AnswerProbe probe = new BedrockAnswerProbe();
            ByteBuf bytes = Unpooled.wrappedBuffer(junk);
            int cut = random.nextInt(junk.length + 1);

            probe.onEventPart(bytes, 0, cut);
            Verdict verdict = probe.onEvent(bytes, cut, junk.length);

            assertThat(verdict).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'output':{'message':{'content':[{'text':'{\\'usage\\':{}}'}]}},'usage':{'inputTokens':16,'outputTokens':9,'totalTokens':30,'cacheReadInputTokens':1,'cacheWriteInputTokens':4}} | END   | 16 1 4 0 9
            {'usage':{'inputTokens':3,'cacheDetails':[{'inputTokens':2,'ttl':'1h'}],'outputTokens':1},'output':{}}                                                                         | END   | 3 0 0 2 1
            {'message':'no'}                                                                                                                                                                 | ERROR | none
            {'Message':'no','__type':'x'}                                                                                                                                                    | ERROR | none
            {'output':{'usage':{'inputTokens':3}},'message':'x'}                                                                                                                             | END   | none
            not json                                                                                                                                                                         | END   | none
            """, quoteCharacter = '`')
    void looksAtAWholeAnswerHoweverItIsCut(String json, Verdict expected, String counts) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        String seen = Cuts.agree(body, pieces -> {
            AnswerProbe probe = new BedrockAnswerProbe();
            pieces.forEach(piece -> probe.onBody(piece, piece.readerIndex(), piece.writerIndex()));
            Usage usage = probe.usage();
            return probe.onBodyEnd() + " "
                    + (usage == null
                            ? "none"
                            : usage.input() + " " + usage.cacheRead() + " " + usage.cacheWrite5m() + " "
                                    + usage.cacheWrite1h() + " " + usage.output());
        });

        assertThat(seen).isEqualTo(expected + " " + counts);
    }

    @Test
    void allocatesNothingForAFrame() {
        byte[] frame = Converse.of(text(0, "Hello"));
        ByteBuf bytes = Allocation.untracked(frame.length).writeBytes(frame);
        AnswerProbe probe = new BedrockAnswerProbe();

        double perEvent = Allocation.bytesPerCall(EVENTS, () -> {
            if (probe.onEvent(bytes, 0, frame.length) != Verdict.OUTPUT) {
                throw new AssertionError();
            }
        });

        assertThat(perEvent).isLessThan(1);
    }
}
