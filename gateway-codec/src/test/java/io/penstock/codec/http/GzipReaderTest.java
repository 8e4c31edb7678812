package io.penstock.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.penstock.codec.Cuts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GzipReaderTest {
    private static final int MIB = 1024 * 1024;
    private static final byte[] TEXT =
            "{\"model\":\"gpt-4o\",\"messages\":[]}\n".repeat(9).getBytes(ISO_8859_1);

    @Test
    void inflatesAtAnyCut() {
        Inflated inflated = Cuts.agree(Gzips.of(TEXT), pieces -> Inflated.of(pieces, MIB));

        assertThat(inflated).isEqualTo(new Inflated(new String(TEXT, ISO_8859_1), ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16, 2 | 4, 2 | 8 | 16, 4 | 8 | 16, 1 | 2 | 4 | 8 | 16})
    void skipsWhatAHeaderMayCarry(int flags) {
        for (int partBytes : new int[] {0, 1, 40}) {
            byte[] body = Gzips.withHeader(flags, partBytes, TEXT);

            Inflated inflated = Cuts.agree(body, pieces -> Inflated.of(pieces, MIB));

            assertThat(inflated).isEqualTo(new Inflated(new String(TEXT, ISO_8859_1), ""));
        }
    }

    @Test
    void readsSeveralMembersAsOneBody() {
        byte[] body = Gzips.join(Gzips.of(TEXT), Gzips.of(new byte[0]), Gzips.withHeader(8, 3, TEXT));

        Inflated inflated = Cuts.agree(body, pieces -> Inflated.of(pieces, MIB));

        assertThat(inflated).isEqualTo(new Inflated(new String(TEXT, ISO_8859_1).repeat(2), ""));
    }

    @Test
    void mayBeClosedByWhoTakesWhatItGives() {
        byte[] text = new byte[3 * GzipReader.PIECE_BYTES_MAX];
        ByteBuf body = Unpooled.wrappedBuffer(Gzips.join(Gzips.of(text), Gzips.of(TEXT)));
        GzipReader reader = new GzipReader(ByteBufAllocator.DEFAULT, MIB);
        List<Integer> given = new ArrayList<>();

        reader.read(body, 0, body.writerIndex(), piece -> {
            given.add(piece.readableBytes());
            piece.release();
            reader.close();
        });

        assertThat(given).hasSize(1);
    }

    @Test
    void refusesEveryBodyThatIsCutShort() {
        byte[] body = Gzips.withHeader(2 | 4 | 8 | 16, 2, TEXT);

        for (int length = 0; length < body.length; length++) {
            Inflated inflated = Inflated.of(List.of(Unpooled.wrappedBuffer(body, 0, length)), MIB);

            assertThat(inflated.refusal()).as("%s bytes", length).isEqualTo("400 gzip body is cut short");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, malformed gzip header",
        "1, malformed gzip header",
        "2, malformed gzip header",
        "-1, gzip checksum or size is wrong",
        "-4, gzip checksum or size is wrong",
        "-5, gzip checksum or size is wrong",
        "-8, gzip checksum or size is wrong",
    })
    void refusesAWrongByte(int at, String reason) {
        byte[] body = Gzips.of(TEXT);
        body[at < 0 ? body.length + at : at] ^= 0x10;

        assertThat(Cuts.agree(body, pieces -> Inflated.of(pieces, MIB)).refusal())
                .isEqualTo("400 " + reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x40, 0x80})
    void refusesReservedFlags(int flag) {
        assertThat(Cuts.agree(Gzips.withHeader(flag, 0, TEXT), pieces -> Inflated.of(pieces, MIB))
                        .refusal())
                .isEqualTo("400 malformed gzip header");
    }

    @Test
    void checksTheChecksumOfTheHeader() {
        byte[] body = Gzips.withHeader(2 | 8, 3, TEXT);
        body[5] ^= 1;

        assertThat(Cuts.agree(body, pieces -> Inflated.of(pieces, MIB)).refusal())
                .isEqualTo("400 malformed gzip header");
    }

    @Test
    void refusesWhatFollowsTheLastMember() {
        byte[] body = Gzips.join(Gzips.of(TEXT), new byte[] {0});

        assertThat(Cuts.agree(body, pieces -> Inflated.of(pieces, MIB)).refusal())
                .isEqualTo("400 malformed gzip header");
    }

    @Test
    void boundsTheHeader() {
        byte[] longest = Gzips.withHeader(8, GzipHeader.BYTES_MAX - 11, TEXT);
        byte[] longer = Gzips.withHeader(8, GzipHeader.BYTES_MAX - 10, TEXT);

        assertThat(Inflated.of(List.of(Unpooled.wrappedBuffer(longest)), MIB).refusal())
                .isEmpty();
        assertThat(Inflated.of(List.of(Unpooled.wrappedBuffer(longer)), MIB).refusal())
                .isEqualTo("400 gzip header is too long");
    }

    @Test
    void boundsTheMembers() {
        byte[] empty = Gzips.of(new byte[0]);
        byte[][] members = new byte[GzipReader.MEMBERS_MAX + 1][];
        Arrays.fill(members, empty);
        byte[] most = Gzips.join(Arrays.copyOf(members, GzipReader.MEMBERS_MAX));

        assertThat(Inflated.of(List.of(Unpooled.wrappedBuffer(most)), MIB).refusal())
                .isEmpty();
        assertThat(Inflated.of(List.of(Unpooled.wrappedBuffer(Gzips.join(members))), MIB)
                        .refusal())
                .isEqualTo("413 too many members in a gzip body");
    }

    @Test
    void capsTheOutputToTheByte() {
        byte[] body = Gzips.join(Gzips.of(TEXT), Gzips.of(TEXT));
        long length = 2L * TEXT.length;

        assertThat(Cuts.agree(body, pieces -> Inflated.of(pieces, length)).refusal())
                .isEmpty();
        assertThat(Cuts.agree(body, pieces -> Inflated.of(pieces, length - 1)).refusal())
                .isEqualTo("413 gzip body inflates to more than " + (length - 1) + " bytes");
        assertThat(Inflated.of(List.of(Unpooled.wrappedBuffer(body)), 0).refusal())
                .startsWith("413 ");
        assertThat(Inflated.of(List.of(Unpooled.wrappedBuffer(body)), Long.MAX_VALUE)
                        .refusal())
                .isEmpty();
    }

    @Test
    void stopsABombShortlyAfterItsFirstMebibyte() {
        byte[] bomb = Gzips.of(new byte[64 * MIB]);

        Gauge gauge = Gauge.of(bomb, Long.MAX_VALUE);

        assertThat(bomb.length).isLessThan(64 * MIB / 1000);
        assertThat(gauge.refusal).isEqualTo("413 gzip body inflates to more than 100 times its size");
        assertThat(gauge.bytes).isBetween((long) MIB, (long) MIB + GzipReader.PIECE_BYTES_MAX);
    }

    @Test
    void stopsABombOfManyMembers() {
        byte[][] members = new byte[64][];
        Arrays.fill(members, Gzips.of(new byte[MIB / 2]));

        Gauge gauge = Gauge.of(Gzips.join(members), Long.MAX_VALUE);

        assertThat(gauge.refusal).startsWith("413 ");
        assertThat(gauge.bytes).isLessThan(2L * MIB);
    }

    @Test
    void letsASmallBodyBeOfAnyRatio() {
        byte[] zeros = new byte[MIB];

        Gauge gauge = Gauge.of(Gzips.of(zeros), MIB);

        assertThat(gauge.refusal).isEmpty();
        assertThat(gauge.bytes).isEqualTo(MIB);
    }

    @Test
    void holdsNoMoreForManySmallPiecesThanTheyAre() {
        byte[] noise = new byte[50_000];
        new Random(3).nextBytes(noise);
        byte[] body = Gzips.of(noise);
        ByteBuf in = Unpooled.wrappedBuffer(body);
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        List<ByteBuf> held = new ArrayList<>();

        try (GzipReader reader = new GzipReader(allocator, MIB)) {
            for (int i = 0; i < body.length; i++) {
                reader.read(in, i, i + 1, held::add);
            }
            reader.onEnd();
        }

        assertThat(allocator.metric().usedHeapMemory()).isLessThanOrEqualTo(2L * GzipReader.PIECE_BYTES_MAX);
        ByteBuf all = Unpooled.wrappedBuffer(held.toArray(ByteBuf[]::new));
        assertThat(all).isEqualTo(Unpooled.wrappedBuffer(noise));
        all.release();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void readsNothingOnceClosed() {
        GzipReader reader = new GzipReader(ByteBufAllocator.DEFAULT, MIB);
        ByteBuf in = Unpooled.wrappedBuffer(Gzips.of(TEXT));

        reader.close();
        reader.close();

        assertThatIllegalStateException().isThrownBy(() -> reader.read(in, 0, 1, ByteBuf::release));
    }

    @Test
    void refusesANegativeCap() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GzipReader(ByteBufAllocator.DEFAULT, -1));
    }

    /** Counts what comes out, without keeping it. */
    private static final class Gauge implements GzipReader.Output {
        private long bytes;
        private String refusal = "";

        static Gauge of(byte[] body, long outputBytesMax) {
            Gauge gauge = new Gauge();
            try (GzipReader reader = new GzipReader(ByteBufAllocator.DEFAULT, outputBytesMax)) {
                reader.read(Unpooled.wrappedBuffer(body), 0, body.length, gauge);
                reader.onEnd();
            } catch (HttpRefusal refused) {
                gauge.refusal = refused.status() + " " + refused.reason();
            }
            return gauge;
        }

        @Override
        public void onInflated(ByteBuf piece) {
            bytes += piece.readableBytes();
            piece.release();
        }
    }
}
