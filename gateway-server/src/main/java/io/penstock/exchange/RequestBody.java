package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.BytePatch;
import java.util.ArrayList;
import java.util.List;

/** The body of a request as a provider gets it; it may be sent more than once. */
sealed interface RequestBody {

    /** How many bytes it has; of one that goes up as it comes, so far. */
    long bytes();

    /** How many bytes more the provider gets than the client has sent; negative where fewer. */
    long growth();

    /** Gives its pieces, in order. */
    List<ByteBuf> pieces();

    /** Appends it to {@code out}, which it borrows. */
    void copyTo(ByteBuf out);

    /** The client's own, with ranges changed. */
    record Patched(HeldBody held, BytePatch patch) implements RequestBody {
        @Override
        public long bytes() {
            return held.bytes() + patch.growth();
        }

        @Override
        public long growth() {
            return patch.growth();
        }

        @Override
        public List<ByteBuf> pieces() {
            return patch.apply(held.pieces());
        }

        @Override
        public void copyTo(ByteBuf out) {
            patch.copy(held.pieces(), out);
        }
    }

    /** One written for the provider; who made it keeps the pieces. */
    record Written(List<ByteBuf> written) implements RequestBody {
        @Override
        public long bytes() {
            long bytes = 0;
            for (int i = 0; i < written.size(); i++) {
                bytes += written.get(i).readableBytes();
            }
            return bytes;
        }

        @Override
        public long growth() {
            return 0;
        }

        @Override
        public List<ByteBuf> pieces() {
            List<ByteBuf> pieces = new ArrayList<>(written.size());
            for (int i = 0; i < written.size(); i++) {
                pieces.add(written.get(i).retainedDuplicate());
            }
            return pieces;
        }

        @Override
        public void copyTo(ByteBuf out) {
            for (int i = 0; i < written.size(); i++) {
                ByteBuf piece = written.get(i);
                out.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
            }
        }
    }
}
