package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Http2Client;
import io.penstock.server.testing.Http2Client.Frame;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client can do to a connection of HTTP/2 ends that connection, and nobody else's. */
final class Http2FloodTest {
    private static final int MANY = 20_000;
    private static final int RESETS_MAX = 200;
    /** The frame that fields begin with is one of them. */
    private static final int PIECES_MAX = 16;

    private final ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
        provider.request();
        provider.awaitGone();
    });
    private RunningGateway gateway;
    private Http2Client other;
    private Http2Client client;

    @BeforeEach
    void connect() {
        gateway = RunningGateway.before(upstream);
        other = Http2Client.to(gateway.port());
        client = Http2Client.to(gateway.port());
        client.nextOf(Http2Client.SETTINGS);
    }

    @AfterEach
    void othersAreUnharmed() {
        assertThat(other.get(1, "/health").reply(1).status()).isEqualTo(200);
        other.close();
        client.close();
        gateway.close();
        upstream.close();
    }

    static Stream<Arguments> forNothing() {
        // Of 1000 frames that ask for nothing the client has sent its settings and its word on those of the gateway.
        return Stream.of(
                row("ping", 998, Http2Client.frame(Http2Client.PING, 0, 0, new byte[8])),
                row("settings", 998, Http2Client.frame(Http2Client.SETTINGS, 0, 0, new byte[0])),
                row("priority", 998, Http2Client.frame(Http2Client.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 1})),
                row("unknown", 998, Http2Client.frame(0x42, 0, 0, new byte[1])),
                row("empty data", 2, Http2Client.frame(Http2Client.DATA, 0, 1, new byte[0])),
                row("tiny windows", 1000, Http2Client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.number(1))));
    }

    private static Arguments row(String name, int max, byte[] frame) {
        return Arguments.of(name, max, frame);
    }

    /** A client whose windows have room for the smallest steps, with a request whose body is still to come. */
    private Http2Client withRequest() {
        Http2Client narrow = Http2Client.to(gateway.port(), 65_535);
        narrow.nextOf(Http2Client.SETTINGS);
        return narrow.post(1, "/v1/chat/completions", "content-type", "application/json");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forNothing")
    void framesThatAskForNothingAreCounted(String name, int max, byte[] frame) {
        Http2Client narrow = withRequest();

        narrow.sendUntilClosed(frame, MANY);

        assertThat(narrow.errorOfClose()).isIn(Http2Client.ENHANCE_YOUR_CALM, Http2Client.NO_GOAWAY);
        narrow.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forNothing")
    void asManyAsMayBeAskForNothingAndOneMoreIsToldWhy(String name, int max, byte[] frame) {
        Http2Client within = withRequest();
        Http2Client above = withRequest();

        within.send(Http2Floods.times(max, frame)).get(3, "/health");
        above.send(Http2Floods.times(max + 1, frame));

        assertThat(within.reply(3).status()).isEqualTo(200);
        assertThat(above.errorOfClose()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
        within.close();
        above.close();
    }

    @Test
    void aClientMayPingAndWidenItsWindowsAsOftenAsAnyDoes() {
        for (int i = 0; i < 300; i++) {
            client.send(Http2Client.frame(Http2Client.PING, 0, 0, new byte[8]));
        }

        assertThat(client.get(1, "/health").reply(1).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"taken back", "window of nothing", "window too wide", "data behind the end", "no request"})
    void asManyStreamsAsMayBeAreResetAndOneMoreIsToldWhy(String how) {
        Http2Client above = Http2Client.to(gateway.port());
        above.nextOf(Http2Client.SETTINGS);

        client.send(Http2Floods.resets(how, RESETS_MAX)).get(2 * RESETS_MAX + 1, "/health");
        above.send(Http2Floods.resets(how, RESETS_MAX + 1));

        assertThat(client.reply(2 * RESETS_MAX + 1).status()).isEqualTo(200);
        assertThat(above.errorOfClose()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
        assertThat(upstream.requests()).as("their provider was not asked").isZero();
        above.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"taken back", "window of nothing", "window too wide", "data behind the end", "no request"})
    void streamsThatEndByAResetAreCountedWhoeverSendsIt(String how) {
        client.sendUntilClosed(Http2Floods.resets(how, 2 * RESETS_MAX), 1);

        assertThat(client.errorOfClose()).isIn(Http2Client.ENHANCE_YOUR_CALM, Http2Client.NO_GOAWAY);
        assertThat(client.isClosedByPeer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8000})
    void fieldsWithoutAnEndAreNotCollected(int bytes) {
        byte[] head = Http2Client.frame(Http2Client.HEADERS, 0, 1, Http2Client.block(":method", "GET"));
        byte[] more = Http2Client.frame(Http2Client.CONTINUATION, 0, 1, new byte[bytes]);

        client.send(head).sendUntilClosed(more, 5000);

        assertThat(client.isClosedByPeer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void asManySmallPiecesOfFieldsAsMayBeAreReadAndOneMoreIsToldWhy(int bytes) {
        Http2Client above = Http2Client.to(gateway.port());
        above.nextOf(Http2Client.SETTINGS);

        client.send(inPieces(PIECES_MAX, bytes));
        above.send(inPieces(PIECES_MAX + 1, bytes));

        assertThat(client.reply(1).status()).isEqualTo(200);
        assertThat(above.errorOfClose()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
        above.close();
    }

    /** A request for health whose fields come in so many pieces, all but the first of so many bytes. */
    private static byte[] inPieces(int count, int bytes) {
        byte[] block =
                Http2Client.block(":method", "GET", ":scheme", "http", ":path", "/health", ":authority", "a.example");
        int first = block.length - (count - 1) * bytes;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Http2Client.frame(Http2Client.HEADERS, Http2Client.END_STREAM, 1, Arrays.copyOf(block, first)));
        for (int i = 1; i < count; i++) {
            int at = first + (i - 1) * bytes;
            out.writeBytes(Http2Client.frame(
                    Http2Client.CONTINUATION,
                    i == count - 1 ? Http2Client.END_HEADERS : 0,
                    1,
                    Arrays.copyOfRange(block, at, at + bytes)));
        }
        return out.toByteArray();
    }

    @Test
    void aFieldThatIsNamedAThousandTimesByItsNumberIsTooMuch() {
        client.send(Http2Floods.namedAgain());

        Frame refused = client.next(frame -> frame.type() == Http2Client.HEADERS || frame.type() == Http2Client.GOAWAY);
        assertThat(refused.type() == Http2Client.GOAWAY
                        || client.read(refused).status().toString().equals("431"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1500, 200", "1700, 431", "3000, 431"})
    void crumbsOfCookiesCountAsAHeadsBytes(int crumbs, int expected) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(Http2Client.block(":method", "GET", ":scheme", "http", ":path", "/health", ":authority", "a"));
        for (int i = 0; i < crumbs; i++) {
            block.writeBytes(Http2Client.block("cookie", "a"));
        }
        byte[] all = block.toByteArray();
        int cut = Math.min(all.length, 16_000);
        boolean isOne = cut == all.length;
        client.send(Http2Client.frame(
                Http2Client.HEADERS,
                Http2Client.END_STREAM | (isOne ? Http2Client.END_HEADERS : 0),
                1,
                Arrays.copyOf(all, cut)));
        if (!isOne) {
            client.send(Http2Client.frame(
                    Http2Client.CONTINUATION, Http2Client.END_HEADERS, 1, Arrays.copyOfRange(all, cut, all.length)));
        }

        assertThat(client.reply(1).status()).isEqualTo(expected);
    }

    @Test
    void oneStreamTooManyIsRefusedSoThatItCanBeSentAgain() {
        int stream = 1;
        for (int i = 0; i < 100; i++, stream += 2) {
            client.send(Http2Floods.chatHead(stream));
        }

        client.send(Http2Floods.chatHead(stream));
        Frame reset = client.nextOf(Http2Client.RST_STREAM);

        assertThat(reset.stream()).isEqualTo(stream);
        assertThat(reset.error()).isEqualTo(Http2Client.REFUSED_STREAM);
    }

    @Test
    void aStreamIsNotUsedTwice() {
        client.get(5, "/health").reply(5);

        client.get(5, "/health").get(3, "/health");

        for (int stream : new int[] {5, 3}) {
            Frame reset = client.next(frame -> frame.stream() != 0);
            assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(stream);
        }
    }

    @Test
    void aWindowOfTheConnectionThatIsTooWideEndsIt() {
        client.widen(0, Integer.MAX_VALUE);

        assertThat(client.errorOfClose()).isEqualTo(Http2Client.FLOW_CONTROL_ERROR);
    }

    @Test
    void whatComesInTheFirstFlightIsRefusedWithItsBodies() {
        Http2Client early = Http2Client.silent(gateway.port());
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        flight.writeBytes(Http2Client.preface());
        flight.writeBytes(Http2Client.frame(Http2Client.SETTINGS, 0, 0, new byte[0]));
        int stream = 1;
        for (int i = 0; i < 150; i++, stream += 2) {
            flight.writeBytes(Http2Floods.chatHead(stream));
            flight.writeBytes(Http2Client.frame(
                    Http2Client.DATA,
                    Http2Client.END_STREAM,
                    stream,
                    Chat.streamBody().getBytes(StandardCharsets.US_ASCII)));
        }

        early.send(flight.toByteArray());

        for (int i = 100; i < 150; i++) {
            int refused = 2 * i + 1;
            Frame reset = early.next(frame -> frame.stream() == refused);
            assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
            assertThat(reset.error()).isEqualTo(Http2Client.REFUSED_STREAM);
        }
        for (int i = 0; i < 100; i++) {
            upstream.nextRequest();
        }
        early.reset(1).get(stream, "/health");
        assertThat(early.reply(stream).status()).isEqualTo(200);
        early.close();
    }
}
