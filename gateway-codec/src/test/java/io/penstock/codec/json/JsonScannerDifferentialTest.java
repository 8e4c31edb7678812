package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The scanner takes and refuses what Jackson takes and refuses, where the bytes are UTF-8. */
final class JsonScannerDifferentialTest {
    private static final int MUTATIONS = 100_000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.DEPTH_MAX)
                    .build())
            .build();
    /** An escape; its first group is one of half a surrogate pair. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:(u[dD][89a-fA-F]\\p{XDigit}{2})|.)", Pattern.DOTALL);

    private static final List<String> SEEDS = List.of(
            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi \\\"you\\\" \\u00e9\"}]}",
            "[0,-0,1,-1.5,2e10,3E-7,4.25e+3,0.1,true,false,null,\"\",{},[]]",
            " { \"a\" : [ { \"b\" : \"\u00e9\u65e5\ud83d\ude00\" } , [ [ ] ] ] , \"c\" : -12 } ",
            "\"\\b\\f\\n\\r\\t\\/\\\\ \\ud83d\\ude00 x\"",
            "-120.5e-12",
            "{\"k\":{\"k\":{\"k\":{\"k\":[[[[1]]]]}}},\"l\":\"a long run of plain text, longer than some words\"}");
    private static final byte[] LOADED =
            "{}[]\",:\\/0123456789-+.eEtrufalsn \n\r\t\0\u001fubx\u007f".getBytes(StandardCharsets.US_ASCII);

    @Test
    void agreesWithJacksonOnMutatedTexts() {
        Random random = new Random(20261121);
        int taken = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] json = SEEDS.get(i % SEEDS.size()).getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                json = mutate(json, random);
            }

            boolean isTaken = isTaken(json, random.nextInt(json.length + 1));

            assertThat(isTaken)
                    .as("mutation %s: %s", i, new String(json, StandardCharsets.ISO_8859_1))
                    .isEqualTo(isTakenByJackson(json));
            taken += isTaken ? 1 : 0;
        }
        assertThat(taken).isBetween(MUTATIONS / 20, MUTATIONS / 2);
    }

    private static byte[] mutate(byte[] json, Random random) {
        int at = random.nextInt(json.length + 1);
        int to = Math.min(json.length, at + random.nextInt(4));
        byte b = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : LOADED[random.nextInt(LOADED.length)];
        int from = random.nextInt(json.length + 1);
        return switch (random.nextInt(5)) {
            case 0 -> splice(json, at, at, new byte[] {b});
            case 1 -> splice(json, at, to, new byte[0]);
            case 2 -> Arrays.copyOf(json, at);
            case 3 -> splice(json, at, at, Arrays.copyOfRange(json, from, Math.min(json.length, from + 6)));
            default -> splice(json, at, Math.min(json.length, at + 1), new byte[] {b});
        };
    }

    private static byte[] splice(byte[] json, int from, int to, byte[] middle) {
        byte[] out = new byte[json.length - (to - from) + middle.length];
        System.arraycopy(json, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(json, to, out, from + middle.length, json.length - to);
        return out;
    }

    private static boolean isTaken(byte[] json, int cut) {
        ByteBuf buffer = Unpooled.wrappedBuffer(json);
        JsonScanner scanner = new JsonScanner(new AllWanted());
        try {
            scanner.feed(buffer, 0, cut);
            scanner.feed(buffer, cut, json.length);
            scanner.finish();
            return true;
        } catch (JsonRefusal refusal) {
            return false;
        }
    }

    /** Jackson reads characters here: of bytes it would guess the encoding, and pass some forms that are no UTF-8. */
    static boolean isTakenByJackson(byte[] json) {
        try {
            String text = withoutHalves(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString());
            try (JsonParser parser = FACTORY.createParser(text)) {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    return false;
                }
                parser.skipChildren();
                parser.getText();
                return parser.nextToken() == null;
            }
        } catch (CharacterCodingException notUtf8) {
            return false;
        } catch (IOException refused) {
            return false;
        }
    }

    /** In names Jackson refuses escaped halves of surrogate pairs that stand alone, which the grammar lets stand (RFC 8259 8.2). */
    private static String withoutHalves(String json) {
        return ESCAPE.matcher(json)
                .replaceAll(escape -> Matcher.quoteReplacement(escape.group(1) == null ? escape.group() : "\\u0041"));
    }

    private static final class AllWanted implements JsonListener {
        @Override
        public boolean onStart(int depth, JsonKind kind, long offset) {
            return true;
        }

        @Override
        public void onKey(int depth, JsonText name) {}

        @Override
        public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {}
    }
}
