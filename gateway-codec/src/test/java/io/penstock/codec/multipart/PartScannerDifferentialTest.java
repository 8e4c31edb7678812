package io.penstock.codec.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Generated forms have the parts for the scanner that they have for Netty's decoder. */
final class PartScannerDifferentialTest {
    private static final int FORMS = 2000;
    private static final String BOUNDARY_CHARS = "abcXYZ0189'()+_,-./:=?";
    /** What a delimiter is made of, so that contents come close to one. */
    private static final String[] LOADED = {"\r", "\n", "\r\n", "-", "--", "\r\n--", "\0", "\u00FF", "text"};

    @Test
    void agreesWithNettyOnGeneratedForms() throws IOException {
        Random random = new Random(20261121);
        for (int i = 0; i < FORMS; i++) {
            String boundary = boundary(random);
            byte[] form = form(boundary, random);
            String contentType = "multipart/form-data; boundary=\"" + boundary + "\"";

            List<String> ours = ours(contentType, form, random.nextInt(form.length + 1));

            assertThat(ours).as("form %s: %s", i, new String(form, ISO_8859_1)).isEqualTo(nettys(contentType, form));
        }
    }

    private static List<String> ours(String contentType, byte[] form, int cut) {
        Parts parts = new Parts(form);
        PartScanner scanner = new PartScanner(Boundary.of(contentType), PartLimits.DEFAULT, parts);
        ByteBuf buffer = Unpooled.wrappedBuffer(form);
        scanner.feed(buffer, 0, cut);
        scanner.feed(buffer, cut, form.length);
        scanner.finish();
        return parts.lines;
    }

    private static List<String> nettys(String contentType, byte[] form) throws IOException {
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(form));
        request.headers().set("content-type", contentType);
        HttpPostMultipartRequestDecoder decoder =
                new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request, ISO_8859_1);
        List<String> lines = new ArrayList<>();
        try {
            for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
                lines.add(line(data.getName(), data instanceof FileUpload, ((HttpData) data).get()));
            }
        } finally {
            decoder.destroy();
            request.release();
        }
        return lines;
    }

    private static String line(String name, boolean isFile, byte[] content) {
        return name + (isFile ? " file " : " field ") + new String(content, ISO_8859_1);
    }

    private static byte[] form(String boundary, Random random) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (int part = 1 + random.nextInt(4); part > 0; part--) {
            boolean isFile = random.nextBoolean();
            String name = "n" + random.nextInt(3) + (random.nextBoolean() ? "[]" : "");
            StringBuilder head = new StringBuilder("--" + boundary + "\r\n");
            if (random.nextInt(4) == 0) {
                head.append("X-Other: a; b=\"c\"\r\n");
            }
            head.append("Content-Disposition: form-data; name=\"").append(name).append('"');
            head.append(isFile ? "; filename=\"f.png\"\r\nContent-Type: image/png" : "");
            form.writeBytes(head.append("\r\n\r\n").toString().getBytes(ISO_8859_1));
            form.writeBytes(content(boundary, random).getBytes(ISO_8859_1));
            form.writeBytes(new byte[] {'\r', '\n'});
        }
        form.writeBytes(("--" + boundary + "--" + (random.nextBoolean() ? "\r\n" : "")).getBytes(ISO_8859_1));
        return form.toByteArray();
    }

    private static String content(String boundary, Random random) {
        StringBuilder content = new StringBuilder();
        for (int pieces = random.nextInt(20); pieces > 0; pieces--) {
            content.append(
                    random.nextInt(5) == 0
                            ? boundary.substring(0, random.nextInt(boundary.length()))
                            : LOADED[random.nextInt(LOADED.length)]);
        }
        return ("\n" + content).replace("\n--" + boundary, "\n__" + boundary).substring(1);
    }

    private static String boundary(Random random) {
        StringBuilder boundary = new StringBuilder();
        for (int length = 2 + random.nextInt(69); length > 0; length--) {
            boundary.append(BOUNDARY_CHARS.charAt(random.nextInt(BOUNDARY_CHARS.length())));
        }
        return boundary.toString();
    }

    /** Takes each content from the form by its range. */
    private static final class Parts implements PartListener {
        private final List<String> lines = new ArrayList<>();
        private final byte[] form;
        private String name = "";
        private boolean isFile;
        private long start;

        Parts(byte[] form) {
            this.form = form;
        }

        @Override
        public boolean onPart(PartHead head, long offset) {
            name = head.name();
            isFile = head.hasFilename();
            start = offset;
            return false;
        }

        @Override
        public void onPartEnd(PartText content, long offset) {
            lines.add(line(name, isFile, Arrays.copyOfRange(form, (int) start, (int) offset)));
        }
    }
}
