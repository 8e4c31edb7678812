package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.http.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RelayLaneTest {
    private static final String ROLE = "data: role\n\n";
    private static final String ONE = "data: one\n\n";
    private static final String TWO = "event: x\r\ndata: two \u00c3\u00a9\r\n\r\n";
    private static final String PING = ": ping\n\n";
    private static final String USAGE = "data: usage 12\n\n";
    private static final String END = "data: end\n\n";
    private static final String STREAM = ROLE + ONE + PING + TWO + USAGE + END;
    private static final String STREAM_WITHOUT_USAGE = ROLE + ONE + PING + TWO + END;
    private static final int EVENT_HELD_BYTES_MAX = 8 * 1024;

    static Stream<Arguments> framings() {
        List<Arguments> all = new ArrayList<>();
        for (int chunkBytes : new int[] {0, 1, 7, 64, 4096}) {
            for (Framing framing :
                    chunkBytes > 0 ? new Framing[] {Framing.CHUNKED} : new Framing[] {Framing.LENGTH, Framing.CLOSE}) {
                for (boolean takesChunks : new boolean[] {true, false}) {
                    all.add(Arguments.of(framing, chunkBytes, takesChunks, true));
                    all.add(Arguments.of(framing, chunkBytes, takesChunks, false));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("framings")
    void passesWholeEventsOnAtEveryCut(Framing framing, int chunkBytes, boolean takesChunks, boolean cutsUsage) {
        String expected = cutsUsage ? STREAM_WITHOUT_USAGE : STREAM;
        Set<Integer> boundaries = boundaries(expected);

        Cuts.each(framed(STREAM, framing, chunkBytes), pieces -> {
            RecordingSink sink = new RecordingSink(takesChunks);
            LaneRun run = new LaneRun(Reading.EVENTS, framing, STREAM.length(), cutsUsage, sink);
            for (ByteBuf piece : pieces) {
                run.lane.onRead(piece);
                assertThat(boundaries).as("what the client has after a read").contains(sink.size());
            }
            if (framing == Framing.CLOSE) {
                run.close();
            }

            assertThat(sink.text()).isEqualTo(expected);
            assertThat(run.log()).startsWith("output ").endsWith("; end; ").doesNotContain("broken");
            assertThat(run.lane.bytesSent()).isEqualTo(expected.length());
        });
    }

    @Test
    void passesTheBufferOnAsItCameWhereNothingChanges() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE + ONE));
        ByteBuf in = Unpooled.copiedBuffer(chunk(ONE) + chunk(TWO + ONE), StandardCharsets.ISO_8859_1);
        byte[] memory = in.array();

        run.lane.onRead(in);
        in.release();

        assertThat(run.sink.framed()).isEqualTo(2);
        assertThat(run.sink.lastFramedArray()).isSameAs(memory);
        run.lane.drop();
    }

    @ParameterizedTest
    @CsvSource({"a cut event", "a chunk in two reads", "an event in two chunks and two reads", "the last chunk"})
    void framesAnew(String what) {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE + ONE));
        int before = run.sink.framed();

        switch (what) {
            case "a cut event" -> run.read(chunk(USAGE) + chunk(ONE));
            case "a chunk in two reads" -> run.read("18\r\n" + ONE + "d").read("ata: one\n\n\r\n");
            case "an event in two chunks and two reads" ->
                run.read(chunk("data:")).read(chunk(" one\n\n"));
            default -> run.read(chunk(END) + "0\r\n\r\n");
        }

        assertThat(run.sink.framed()).isEqualTo(before);
        assertThat(run.sink.text()).startsWith(ROLE + ONE).hasSizeGreaterThan((ROLE + ONE).length());
        run.lane.drop();
    }

    @Test
    void framesAnewForAClientThatReadsNoChunks() {
        LaneRun run = new LaneRun(Reading.EVENTS, Framing.CHUNKED, 0, true, new RecordingSink(false));

        run.read(chunk(ONE)).read(chunk(TWO));

        assertThat(run.sink.text()).isEqualTo(ONE + TWO);
        assertThat(run.sink.framed()).isZero();
    }

    @Test
    void holdsWhatComesBeforeOutput() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true);

        run.read(chunk(ROLE)).read(chunk(PING));

        assertThat(run.log()).isEmpty();
        assertThat(run.sink.size()).isZero();

        run.read(chunk(ONE));

        assertThat(run.log()).isEqualTo("output " + (ROLE + PING + ONE).length() + "; ");
        assertThat(run.sink.text()).isEqualTo(ROLE + PING + ONE);
    }

    @Test
    void commitsWhenAsMuchIsHeldAsMayBe() {
        LaneRun run = LaneRun.ofEvents(Framing.CLOSE, true);
        String role = "data: role" + " ".repeat(1000) + "\n\n";
        int reads = 0;

        while (run.log().isEmpty() && reads < 100) {
            run.read(role);
            reads++;
        }

        assertThat(reads * role.length()).isBetween(LaneRun.HELD_BYTES_MAX, LaneRun.HELD_BYTES_MAX + role.length());
        assertThat(run.sink.text()).isEqualTo(role.repeat(reads));
    }

    @Test
    void givesUpWhatIsHeldWhenDropped() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE)).read(chunk("data: begun"));

        run.lane.drop();
        run.read(chunk(ONE));

        assertThat(run.log()).isEmpty();
        assertThat(run.sink.size()).isZero();
        assertThat(run.lane.isOver()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"CHUNKED", "LENGTH", "CLOSE"})
    void isBrokenWhereTheTerminalEventIsMissingHoweverCleanlyTheProviderEnds(Framing framing) {
        String stream = ROLE + ONE + TWO;

        Cuts.each(framed(stream, framing, 64), pieces -> {
            LaneRun run = new LaneRun(Reading.EVENTS, framing, stream.length(), true, new RecordingSink(true));
            run.readAll(pieces, framing == Framing.CLOSE);

            assertThat(run.log()).startsWith("output ").endsWith("; broken and can be told; ");
            assertThat(run.sink.text()).isEqualTo(stream);
        });
    }

    @Test
    void neverPassesAnEventOnThatTheProviderDidNotEnd() {
        String payload = ROLE + ONE + "data: {\"half";

        Cuts.each(payload.getBytes(StandardCharsets.ISO_8859_1), pieces -> {
            LaneRun run = LaneRun.ofEvents(Framing.CLOSE, true);

            assertThat(run.readAll(pieces, true)).endsWith("broken and can be told; ");
            assertThat(run.sink.text()).isEqualTo(ROLE + ONE);
        });
    }

    @Test
    void isBrokenWhereTheProviderClosesWithinAChunk() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ONE)).read("ff\r\n" + TWO);

        run.close();

        assertThat(run.log()).endsWith("broken and can be told; ");
        assertThat(run.sink.text()).isEqualTo(ONE + TWO);
    }

    @Test
    void isBrokenWhereAChunkIsMalformed() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE)).read(chunk(ONE));

        boolean isRefused = LaneRun.isRefused(() -> run.read(chunk(TWO) + "zz\r\n"));

        assertThat(isRefused).isTrue();
        assertThat(run.log()).endsWith("broken and can be told; ");
        assertThat(ROLE + ONE + TWO).startsWith(run.sink.text());
    }

    @Test
    void losesNothingThatStoodBeforeAMalformedChunk() {
        LaneRun broken = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE + ONE));
        LaneRun ended = LaneRun.ofEvents(Framing.CHUNKED, true);

        LaneRun.isRefused(() -> broken.read(chunk(TWO) + "zz\r\n"));
        LaneRun.isRefused(() -> ended.read(chunk(ROLE + ONE) + chunk(TWO + END) + "0\r\n\rx"));

        assertThat(broken.log()).endsWith("broken and can be told; ");
        assertThat(broken.sink.text()).isEqualTo(ROLE + ONE + TWO);
        assertThat(ended.log()).endsWith("; end; ");
        assertThat(ended.sink.text()).isEqualTo(ROLE + ONE + TWO + END);
    }

    @Test
    void hasNothingForTheClientWhereAChunkIsMalformedBeforeItsAnswerHasBegun() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true);

        LaneRun.isRefused(() -> run.read(chunk(ROLE + ONE) + "zz\r\n"));

        assertThat(run.log()).isEqualTo("broken and can be told; ");
        assertThat(run.sink.size()).isZero();
    }

    @Test
    void isBrokenBeforeCommitWithoutAnythingForTheClient() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE)).read(chunk("data: o"));

        run.close();

        assertThat(run.log()).isEqualTo("broken and can be told; ");
        assertThat(run.sink.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"CHUNKED, 1000", "CHUNKED, 40000", "CLOSE, 0"})
    void letsALongEventFlowAndHoldsNoMoreThanItsBound(Framing framing, int chunkBytes) {
        String longEvent = "data: " + "x".repeat(3 * EVENT_HELD_BYTES_MAX) + "\n\n";
        String stream = ONE + longEvent + TWO + USAGE + END;
        byte[] input = framed(stream, framing, chunkBytes);

        for (int step : new int[] {1, 100, 1000, 5000, 9000, input.length}) {
            LaneRun run = LaneRun.ofEvents(framing, true);
            for (int at = 0; at < input.length; at += step) {
                ByteBuf piece = Unpooled.copiedBuffer(input, at, Math.min(step, input.length - at));
                run.lane.onRead(piece);
                piece.release();
                assertThat(payloadBefore(stream, framing, chunkBytes, at + step) - run.sink.size())
                        .as("held after %d bytes in steps of %d", at + step, step)
                        .isLessThanOrEqualTo(EVENT_HELD_BYTES_MAX + USAGE.length());
            }
            if (framing == Framing.CLOSE) {
                run.close();
            }

            assertThat(run.sink.text()).isEqualTo(ONE + longEvent + TWO + END);
            assertThat(run.log()).endsWith("; end; ");
        }
    }

    @Test
    void showsEveryByteOfALongEventToTheProbe() {
        String longEvent = "data: " + "x".repeat(2 * EVENT_HELD_BYTES_MAX) + "\n\n";
        ToyProbe probe = new ToyProbe();
        LaneRun run = new LaneRun(Reading.EVENTS, Framing.CLOSE, 0, true, new RecordingSink(true), probe, true);

        for (int at = 0; at < longEvent.length(); at += 3000) {
            run.read(longEvent.substring(at, Math.min(longEvent.length(), at + 3000)));
        }

        assertThat(probe.seen()).isEqualTo(longEvent);
        assertThat(run.lane.isWithinEvent()).isFalse();
    }

    @Test
    void saysThatTheClientIsWithinAnEventWhenALongOneBreaks() {
        LaneRun run = LaneRun.ofEvents(Framing.CLOSE, true).read("data: " + "x".repeat(2 * EVENT_HELD_BYTES_MAX));

        assertThat(run.lane.isWithinEvent()).isTrue();
        run.close();

        assertThat(run.log()).endsWith("; broken; ");
    }

    @Test
    void tellsOfAnErrorInPlaceOfOutput() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE));

        run.read(chunk("data: error 429\n\n"));

        assertThat(run.log()).isEqualTo("error; ");
        assertThat(run.errorEvent()).isEqualTo("data: error 429\n\n");
        assertThat(run.sink.size()).isZero();
    }

    @Test
    void passesAnErrorOnBehindOutput() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ONE));

        run.read(chunk("data: error 429\n\n"));

        assertThat(run.errorEvent()).isEmpty();
        assertThat(run.sink.text()).isEqualTo(ONE + "data: error 429\n\n");
    }

    @Test
    void cutsTheUsageEventOutEvenBeforeOutput() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ROLE)).read(chunk(USAGE));

        run.read(chunk(ONE));

        assertThat(run.sink.text()).isEqualTo(ROLE + ONE);
    }

    @Test
    void stopsTheSourceOnceTheClientTakesNoMoreAndGoesOnWhenItDoes() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ONE));
        run.sink.fill();

        run.read(chunk(TWO));

        assertThat(run.isPaused()).isTrue();
        assertThat(run.sink.text()).as("the read under way still goes down").isEqualTo(ONE + TWO);

        run.sink.empty();
        run.lane.onSinkWritable();

        assertThat(run.isPaused()).isFalse();
    }

    @Test
    void doesNotStopTheSourceForAClientThatKeepsUp() {
        LaneRun run = LaneRun.ofEvents(Framing.CHUNKED, true).read(chunk(ONE)).read(chunk(TWO));

        assertThat(run.pauses()).isZero();
        assertThat(run.sink.flushes()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"CHUNKED, 5", "LENGTH, 0", "CLOSE, 0"})
    void holdsAWholeAnswerUntilItsEnd(Framing framing, int chunkBytes) {
        String body = "{\"id\":\"1\",\"choices\":[]}";

        Cuts.each(framed(body, framing, chunkBytes), pieces -> {
            LaneRun run = new LaneRun(Reading.WHOLE, framing, body.length(), false, new RecordingSink(true));
            run.readAll(pieces, framing == Framing.CLOSE);

            assertThat(run.log()).isEqualTo("output " + body.length() + " whole; end; ");
            assertThat(run.sink.text()).isEqualTo(body);
        });
    }

    @Test
    void commitsALargeWholeAnswerAtTheBound() {
        String piece = "[" + "1,".repeat(5000);
        LaneRun run = new LaneRun(Reading.WHOLE, Framing.CLOSE, 0, false, new RecordingSink(true));
        int reads = 0;

        while (run.log().isEmpty() && reads < 100) {
            run.read(piece);
            reads++;
        }

        assertThat(reads * piece.length()).isBetween(LaneRun.HELD_BYTES_MAX, LaneRun.HELD_BYTES_MAX + piece.length());
        assertThat(run.log()).isEqualTo("output " + reads * piece.length() + "; ");
        assertThat(run.sink.text()).isEqualTo(piece.repeat(reads));
    }

    @Test
    void aWholeAnswerThatIsCutShortIsBroken() {
        LaneRun run = new LaneRun(Reading.WHOLE, Framing.LENGTH, 100, false, new RecordingSink(true)).read("{\"id\"");

        run.close();

        assertThat(run.log()).isEqualTo("broken; ");
        assertThat(run.sink.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"CHUNKED, 5", "LENGTH, 0", "CLOSE, 0"})
    void passesWhatIsNotReadOnAtOnce(Framing framing, int chunkBytes) {
        String body = "\u0000\u00ff" + "data: usage\n\n" + "rest";

        Cuts.each(framed(body, framing, chunkBytes), pieces -> {
            ToyProbe probe = new ToyProbe();
            RecordingSink sink = new RecordingSink(true);
            LaneRun run = new LaneRun(Reading.OPAQUE, framing, body.length(), true, sink, probe, true);
            run.readAll(pieces, framing == Framing.CLOSE);

            assertThat(sink.text()).isEqualTo(body);
            assertThat(run.log()).startsWith("output ").endsWith("end; ");
            assertThat(probe.seen()).isEmpty();
        });
    }

    @Test
    void anAnswerWithoutABodyIsWhole() {
        LaneRun run = new LaneRun(Reading.OPAQUE, Framing.LENGTH, 0, true, new RecordingSink(true));

        run.read("");

        assertThat(run.log()).isEqualTo("output 0 whole; end; ");
    }

    @Test
    void leavesWhatIsBehindTheBodyUnread() {
        LaneRun run = new LaneRun(Reading.WHOLE, Framing.LENGTH, 2, false, new RecordingSink(true));
        ByteBuf in = Unpooled.copiedBuffer("{}HTTP/1.1 200 OK", StandardCharsets.US_ASCII);

        run.lane.onRead(in);

        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        assertThat(run.sink.text()).isEqualTo("{}");
        in.release();
    }

    private static Set<Integer> boundaries(String stream) {
        Set<Integer> boundaries = new TreeSet<>();
        int at = 0;
        for (String event : List.of(ROLE, ONE, PING, TWO, USAGE, END)) {
            boundaries.add(at);
            if (stream.startsWith(event, at)) {
                at += event.length();
            }
            if (event.endsWith("\r\n")) {
                // A CR alone ends a line too, and whether an LF follows nobody waits to see.
                boundaries.add(at - 1);
            }
        }
        boundaries.add(at);
        return boundaries;
    }

    /** How much payload stands in the first {@code wireBytes} of the framed stream, at least. */
    private static int payloadBefore(String stream, Framing framing, int chunkBytes, int wireBytes) {
        if (framing != Framing.CHUNKED) {
            return Math.min(stream.length(), wireBytes);
        }
        int overhead = Integer.toHexString(chunkBytes).length() + 4;
        int chunks = wireBytes / (chunkBytes + overhead) + 1;
        return Math.max(0, Math.min(stream.length(), wireBytes - chunks * overhead));
    }

    private static String chunk(String payload) {
        return Integer.toHexString(payload.length()) + "\r\n" + payload + "\r\n";
    }

    private static byte[] framed(String payload, Framing framing, int chunkBytes) {
        if (framing != Framing.CHUNKED) {
            return payload.getBytes(StandardCharsets.ISO_8859_1);
        }
        StringBuilder framed = new StringBuilder();
        for (int at = 0; at < payload.length(); at += chunkBytes) {
            framed.append(chunk(payload.substring(at, Math.min(payload.length(), at + chunkBytes))));
        }
        return framed.append("0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
