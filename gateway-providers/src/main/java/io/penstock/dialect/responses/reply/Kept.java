package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of one answer, since its end repeats it: bounded, and given up all at once. A text that goes above the bound is repeated up
 * to there.
 */
final class Kept {
    /** Above any text that a model writes, and some images. */
    static final int BYTES_MAX = 32 * 1024 * 1024;

    private static final int FIRST_BYTES = 256;

    private final LossReport loss;
    private final List<Text> texts = new ArrayList<>();
    private int bytesLeft = BYTES_MAX;

    Kept(LossReport loss) {
        this.loss = loss;
    }

    /** A text that is empty yet. */
    Text newText() {
        Text text = new Text();
        texts.add(text);
        return text;
    }

    void release() {
        texts.forEach(Text::release);
        texts.clear();
    }

    /** One text, or another row of bytes. */
    final class Text {
        private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
        private boolean isCut;

        /** Appends the range. */
        void add(ByteBuf buffer, int start, int end, ByteBufAllocator alloc) {
            int length = end - start;
            if (isCut || length > bytesLeft) {
                isCut = true;
                loss.dropped("output");
                return;
            }
            bytesLeft -= length;
            if (bytes.capacity() == 0) {
                bytes = alloc.buffer(Math.max(FIRST_BYTES, length));
            }
            bytes.writeBytes(buffer, start, length);
        }

        boolean isEmpty() {
            return !bytes.isReadable();
        }

        EscapedText toText() {
            return new EscapedText(bytes, bytes.readerIndex(), bytes.writerIndex());
        }

        private void release() {
            bytes.release();
            bytes = Unpooled.EMPTY_BUFFER;
        }
    }
}
