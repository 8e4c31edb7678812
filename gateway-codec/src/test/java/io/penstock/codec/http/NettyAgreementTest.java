package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Netty's decoders (4.2.18) as a second opinion, over both tables and over seeded mutations of good messages: what Netty refuses
 * is refused, what both accept is read as the same message, and what is refused though Netty accepts it stands in a list with
 * the reason.
 */
final class NettyAgreementTest {
    private static final int MUTATIONS = 50_000;
    private static final long SEED = 20261121;

    /** What is refused though Netty takes it, and why. */
    private static final Map<String, String> STRICTER = Map.ofEntries(
            reason(Refusals.CONNECT, "no tunnels are served"),
            reason(Refusals.VERSION, "only 1.0 and 1.1 have the rules that are kept here"),
            reason(Refusals.METHOD, "an allow-list: what a method does to framing must be known"),
            reason(Refusals.START_LINE, "Netty takes http/1.1, tabs, doubled spaces, and statuses of one digit"),
            reason(Refusals.START_BYTE, "Netty skips blanks before a start line"),
            reason(Refusals.EMPTY_LINES, "Netty skips any number of them, and before an answer"),
            reason(Refusals.BARE_LF, "Netty skips one before a start line"),
            reason(Refusals.TARGET, "Netty takes any bytes between the spaces"),
            reason(Refusals.TARGET_ASTERISK, "it means the server, which only OPTIONS can ask about"),
            reason(Refusals.HOST, "Netty leaves Host to others"),
            reason(Refusals.HOST_MISSING, "Netty leaves Host to others"),
            reason(Refusals.HOST_REPEATED, "Netty leaves Host to others"),
            reason(Refusals.HOST_DIFFERS, "Netty leaves Host to others"),
            reason(Refusals.EXPECTATION, "Netty has a handler of its own for it"),
            reason(Refusals.EXPECTATION_REPEATED, "Netty has a handler of its own for it"),
            reason(Refusals.FIELDS, "Netty bounds bytes only"),
            reason(Refusals.FIELD_NAME, "Netty takes obs-fold, and in answers blanks within a name"),
            reason(Refusals.FIELD_NAME_UNDERSCORE, "underscore and hyphen become one where names become variables"),
            reason(Refusals.LENGTH_AND_CODING, "Netty does not look where an answer has no body"),
            reason(Refusals.LENGTH_REPEATED, "Netty does not look where an answer has no body"),
            reason(Refusals.CODING_REPEATED, "Netty does not look where an answer has no body"),
            reason(Refusals.CODING, "Netty takes any list that ends with chunked, and any at all in an answer"),
            reason(Refusals.CODING_UNKNOWN, "Netty leaves other codings to others"),
            reason(Refusals.CHUNK_SIZE_LARGE, "Netty takes any number of leading zeros"),
            reason(Refusals.CHUNK_EXTENSION, "Netty takes a bare semicolon and an extension without name"),
            reason(Refusals.CHUNK_EXTENSIONS_LONG, "Netty bounds the line only"),
            reason(Refusals.TRAILER, "Netty takes obs-fold, blanks in names and lines without colon"));

    private enum Outcome {
        BOTH_REFUSE,
        BOTH_ACCEPT,
        NETTY_WAITS,
        WE_REFUSE
    }

    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final NettyReader netty = new NettyReader();

    @AfterEach
    void close() {
        netty.close();
    }

    @Test
    void agreesOnEachRowOfTheTables() {
        RefusedRequests.all().forEach(row -> compareRequest(bytes(text(row)), name(row)));
        RefusedAnswers.all().forEach(row -> compareAnswer(bytes(text(row)), name(row)));

        assertThat(counts.get(Outcome.BOTH_REFUSE)).isGreaterThan(80);
        assertThat(counts).doesNotContainKey(Outcome.BOTH_ACCEPT);
    }

    @Test
    void agreesOnGoodRequestsAndTheirMutations() {
        List<byte[]> seeds = GoodMessages.requests();
        seeds.forEach(seed -> compareRequest(seed, "good"));
        assertThat(counts).containsOnlyKeys(Outcome.BOTH_ACCEPT);
        Mutations mutations = new Mutations(new Random(SEED), seeds);

        for (int i = 0; i < MUTATIONS; i++) {
            compareRequest(mutations.next(), "mutation " + i);
        }

        assertThat(counts.get(Outcome.BOTH_REFUSE)).isGreaterThan(MUTATIONS / 10);
        assertThat(counts.get(Outcome.BOTH_ACCEPT)).isGreaterThan(MUTATIONS / 10);
    }

    @Test
    void agreesOnGoodAnswersAndTheirMutations() {
        List<byte[]> seeds = GoodMessages.answers();
        seeds.forEach(seed -> compareAnswer(seed, "good"));
        assertThat(counts).containsOnlyKeys(Outcome.BOTH_ACCEPT);
        Mutations mutations = new Mutations(new Random(SEED + 1), seeds);

        for (int i = 0; i < MUTATIONS; i++) {
            compareAnswer(mutations.next(), "mutation " + i);
        }

        assertThat(counts.get(Outcome.BOTH_REFUSE)).isGreaterThan(MUTATIONS / 10);
        assertThat(counts.get(Outcome.BOTH_ACCEPT)).isGreaterThan(MUTATIONS / 10);
    }

    private void compareRequest(byte[] input, String name) {
        compare(in -> Message.readRequest(List.of(in)), netty.readRequest(input), input, name);
    }

    private void compareAnswer(byte[] input, String name) {
        compare(in -> Message.readAnswer(List.of(in)), netty.readAnswer(input), input, name);
    }

    private void compare(Function<ByteBuf, Message> reader, NettyReader.Result theirs, byte[] input, String name) {
        Outcome outcome;
        try {
            Message ours = reader.apply(Unpooled.wrappedBuffer(input));
            if (ours.equals(Message.PARTIAL) && theirs.isRefused()) {
                // Netty sees the fault before the line is whole: here it must be seen when it is.
                ours = reader.apply(Unpooled.wrappedBuffer(input, bytes("\r\n\r\n")));
            }
            assertThat(theirs.refusal()).as(() -> name + ": " + escaped(input)).isEmpty();
            assertThat(theirs.message()).as(() -> name + ": " + escaped(input)).isEqualTo(asNettyGivesIt(ours));
            outcome = Outcome.BOTH_ACCEPT;
        } catch (HttpRefusal e) {
            outcome = refusedHere(theirs);
            if (outcome == Outcome.WE_REFUSE) {
                assertThat(STRICTER).as(() -> name + ": " + escaped(input)).containsKey(e.reason());
            }
        }
        counts.merge(outcome, 1, Integer::sum);
    }

    private static Outcome refusedHere(NettyReader.Result theirs) {
        if (theirs.isRefused()) {
            return Outcome.BOTH_REFUSE;
        }
        return theirs.message().isWhole() ? Outcome.WE_REFUSE : Outcome.NETTY_WAITS;
    }

    /** Netty takes Transfer-Encoding out of the heads of answers that have no body. */
    private static Message asNettyGivesIt(Message ours) {
        List<String> fields = new ArrayList<>(ours.fields());
        if (ours.start().matches("1..|204|304")) {
            fields.removeIf(field -> field.startsWith("transfer-encoding:"));
        }
        return new Message(ours.start(), ours.minorVersion(), fields, ours.body(), ours.isWhole(), 0);
    }

    private static Map.Entry<String, String> reason(HttpRefusal refusal, String why) {
        return Map.entry(refusal.reason(), why);
    }

    private static String name(Arguments row) {
        return (String) row.get()[0];
    }

    private static String text(Arguments row) {
        return (String) row.get()[1];
    }

    private static String escaped(byte[] input) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(input, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c >= ' ' && c < 0x7F) {
                text.append(c);
            } else {
                text.append(c == '\r' ? "\\r" : c == '\n' ? "\\n" : String.format("\\x%02x", (int) c));
            }
        }
        return text.toString();
    }
}
