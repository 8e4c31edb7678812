package io.penstock.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiMultipartScanTest {
    private static final String TYPE = "multipart/form-data; boundary=b7";
    private static final String FILE = file("file", "\u0000\u0001--b\r\n--");

    @Test
    void readsModelStreamAndCountAtAnyCut() {
        String body = form(field("model", "openai/whisper-1"), FILE, field("stream", "true"), field("n", "3"));

        Cuts.each(body.getBytes(UTF_8), pieces -> {
            OpenAiMultipartScan scan = scan(Operation.TRANSCRIPTIONS, pieces);

            assertThat(scan.model()).isEqualTo("openai/whisper-1");
            assertThat(scan.isStream()).isTrue();
            assertThat(scan.choices()).isEqualTo(3);
            assertThat(scan.isUsageWanted()).isFalse();
            assertThat(scan.hasImages()).isFalse();
            assertThat(scan.canFlow()).isTrue();
        });
    }

    @Test
    void replacesTheBytesOfTheModelAndNoOthers() {
        String body = form(FILE, field("model", "openai/whisper-1"), field("stream", "false"));

        Cuts.each(
                body.getBytes(UTF_8),
                pieces -> assertThat(patched(pieces, "whisper-1"))
                        .isEqualTo(form(FILE, field("model", "whisper-1"), field("stream", "false"))));
    }

    @Test
    void putsAMissingModelBeforeTheFirstPart() {
        Cuts.each(
                form(FILE).getBytes(UTF_8),
                pieces -> assertThat(patched(pieces, "whisper-1")).isEqualTo(form(field("model", "whisper-1"), FILE)));
        Cuts.each(
                ("\r\n" + form(FILE)).getBytes(UTF_8),
                pieces -> assertThat(patched(pieces, "whisper-1"))
                        .isEqualTo("\r\n" + form(field("model", "whisper-1"), FILE)));
    }

    @Test
    void changesNothingWhereTheModelIsTheProvidersOwn() {
        OpenAiMultipartScan scan = scan(Operation.TRANSCRIPTIONS, pieces(form(field("model", "whisper-1"))));

        assertThat(scan.patch("whisper-1", true).isEmpty()).isTrue();
    }

    @Test
    void knowsTheModelBeforeTheFileHasCome() {
        String body = field("model", "openai/whisper-1")
                + "--b7\r\nContent-Disposition: form-data; name=file; filename=f\r\n\r\nRIFF";
        OpenAiMultipartScan scan = new OpenAiMultipartScan(Operation.TRANSCRIPTIONS, TYPE);
        ByteBuf piece = Unpooled.copiedBuffer(body, UTF_8);

        scan.onBody(piece, 0, piece.writerIndex());

        assertThat(scan.model()).isEqualTo("openai/whisper-1");
        assertThat(scan.patch("whisper-1", false).growth()).isEqualTo(-"openai/".length());
    }

    @Test
    void insertsNoModelWhileOneMayStillCome() {
        OpenAiMultipartScan scan = new OpenAiMultipartScan(Operation.TRANSCRIPTIONS, TYPE);
        ByteBuf piece = Unpooled.copiedBuffer(FILE, UTF_8);

        scan.onBody(piece, 0, piece.writerIndex());

        assertThat(scan.model()).isNull();
        assertThat(scan.patch("whisper-1", false).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "TRUE, true", "false, false", "False, false"})
    void takesBothBooleansAsClientsWriteThem(String value, boolean isStream) {
        assertThat(scan(Operation.TRANSCRIPTIONS, pieces(form(field("stream", value))))
                        .isStream())
                .isEqualTo(isStream);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "0000000000500, 500", "1000000000, 1000000000"})
    void readsTheCount(String value, long choices) {
        assertThat(scan(Operation.IMAGE_VARIATIONS, pieces(form(file("image", "x"), field("n", value))))
                        .choices())
                .isEqualTo(choices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", " 5", "+5", "5_0", "5e2", "\u0661", "1000000000000000000000"})
    void refusesACountThatReadersTakeForDifferentOnes(String value) {
        assertRefused(form(file("image", "x"), field("n", value)), "n: not a count (expected: a whole number)");
    }

    @Test
    void countsTheLargestWhereTheCountComesTwice() {
        assertThat(scan(Operation.IMAGE_VARIATIONS, pieces(form(field("n", "7"), file("image", "x"), field("n", "2"))))
                        .choices())
                .isEqualTo(7);
    }

    @Test
    void refusesASecondModelOrStreamEqualOrNot() {
        assertRefused(form(field("model", "a"), field("model", "a")), "model: given twice");
        assertRefused(form(field("model", "a"), FILE, field("model", "b")), "model: given twice");
        assertRefused(form(field("model", ""), field("model", "b")), "model: given twice");
        assertRefused(form(field("stream", "false"), field("stream", "true")), "stream: given twice");
    }

    @Test
    void refusesValuesThatAreNone() {
        assertRefused(form(field("stream", "yes")), "stream: not a boolean");
        assertRefused(form(field("stream", "")), "stream: not a boolean");
        assertRefused(form(field("model", "a\u0000b")), "model: holds a control character");
        assertRefused(form(field("model", "a\r\nb")), "model: holds a control character");
        assertRefused(form(field("model", "a\u007F")), "model: holds a control character");
        assertRefused(form(field("model", "m".repeat(4097))), "model: too long");
        assertRefused(form(field("model", "openai/--b7")), "model: holds the boundary");
        assertRefused(form(file("model", "gpt-4o")), "model: a file");
        assertRefused(form(file("stream", "true")), "stream: a file");
        assertRefused(
                form(field("model\"\r\nContent-Type: \"text/plain; charset=utf-16le", "a")),
                "model: in another charset");
    }

    @Test
    void refusesAMalformedFormAndNamesTheOffset() {
        assertRefused("", "body: form: cut short (expected: the last delimiter) at offset 0");
        assertRefused("{}", "at offset 0");
        assertRefused(FILE, "body: form: cut short");
        assertRefused(form(FILE) + "x", "at offset " + form(FILE).length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a\"b"})
    void refusesAContentTypeWithoutBoundary(String contentType) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> new OpenAiMultipartScan(Operation.TRANSCRIPTIONS, contentType))
                .satisfies(e -> assertThat(e.fault().kind()).isEqualTo(GatewayFault.Kind.INVALID_REQUEST));
    }

    @Test
    void wantsTheImageFileOfEditsAndVariations() {
        String prompt = field("prompt", "a cat");

        assertRefused(Operation.IMAGE_EDITS, form(prompt), "The 'image' file is required.");
        assertRefused(Operation.IMAGE_EDITS, form(prompt, field("image", "x")), "The 'image' file is required.");
        assertRefused(Operation.IMAGE_VARIATIONS, form(file("mask", "x")), "The 'image' file is required.");
        assertTaken(Operation.IMAGE_EDITS, form(file("image", "x"), prompt));
        assertTaken(Operation.IMAGE_EDITS, form(prompt, file("image[]", "x"), file("image[]", "y")));
        assertTaken(Operation.IMAGE_VARIATIONS, form(file("image", "")));
        assertTaken(Operation.TRANSLATIONS, form(FILE));
    }

    @Test
    void takesAnImageThatHasATypeButNoFilename() {
        String image = file("image", "\u0000PNG").replace("; filename=\"f\"", "");

        assertTaken(Operation.IMAGE_EDITS, form(image, field("prompt", "a cat")));
        assertTaken(Operation.IMAGE_VARIATIONS, form(image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n "})
    void wantsAPromptOfEditsThatIsNotBlank(String prompt) {
        String body = form(file("image", "x"), field("prompt", prompt));

        assertRefused(Operation.IMAGE_EDITS, body, "The 'prompt' field is required.");
        assertTaken(Operation.IMAGE_VARIATIONS, body);
    }

    @Test
    void takesALongPromptAndWantsOneAtAll() {
        String image = file("image", "x");

        assertTaken(Operation.IMAGE_EDITS, form(image, field("prompt", "a cat ".repeat(5000))));
        assertRefused(Operation.IMAGE_EDITS, form(image), "The 'prompt' field is required.");
        assertRefused(Operation.IMAGE_EDITS, form(image, file("prompt", "a cat")), "The 'prompt' field is required.");
    }

    private static void assertRefused(String body, String message) {
        assertRefused(Operation.TRANSCRIPTIONS, body, message);
    }

    private static void assertRefused(Operation operation, String body, String message) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> scan(operation, pieces(body)))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.fault().status()).isEqualTo(400));
    }

    private static void assertTaken(Operation operation, String body) {
        assertThat(scan(operation, pieces(body)).model()).isNull();
    }

    private static String patched(List<ByteBuf> pieces, String upstreamModel) {
        List<ByteBuf> out = scan(Operation.TRANSCRIPTIONS, pieces)
                .patch(upstreamModel, true)
                .apply(pieces);
        ByteBuf all = Unpooled.wrappedBuffer(out.toArray(ByteBuf[]::new));
        try {
            return new String(ByteBufUtil.getBytes(all), UTF_8);
        } finally {
            all.release();
        }
    }

    private static OpenAiMultipartScan scan(Operation operation, List<ByteBuf> pieces) {
        OpenAiMultipartScan scan = new OpenAiMultipartScan(operation, TYPE);
        for (ByteBuf piece : pieces) {
            scan.onBody(piece, piece.readerIndex(), piece.writerIndex());
        }
        scan.onEnd();
        return scan;
    }

    private static List<ByteBuf> pieces(String body) {
        return List.of(Unpooled.copiedBuffer(body, UTF_8));
    }

    private static String form(String... parts) {
        return String.join("", parts) + "--b7--\r\n";
    }

    private static String field(String name, String value) {
        return "--b7\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, String content) {
        return "--b7\r\nContent-Disposition: form-data; name=\"" + name
                + "\"; filename=\"f\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n";
    }
}
