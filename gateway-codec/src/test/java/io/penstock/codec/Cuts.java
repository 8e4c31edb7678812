package io.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * One input, cut in every way a network may cut it: whole; a byte at a time; in two pieces at every offset up to
 * {@link #EVERY_OFFSET_BYTES_MAX}, above that near every byte that formats give a meaning to and at seeded random offsets.
 *
 * <p>Pieces alternate between heap and direct memory, and none begins at index 0 of its buffer. Cuts owns them: a trial
 * borrows the pieces, may read or leave them, and has given back what it retained by the time it returns.
 */
public final class Cuts {
    /** Inputs up to this size are cut at every offset. */
    public static final int EVERY_OFFSET_BYTES_MAX = 8 * 1024;

    /** What is cut here is counted here: tracking each access of the thousands of pieces would take minutes. */
    private static final ByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(true, true);

    private static final int NEAR_BYTES = 4;
    private static final int RANDOM_CUTS = 500;
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final int LEAD_BYTES = 3;

    /** What is done with the pieces of one cut; asserts, and may throw. */
    public interface Trial {
        /** Borrows {@code pieces}, in wire order. */
        void run(List<ByteBuf> pieces);
    }

    private Cuts() {}

    /** Runs the trial over every cut; a failure names the cut. */
    public static void each(byte[] input, Trial trial) {
        each(input, new int[0], trial);
    }

    /** As {@link #each(byte[], Trial)}, and cuts a large input near these offsets too. */
    public static void each(byte[] input, int[] boundaries, Trial trial) {
        run("whole", List.of(piece(input, 0, input.length, 0)), trial);
        run("a byte at a time", single(input), trial);
        BitSet offsets = offsets(input, boundaries);
        for (int at = offsets.nextSetBit(0); at >= 0; at = offsets.nextSetBit(at + 1)) {
            List<ByteBuf> pieces = List.of(piece(input, 0, at, at), piece(input, at, input.length, at + 1));
            run("in two pieces, cut at " + at + " of " + input.length, pieces, trial);
        }
    }

    /** Asserts that what {@code decode} makes of the input does not depend on the cut, and returns it. */
    public static <T> T agree(byte[] input, Function<List<ByteBuf>, T> decode) {
        List<T> whole = new ArrayList<>(1);
        each(input, pieces -> {
            T decoded = decode.apply(pieces);
            if (whole.isEmpty()) {
                whole.add(decoded);
            }
            assertThat(decoded).isEqualTo(whole.get(0));
        });
        return whole.get(0);
    }

    /** As {@link #agree}, over few cuts, for inputs that come by the million: in two pieces only where the input's own bytes say. */
    public static <T> T agreeOnFew(byte[] input, Function<List<ByteBuf>, T> decode) {
        int at = Math.floorMod(Arrays.hashCode(input), input.length + 1);
        List<T> decoded = new ArrayList<>(3);
        run("whole", List.of(piece(input, 0, input.length, 0)), pieces -> decoded.add(decode.apply(pieces)));
        run("a byte at a time", single(input), pieces -> decoded.add(decode.apply(pieces)));
        run(
                "in two pieces, cut at " + at,
                List.of(piece(input, 0, at, at), piece(input, at, input.length, at + 1)),
                pieces -> decoded.add(decode.apply(pieces)));
        assertThat(decoded.get(1)).as("a byte at a time").isEqualTo(decoded.get(0));
        assertThat(decoded.get(2)).as("cut at %d", at).isEqualTo(decoded.get(0));
        return decoded.get(0);
    }

    private static void run(String cut, List<ByteBuf> pieces, Trial trial) {
        try {
            trial.run(pieces);
            for (ByteBuf piece : pieces) {
                assertThat(piece.refCnt()).as("references to a piece").isEqualTo(1);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(cut + ": " + e.getMessage(), e);
        } finally {
            for (ByteBuf piece : pieces) {
                piece.release(piece.refCnt());
            }
        }
    }

    private static List<ByteBuf> single(byte[] input) {
        List<ByteBuf> pieces = new ArrayList<>(input.length);
        for (int i = 0; i < input.length; i++) {
            pieces.add(piece(input, i, i + 1, i));
        }
        return pieces;
    }

    private static ByteBuf piece(byte[] input, int start, int end, int turn) {
        int capacity = LEAD_BYTES + end - start;
        ByteBuf piece = (turn & 1) == 0 ? Unpooled.buffer(capacity) : UNTRACKED.directBuffer(capacity);
        return piece.writeZero(LEAD_BYTES).skipBytes(LEAD_BYTES).writeBytes(input, start, end - start);
    }

    private static BitSet offsets(byte[] input, int[] boundaries) {
        BitSet offsets = new BitSet(input.length + 1);
        if (input.length <= EVERY_OFFSET_BYTES_MAX) {
            offsets.set(0, input.length + 1);
            return offsets;
        }
        for (int i = 0; i < input.length; i++) {
            if (isBoundary(input[i])) {
                near(i, input.length, offsets);
            }
        }
        for (int boundary : boundaries) {
            near(boundary, input.length, offsets);
        }
        Random random = new Random(SEED);
        for (int i = 0; i < RANDOM_CUTS; i++) {
            offsets.set(random.nextInt(input.length + 1));
        }
        return offsets;
    }

    /** Line ends part frames and events, a backslash begins an escape, a byte above ASCII a character of several bytes. */
    private static boolean isBoundary(byte b) {
        return b == '\r' || b == '\n' || b == '\\' || b < 0;
    }

    private static void near(int offset, int length, BitSet offsets) {
        offsets.set(Math.max(0, offset - NEAR_BYTES), Math.min(length, offset + NEAR_BYTES) + 1);
    }
}
