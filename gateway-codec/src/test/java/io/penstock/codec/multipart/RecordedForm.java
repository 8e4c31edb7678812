package io.penstock.codec.multipart;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a scanner says of a form, a line for each part: its name, whether it is a file, its range, and a field's text. */
final class RecordedForm implements PartListener {
    private final List<String> lines = new ArrayList<>();
    private String line = "";
    private boolean isFile;

    /** Scans the pieces; the parts, and the refusal where there was one. Borrows {@code pieces}. */
    static List<String> scan(Boundary boundary, PartLimits limits, List<ByteBuf> pieces) {
        RecordedForm form = new RecordedForm();
        PartScanner scanner = new PartScanner(boundary, limits, form);
        try {
            for (ByteBuf piece : pieces) {
                scanner.feed(piece, piece.readerIndex(), piece.writerIndex());
            }
            scanner.finish();
            form.lines.add("from " + scanner.firstDelimiter());
        } catch (MultipartRefusal refusal) {
            form.lines.add("refused: " + refusal.reason());
        }
        return form.lines;
    }

    @Override
    public boolean onPart(PartHead head, long offset) {
        isFile = head.hasFilename();
        line = head.name() + (isFile ? " file " : " ") + offset;
        return !isFile;
    }

    @Override
    public void onPartEnd(PartText content, long offset) {
        String text = content.decode();
        lines.add(line + "-" + offset + (isFile ? "" : " " + (content.isWhole() ? text : text + "...")));
    }
}
