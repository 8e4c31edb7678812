package io.penstock.codec.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms are written with {@code |} for CRLF. */
final class PartScannerTest {
    private static final Boundary BOUNDARY = Boundary.of("multipart/form-data; boundary=b7");
    private static final String FIELD = "--b7|Content-Disposition: form-data; name=\"model\"||";

    @Test
    void tellsEachPartWithItsRange() {
        byte[] form = form(FIELD
                + "gpt-4o|--b7|content-disposition:form-data;filename=\"a.png\";name=image|Content-Type: image/png||"
                + "\u0089PNG|\u0000|--b7|X-Other: 1|Content-Disposition: form-data; name=empty|||--b7--|");

        List<String> parts = scan(form, PartLimits.DEFAULT);

        assertThat(parts).hasSize(4);
        assertThat(parts.get(0)).isEqualTo("model 54-60 gpt-4o");
        assertThat(parts.get(1))
                .isEqualTo("image file " + after(form, "png\r\n\r\n") + "-" + before(form, "\r\n--b7\r\nX-Other"));
        assertThat(parts.get(2)).startsWith("empty ").endsWith(" ");
        assertThat(parts.get(3)).isEqualTo("from 0");
    }

    @Test
    void countsTheFirstDelimiterAfterALeadingLineEnd() {
        byte[] form = form("|" + FIELD + "m|--b7--");

        assertThat(scan(form, PartLimits.DEFAULT)).containsExactly("model 56-57 m", "from 2");
    }

    @Test
    void takesAFormWithoutParts() {
        assertThat(scan(form("--b7--|"), PartLimits.DEFAULT)).containsExactly("from 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "||",
                "\r",
                "\r\r\n",
                "\n",
                "-",
                "-- b7",
                "|--b",
                "|--b7",
                "|--b7|",
                "|--b7-",
                "\r\n\r\n--b",
                "|-|--b|--b6|",
                "--b7 --b7",
                "b7--b7|-- b7",
                "\r\r\r\n\r\n-\r\n--\r\n--b\r\n--b\r",
                "\u0000\u00FF\u0080 {\"json\": [1]}\n\n",
            })
    void leavesContentAsItIs(String beginnings) {
        // What the content must not hold is a line that begins with the delimiter.
        String content = ("x" + beginnings).replace("|", "\r\n").replace("\n--b7", "\n-_b7");
        byte[] form = form(FIELD + content + "|--b7--|");

        List<String> parts = scan(form, PartLimits.DEFAULT);

        assertThat(parts)
                .containsExactly("model 54-" + (54 + content.getBytes(UTF_8).length) + " " + content, "from 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // before the first delimiter
                "",
                "|",
                "x",
                "||--b7--",
                " --b7--",
                "preamble|--b7--",
                "--b6--",
                "--",
                // around a boundary
                "--b7",
                "--b7|",
                "--b7x|",
                "--b7 |",
                "--b7\n",
                "--b7-",
                "--b7-x",
                "--b7\r\r\n",
                // after the last delimiter
                "--b7-- ",
                "--b7--\n",
                "--b7--\r",
                "--b7--\rx",
                "--b7--||",
                "--b7--|epilogue",
                "--b7----b7--",
                // heads
                "--b7||x|--b7--",
                "--b7|x|",
                "--b7|: x||y|--b7--",
                "--b7|Content-Type: text/plain||x|--b7--",
                "--b7|Content-Disposition: form-data||x|--b7--",
                "--b7|Content-Disposition: attachment; name=a||x|--b7--",
                "--b7|Content-Disposition : form-data; name=a||x|--b7--",
                "--b7| Content-Disposition: form-data; name=a||x|--b7--",
                "--b7|Content-Disposition: form-data;| name=a||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a; name=b||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|Content-Disposition: form-data; name=b||x|--b7--",
                "--b7|Content-Disposition: form-data; name=\"a\\b\"||x|--b7--",
                "--b7|Content-Disposition: form-data; name=\"a||x|--b7--",
                "--b7|Content-Disposition: form-data; name=\"a\"b||x|--b7--",
                "--b7|Content-Disposition: form-data; name=||x|--b7--",
                "--b7|Content-Disposition: form-data; name||x|--b7--",
                "--b7|Content-Disposition: form-data name=a||x|--b7--",
                "--b7|Content-Disposition: form-data; name*=utf-8''a||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a; name*0=b||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a\n\n\nx|--b7--",
                "--b7|Content-Disposition: form-data; name=a\n|x|--b7--",
                "--b7|Content-Disposition: form-data; name=a\rb||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|\rx|--b7--",
                "--b7|Content-Disposition: form-data; name=\"a\u0000\"||x|--b7--",
                "--b7|Content-Disposition: form-data; name=\"a\u007F\"||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|Content-Transfer-Encoding: base64||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|Content-Transfer-Encoding: quoted-printable||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|Content-Type: a/b|Content-Type: c/d||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|--b7: x||x|--b7--",
                "--b7|Content-Disposition: form-data; name=a|--b7--",
                // content that another reader would end elsewhere
                "--b7|Content-Disposition: form-data; name=a||--b7--",
                "--b7|Content-Disposition: form-data; name=a||x\n--b7--",
                "--b7|Content-Disposition: form-data; name=a||\n--b7--",
                "--b7|Content-Disposition: form-data; name=a||x|--b72|--b7--",
                "--b7|Content-Disposition: form-data; name=a||x|--b7 |y|--b7--",
                // cut short
                "--b7|Content-Disposition: form-data; name=a||",
                "--b7|Content-Disposition: form-data; name=a||x",
                "--b7|Content-Disposition: form-data; name=a||x|--b",
                "--b7|Content-Disposition: form-data; name=a||x|--b7",
                "--b7|Content-Disposition: form-data; name=a||x|--b7-",
            })
    void refusesWhatReadersDifferOnAndSaysWhere(String text) {
        byte[] form = form(text);

        List<String> parts = scan(form, PartLimits.DEFAULT);

        assertThat(parts.get(parts.size() - 1)).matches("refused: .* \\(expected: .*\\) at offset \\d+");
    }

    @Test
    void namesTheOffsetOfTheByteAtFault() {
        byte[] form = form(FIELD + "m|--b7!");

        assertThat(RecordedForm.scan(BOUNDARY, PartLimits.DEFAULT, List.of(Unpooled.wrappedBuffer(form))))
                .last()
                .asString()
                .endsWith("at offset " + (form.length - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "form-data; name=\"a\"; filename=\"C:\\dir\\x.png\"",
                "form-data; name=\"a\"; filename=\"qu\\\"ote; name=b\"",
                "form-data; name=\"a\"; filename=\"\"",
                "form-data; name=a; FileName=x.png;",
                "Form-Data; filename*=utf-8''x.png; name=\"a\"",
                "form-data; name=\"a\"; filename*0=\"x\"; filename*1=\".png\"",
            })
    void knowsAFileByItsFilename(String disposition) {
        byte[] form = form("--b7|Content-Disposition: " + disposition + "||x|--b7--");

        List<String> parts = RecordedForm.scan(BOUNDARY, PartLimits.DEFAULT, List.of(Unpooled.wrappedBuffer(form)));

        assertThat(parts.get(0)).startsWith("a file ");
    }

    @Test
    void keepsTheStartOfALongField() {
        PartLimits limits = new PartLimits(1024, 2, 4);
        byte[] exact = form(FIELD + "1234|--b7--");
        byte[] longer = form(FIELD + "12345|--b7--");

        assertThat(scan(exact, limits)).first().isEqualTo("model 54-58 1234");
        assertThat(scan(longer, limits)).first().isEqualTo("model 54-59 1234...");
    }

    @Test
    void boundsHeadsAndParts() {
        String head = "Content-Disposition: form-data; name=a||";
        int headBytes = form(head).length;
        byte[] two = form("--b7|" + head + "x|--b7|" + head + "y|--b7--");

        assertThat(scan(two, new PartLimits(headBytes, 2, 4))).last().isEqualTo("from 0");
        assertThat(scan(two, new PartLimits(headBytes - 1, 2, 4)))
                .last()
                .asString()
                .startsWith("refused: part head: too long");
        assertThat(scan(two, new PartLimits(headBytes, 1, 4)))
                .last()
                .asString()
                .startsWith("refused: form: too many parts");
    }

    @Test
    void findsTheDelimiterBehindALargeFileAtAnyCut() {
        byte[] file = ("x".repeat(3000) + "\n").repeat(3).getBytes(UTF_8);
        byte[] head = form("--b7|Content-Disposition: form-data; name=f; filename=f||");
        byte[] form = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(head, file, form("|--b7--")));
        int end = head.length + file.length;

        List<String> parts = scan(form, PartLimits.DEFAULT);

        assertThat(parts).containsExactly("f file " + head.length + "-" + end, "from 0");
    }

    @Test
    void looksAtAFileWithoutAllocating() {
        byte[] noise = new byte[4096];
        new Random(11).nextBytes(noise);
        Arrays.fill(noise, 0, 256, (byte) '\n');
        PartScanner scanner = new PartScanner(BOUNDARY, PartLimits.DEFAULT, new RecordedForm());
        ByteBuf head = Unpooled.wrappedBuffer(form("--b7|Content-Disposition: form-data; name=f; filename=f||"));
        ByteBuf file = Unpooled.wrappedBuffer(noise);
        scanner.feed(head, 0, head.writerIndex());

        double bytes = Allocation.bytesPerCall(20_000, () -> scanner.feed(file, 0, file.writerIndex()));

        assertThat(bytes).isCloseTo(0, within(1.0));
    }

    /** The parts, whatever the cut. */
    private static List<String> scan(byte[] form, PartLimits limits) {
        return Cuts.agree(form, pieces -> RecordedForm.scan(BOUNDARY, limits, pieces));
    }

    private static byte[] form(String text) {
        return text.replace("|", "\r\n").getBytes(UTF_8);
    }

    private static int before(byte[] form, String text) {
        return new String(form, ISO_8859_1).indexOf(text);
    }

    private static int after(byte[] form, String text) {
        return before(form, text) + text.length();
    }
}
