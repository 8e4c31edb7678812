package io.penstock.codec.eventstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Frames;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameViewTest {
    private static final int EVENTS = 200_000;
    /** One header of each type there is, an event type behind them. */
    private static final String ALL_TYPES = "0000006c0000005ab25efdcf017400016601016202cf0173032a0c0169040000a00c016c05"
            + "000000000000002a01420600036162630154080000000000000000017509000102030405060708090a0b0c0d0e0f"
            + "0b3a6576656e742d7479706507000470696e677b7db530ddec";

    /** The vectors that AWS publishes with its specification, and one of each type. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0000001000000000 05c248eb 7d98c8ff,                                              ''
            0000001d00000000 fd528c5a 7b27666f6f273a27626172277d c3653936,                   {'foo':'bar'}
            0000002d00000010 41c424b8 0a6576656e742d74797065040000a00c 7b27666f6f273a27626172277d 36f480a0, {'foo':'bar'}
            """, quoteCharacter = '`')
    void givesThePayloadOfFramesThatAwsPublished(String hex, String payload) {
        byte[] frame = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        FrameView view = new FrameView();

        boolean isFrame = view.read(bytes, 0, frame.length);

        assertThat(isFrame).isTrue();
        assertThat(text(bytes, view.payloadStart(), view.payloadEnd())).isEqualTo(payload.replace("''", ""));
    }

    @Test
    void findsItsHeadersBehindThoseOfEveryOtherType() {
        byte[] frame = ByteBufUtil.decodeHexDump(ALL_TYPES);
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        FrameView view = new FrameView();

        boolean isFrame = view.read(bytes, 0, frame.length);

        assertThat(isFrame).isTrue();
        assertThat(header(view, bytes, FrameView.EVENT_TYPE)).isEqualTo("ping");
        assertThat(header(view, bytes, FrameView.MESSAGE_TYPE)).isEmpty();
        assertThat(text(bytes, view.payloadStart(), view.payloadEnd())).isEqualTo("{}");
    }

    @Test
    void givesEachHeaderThatSaysWhatAFrameIs() {
        byte[] event = Frames.event("messageStop", "{}");
        byte[] exception = Frames.exception("throttlingException", "{\"message\":\"slow down\"}");
        byte[] error = Frames.frame(
                Frames.headers(":message-type", "error", ":error-code", "Gone", ":error-message", "it left"),
                new byte[0]);
        ByteBuf bytes = Unpooled.wrappedBuffer(Frames.join(event, exception, error));
        FrameView view = new FrameView();

        view.read(bytes, 0, event.length);
        String eventType =
                header(view, bytes, FrameView.MESSAGE_TYPE) + " " + header(view, bytes, FrameView.EVENT_TYPE);
        view.read(bytes, event.length, event.length + exception.length);
        String exceptionType =
                header(view, bytes, FrameView.MESSAGE_TYPE) + " " + header(view, bytes, FrameView.EXCEPTION_TYPE);
        String none = header(view, bytes, FrameView.EVENT_TYPE);
        view.read(bytes, event.length + exception.length, bytes.writerIndex());

        assertThat(eventType).isEqualTo("event messageStop");
        assertThat(exceptionType).isEqualTo("exception throttlingException");
        assertThat(none).isEmpty();
        assertThat(header(view, bytes, FrameView.ERROR_CODE)).isEqualTo("Gone");
        assertThat(header(view, bytes, FrameView.ERROR_MESSAGE)).isEqualTo("it left");
        assertThat(view.payloadStart()).isEqualTo(view.payloadEnd());
    }

    @Test
    void passesOverAHeaderOfItsNameThatIsNoString() {
        ByteBuf headers = Unpooled.buffer();
        headers.writeByte(11).writeCharSequence(":event-type", StandardCharsets.US_ASCII);
        headers.writeByte(4).writeInt(7);
        byte[] frame = Frames.frame(ByteBufUtil.getBytes(headers), new byte[0]);
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        FrameView view = new FrameView();

        boolean isFrame = view.read(bytes, 0, frame.length);

        assertThat(isFrame).isTrue();
        assertThat(header(view, bytes, FrameView.EVENT_TYPE)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a name longer than the headers,  ff3a
            a name and nothing behind it,    0161
            a type that nobody knows,        01610a
            a negative type,                 0161ff
            a length cut short,              01610700
            a string longer than there is,   0161070005616263
            a number cut short,              0161050000
            an id cut short,                 01610900010203
            """)
    void isNoFrameWhoseHeadersAreMalformed(String what, String hex) {
        byte[] frame = Frames.frame(ByteBufUtil.decodeHexDump(hex), "{}".getBytes(StandardCharsets.US_ASCII));
        FrameView view = new FrameView();

        boolean isFrame = view.read(Unpooled.wrappedBuffer(frame), 0, frame.length);

        assertThat(isFrame).as(what).isFalse();
        assertThat(view.payloadStart()).isEqualTo(view.payloadEnd());
    }

    @Test
    void isNoFrameThatDiffersInOneBit() {
        byte[] frame = Frames.event("contentBlockDelta", "{\"delta\":{\"text\":\"Hi\"}}");
        FrameView view = new FrameView();

        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] damaged = frame.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(view.read(Unpooled.wrappedBuffer(damaged), 0, frame.length))
                    .as("bit " + bit)
                    .isFalse();
        }
    }

    @Test
    void isNoFrameThatIsNotWhole() {
        byte[] frame = Frames.event("ping", "{}");
        ByteBuf bytes = Unpooled.buffer().writeBytes(frame).writeZero(8);
        FrameView view = new FrameView();

        for (int end = 0; end <= bytes.writerIndex(); end++) {
            assertThat(view.read(bytes, 0, end)).as("end " + end).isEqualTo(end == frame.length);
        }
    }

    @Test
    void readsWhateverBytesStandThereWithoutLeavingTheRange() {
        Random random = new Random(42);
        FrameView view = new FrameView();

        for (int i = 0; i < 20_000; i++) {
            byte[] headers = new byte[random.nextInt(40)];
            random.nextBytes(headers);
            for (int at = 0; at < headers.length; at++) {
                headers[at] = (byte) (random.nextInt(4) == 0 ? headers[at] : headers[at] & 7);
            }
            byte[] frame = Frames.frame(headers, new byte[0]);

            boolean isFrame = view.read(Unpooled.wrappedBuffer(frame), 0, frame.length);

            assertThat(view.payloadEnd()).isEqualTo(isFrame ? frame.length - 4 : 0);
        }
    }

    @Test
    void allocatesNothingForAFrame() {
        byte[] frame = Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}");
        ByteBuf bytes = Allocation.untracked(frame.length).writeBytes(frame);
        FrameView view = new FrameView();

        double perFrame = Allocation.bytesPerCall(EVENTS, () -> {
            if (!view.read(bytes, 0, frame.length) || view.end(FrameView.EVENT_TYPE) == 0) {
                throw new AssertionError();
            }
        });

        assertThat(perFrame).isLessThan(1);
    }

    private static String header(FrameView view, ByteBuf bytes, int header) {
        return text(bytes, view.start(header), view.end(header));
    }

    private static String text(ByteBuf bytes, int start, int end) {
        return bytes.toString(start, end - start, StandardCharsets.UTF_8);
    }
}
