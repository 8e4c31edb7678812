package io.penstock.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Frames as they pass, cut anywhere. */
final class FrameWatchTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private final FrameWatch watch = new FrameWatch();

    @Test
    void itBeginsWithSomethingThatHasToBeWhole() {
        assertThat(watch.isAwaiting()).isTrue();

        read(new byte[24]);
        assertThat(watch.isAwaiting()).isTrue();
        read(frame(SETTINGS, 0, 6));

        assertThat(watch.isAwaiting()).isFalse();
        assertThat(watch.whole()).isEqualTo(1);
    }

    @Test
    void aBlockOfFieldsIsWholeWithItsLastFrame() {
        begin();

        read(frame(HEADERS, 0, 10));
        assertThat(watch.isAwaiting()).isTrue();
        read(frame(CONTINUATION, 0, 10));
        int before = watch.whole();
        assertThat(watch.isAwaiting()).isTrue();
        read(frame(CONTINUATION, 4, 0));

        assertThat(watch.isAwaiting()).isFalse();
        assertThat(watch.whole()).isEqualTo(before + 1);
    }

    @Test
    void aFrameThatIsCutIsAwaitedUnlessItIsABodys() {
        begin();
        byte[] ping = frame(PING, 0, 8);
        read(Arrays.copyOf(ping, 3));
        assertThat(watch.isAwaiting()).isTrue();
        read(Arrays.copyOfRange(ping, 3, 12));
        assertThat(watch.isAwaiting()).isTrue();
        read(Arrays.copyOfRange(ping, 12, 17));
        assertThat(watch.isAwaiting()).isFalse();

        byte[] data = frame(DATA, 0, 100);
        read(Arrays.copyOf(data, 8));
        assertThat(watch.isAwaiting()).as("its header").isTrue();
        read(Arrays.copyOfRange(data, 8, 50));

        assertThat(watch.isAwaiting()).isFalse();
    }

    @Test
    void whatAsksForNothingIsCounted() {
        begin();

        read(frame(PING, 0, 8));
        read(frame(SETTINGS, 0, 0));
        read(frame(2, 0, 5));
        read(frame(0x77, 0, 1));
        read(frame(DATA, 0, 0));
        read(frame(WINDOW_UPDATE, 0, 4));
        assertThat(watch.takeIdle()).isEqualTo(5);
        assertThat(watch.takeIdle()).isZero();
        assertThat(watch.takeWindowUpdates()).isEqualTo(1);
        assertThat(watch.takeWindowUpdates()).isZero();

        read(frame(DATA, 1, 0));
        read(frame(DATA, 0, 1));
        read(frame(HEADERS, 4, 9));
        read(frame(RST_STREAM, 0, 4));

        assertThat(watch.takeIdle()).isZero();
    }

    @Test
    void cutsMakeNoDifference() {
        ByteBuf all = Unpooled.buffer().writeZero(24);
        for (int i = 0; i < 40; i++) {
            all.writeBytes(frame(i % 11, i % 8, i * 7 % 300));
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes).release();
        read(bytes);
        String whole = seen(watch);

        for (int cut = 1; cut < bytes.length; cut++) {
            FrameWatch other = new FrameWatch();
            read(other, Arrays.copyOf(bytes, cut));
            read(other, Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(seen(other)).as("cut at " + cut).isEqualTo(whole);
        }
        FrameWatch singly = new FrameWatch();
        for (byte each : bytes) {
            read(singly, new byte[] {each});
        }
        assertThat(seen(singly)).isEqualTo(whole);
    }

    private static String seen(FrameWatch watch) {
        return watch.isAwaiting() + " " + watch.whole() + " " + watch.takeIdle() + " " + watch.takeWindowUpdates();
    }

    private void begin() {
        read(new byte[24]);
        read(frame(SETTINGS, 0, 0));
        watch.takeIdle();
    }

    private void read(byte[] bytes) {
        read(watch, bytes);
    }

    private static void read(FrameWatch watch, byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(new byte[1], bytes).skipBytes(1);
        watch.read(in);
        assertThat(in.readableBytes()).isEqualTo(bytes.length);
        in.release();
    }

    private static byte[] frame(int type, int flags, int length) {
        return ByteBuffer.allocate(9 + length)
                .putInt((length << 8) | type)
                .put((byte) flags)
                .putInt(1)
                .array();
    }
}
