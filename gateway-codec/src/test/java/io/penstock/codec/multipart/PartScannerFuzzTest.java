package io.penstock.codec.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as a form: the same parts however they are cut, in order, with no delimiter within any and one on either side. */
final class PartScannerFuzzTest {
    private static final String DELIMITER = "\r\n--b";

    private record Part(String name, boolean isFile, int start, int end) {}

    @FuzzTest(maxDuration = "1m")
    void findsPartsBetweenDelimiters(byte[] input) {
        Object read = Cuts.agreeOnFew(input, PartScannerFuzzTest::read);

        String text = new String(input, StandardCharsets.ISO_8859_1);
        int last = 0;
        for (Object each : read instanceof List<?> parts ? parts : List.of()) {
            Part part = (Part) each;
            assertThat(part.start()).isGreaterThanOrEqualTo(last);
            assertThat(part.end()).isGreaterThanOrEqualTo(part.start());
            assertThat(text.substring(part.start(), part.end())).doesNotContain(DELIMITER);
            assertThat(text.startsWith(DELIMITER, part.end())).isTrue();
            assertThat(text.substring(last, part.start()))
                    .startsWith(last == 0 ? "" : DELIMITER)
                    .endsWith("\r\n\r\n");
            last = part.end();
        }
    }

    private static Object read(List<ByteBuf> pieces) {
        List<Part> parts = new ArrayList<>();
        PartScanner scanner =
                new PartScanner(Boundary.of("multipart/form-data; boundary=b"), PartLimits.DEFAULT, new Told(parts));
        try {
            for (ByteBuf piece : pieces) {
                scanner.feed(piece, piece.readerIndex(), piece.writerIndex());
            }
            scanner.finish();
            return parts;
        } catch (MultipartRefusal refusal) {
            return "refused behind " + parts;
        }
    }

    private static final class Told implements PartListener {
        private final List<Part> parts;
        private String name = "";
        private boolean isFile;
        private int start;

        Told(List<Part> parts) {
            this.parts = parts;
        }

        @Override
        public boolean onPart(PartHead head, long offset) {
            name = head.name();
            isFile = head.hasFilename();
            start = (int) offset;
            return false;
        }

        @Override
        public void onPartEnd(PartText content, long offset) {
            parts.add(new Part(name, isFile, start, (int) offset));
        }
    }
}
