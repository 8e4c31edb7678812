package io.penstock.codec.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteSearchTest {

    @Test
    void findsTheFirstByteAtEveryDistanceFromBothEnds() {
        for (int length = 0; length <= 40; length++) {
            for (int place = 0; place <= length; place++) {
                byte[] bytes = "x".repeat(length + 1).getBytes(StandardCharsets.US_ASCII);
                bytes[place] = ';';
                ByteBuf buffer = Unpooled.wrappedBuffer(bytes);

                int found = ByteSearch.indexOf(buffer, 0, length, (byte) ';');

                assertThat(found).isEqualTo(place < length ? place : -1);
            }
        }
    }

    @Test
    void findsWhatASearchByByteFindsInRandomBytes() {
        Random random = new Random(11);
        byte[] bytes = new byte[64];
        for (int trial = 0; trial < 20_000; trial++) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0x09 + random.nextInt(6));
            }
            int from = random.nextInt(bytes.length);
            int to = from + random.nextInt(bytes.length - from + 1);
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);

            int line = ByteSearch.indexOfLineEnd(buffer, from, to);
            int high = ByteSearch.indexOf(buffer, from, to, (byte) 0x80);

            assertThat(line).isEqualTo(first(bytes, from, to, Ascii.LF, Ascii.CR));
            assertThat(high).isEqualTo(first(bytes, from, to, (byte) 0x80, (byte) 0x80));
        }
    }

    private static int first(byte[] bytes, int from, int to, byte one, byte other) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == one || bytes[i] == other) {
                return i;
            }
        }
        return -1;
    }
}
