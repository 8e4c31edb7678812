package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8CheckTest {
    private static final String[] ALPHABETS = {
        "\u6c34\u529b\u3002\u0800\u1000\uac00\ud7ff\ue000\ufffd",
        "\u0434\u0431\u00e9\u0080\u07ff",
        "\ud83d\ude00\ud800\udc00",
        "ab\u00e9\u6c34"
    };

    @Test
    void takesWhatAStrictDecoderTakesInWordsAndInPieces() {
        Random random = new Random(3);
        int good = 0;
        for (int trial = 0; trial < 100_000; trial++) {
            byte[] bytes = text(random).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(3) > 0 && bytes.length > 0) {
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ (1 << random.nextInt(8)) : random.nextInt(256));
            }
            boolean isGood = isDecoded(bytes);
            good += isGood ? 1 : 0;

            assertThat(isTaken(bytes, bytes.length)).isEqualTo(isGood);
            assertThat(isTaken(bytes, 1 + random.nextInt(11))).isEqualTo(isGood);
        }
        assertThat(good).isBetween(30_000, 90_000);
    }

    /** Every lead byte with every second byte, alone and among characters of the same length. */
    @Test
    void knowsWhichBytesMayFollowEachLead() {
        for (int lead = 0x80; lead < 0x100; lead++) {
            for (int second = 0; second < 0x100; second++) {
                byte[] three = {(byte) 0xE6, (byte) 0xB0, (byte) 0xB4, (byte) lead, (byte) second, (byte) 0x80, 'a', 'b'
                };
                byte[] two = {
                    (byte) 0xD0,
                    (byte) 0xB4,
                    (byte) lead,
                    (byte) second,
                    (byte) 0xD0,
                    (byte) 0xB4,
                    (byte) 0xD0,
                    (byte) 0xB4
                };

                assertThat(isTaken(three, 8)).isEqualTo(isDecoded(three));
                assertThat(isTaken(two, 8)).isEqualTo(isDecoded(two));
            }
        }
    }

    private static String text(Random random) {
        String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(20); count > 0; count--) {
            int at = random.nextInt(alphabet.length());
            int start = Character.isLowSurrogate(alphabet.charAt(at)) ? at - 1 : at;
            text.appendCodePoint(alphabet.codePointAt(start));
        }
        return text.toString();
    }

    private static boolean isTaken(byte[] bytes, int pieceBytes) {
        Utf8Check check = new Utf8Check();
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        for (int start = 0; start < bytes.length; start += pieceBytes) {
            int end = Math.min(bytes.length, start + pieceBytes);
            int at = start;
            while (at < end) {
                if (!check.isPending() && bytes[at] >= 0) {
                    at++;
                    continue;
                }
                at = check.check(buffer, at, end);
                if (at < 0) {
                    return false;
                }
            }
        }
        return !check.isPending();
    }

    private static boolean isDecoded(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
