package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScannerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " \t\r\n{ } ",
                "null",
                "true",
                "false",
                "0",
                "-0",
                "10",
                "-1.5e+10",
                "0.0E-0",
                "1e5",
                "\"\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
                "\"\\ud800\"",
                "\"h\u00e9llo \u65e5\u672c \ud83d\ude00 \u07ff\u0800\uffff\"",
                "{\"a\":[1,2,{\"b\":null}],\"c\":{},\"d\":[[],[]]}",
                "[ 1 , \"a\" , { \"b\" : false } ]",
                "{\"\":0,\"\":1}",
                "\"\u007f\""
            })
    void takesWhatTheGrammarAllowsHoweverCut(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        Cuts.each(bytes, pieces -> assertThat(refusal(pieces)).isNull());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            ''                 ! 0  ! empty (expected: a JSON value)
            ' '                ! 1  ! cut off after 1 bytes (expected: a value)
            {                  ! 1  ! cut off after 1 bytes (expected: a name or })
            [                  ! 1  ! cut off after 1 bytes (expected: a value or ])
            {"a                ! 3  ! cut off after 3 bytes (expected: the rest of a string)
            {"a"               ! 4  ! cut off after 4 bytes (expected: a colon)
            {"a":              ! 5  ! cut off after 5 bytes (expected: a value)
            {"a":1             ! 6  ! cut off after 6 bytes (expected: a comma or })
            [1                 ! 2  ! cut off after 2 bytes (expected: a comma or ])
            -                  ! 1  ! cut off after 1 bytes (expected: the rest of a number)
            tru                ! 3  ! cut off after 3 bytes (expected: true)
            "\\u12             ! 5  ! cut off after 5 bytes (expected: a hexadecimal digit)
            {}}                ! 2  ! byte 0x7d at offset 2 (expected: nothing after the value)
            {}{}               ! 2  ! byte 0x7b at offset 2 (expected: nothing after the value)
            1 2                ! 2  ! byte 0x32 at offset 2 (expected: nothing after the value)
            {a:1}              ! 1  ! byte 0x61 at offset 1 (expected: a name or })
            {"a" 1}            ! 5  ! byte 0x31 at offset 5 (expected: a colon)
            {"a":1,}           ! 7  ! byte 0x7d at offset 7 (expected: a name)
            {"a":1]            ! 6  ! byte 0x5d at offset 6 (expected: a comma or })
            {,}                ! 1  ! byte 0x2c at offset 1 (expected: a name or })
            [1,]               ! 3  ! byte 0x5d at offset 3 (expected: a value)
            [,1]               ! 1  ! byte 0x2c at offset 1 (expected: a value or ])
            [1 2]              ! 3  ! byte 0x32 at offset 3 (expected: a comma or ])
            [1}                ! 2  ! byte 0x7d at offset 2 (expected: a comma or ])
            01                 ! 1  ! byte 0x31 at offset 1 (expected: nothing after the value)
            -a                 ! 1  ! byte 0x61 at offset 1 (expected: the rest of a number)
            1.                 ! 2  ! cut off after 2 bytes (expected: the rest of a number)
            [1.]               ! 3  ! byte 0x5d at offset 3 (expected: the rest of a number)
            [.5]               ! 1  ! byte 0x2e at offset 1 (expected: a value or ])
            [1e]               ! 3  ! byte 0x5d at offset 3 (expected: the rest of a number)
            [1e+]              ! 4  ! byte 0x5d at offset 4 (expected: the rest of a number)
            [+1]               ! 1  ! byte 0x2b at offset 1 (expected: a value or ])
            nulL               ! 3  ! byte 0x4c at offset 3 (expected: null)
            NaN                ! 0  ! byte 0x4e at offset 0 (expected: a value)
            a                  ! 0  ! byte 0x61 at offset 0 (expected: a value)
            "\\x"              ! 2  ! byte 0x78 at offset 2 (expected: an escape)
            "\\u12g4"          ! 5  ! byte 0x67 at offset 5 (expected: a hexadecimal digit)
            // c               ! 0  ! byte 0x2f at offset 0 (expected: a value)
            """)
    void namesTheByteAtFaultHoweverCut(String json, int offset, String message) {
        Cuts.each(json.replace("\\\\", "\\").getBytes(StandardCharsets.UTF_8), pieces -> {
            JsonRefusal refusal = refusal(pieces);

            assertThat(refusal).isNotNull().hasMessage(message).satisfies(thrown -> {
                assertThat(thrown.offset()).isEqualTo(offset);
                assertThat(thrown.getStackTrace()).isEmpty();
            });
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            22 00 22,             1
            22 1F 22,             1
            22 61 0A 22,          2
            22 80 22,             1
            22 C0 80 22,          1
            22 C1 BF 22,          1
            22 C3 22,             2
            22 E0 9F BF 22,       2
            22 ED A0 80 22,       2
            22 E6 97 22,          3
            22 F0 8F BF BF 22,    2
            22 F4 90 80 80 22,    2
            22 F5 80 80 80 22,    1
            22 FF 22,             1
            EF BB BF 7B 7D,       0
            """)
    void refusesControlBytesAndBadUtf8HoweverCut(String hex, int offset) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));

        Cuts.each(bytes, pieces -> {
            JsonRefusal refusal = refusal(pieces);

            assertThat(refusal)
                    .isNotNull()
                    .satisfies(thrown -> assertThat(thrown.offset()).isEqualTo(offset));
        });
    }

    @Test
    void refusesTheContainerThatIsOneTooDeep() {
        byte[] deepest = ("[".repeat(512) + "]".repeat(512)).getBytes(StandardCharsets.US_ASCII);
        byte[] deeper = "{\"a\":".repeat(513).getBytes(StandardCharsets.US_ASCII);

        JsonRefusal none = refusal(List.of(Unpooled.wrappedBuffer(deepest)));
        JsonRefusal refusal = refusal(List.of(Unpooled.wrappedBuffer(deeper)));

        assertThat(none).isNull();
        assertThat(refusal).isNotNull().hasMessage("nesting: above 512 at offset 2560");
    }

    @Test
    void tellsEveryWantedValueWithItsPlaceHoweverCut() {
        String json =
                " {\"m\\u006fdel\":\"gpt\\n4\\ud83d\\ude00\", \"n\": -12.5e3 ,\"o\":{\"p\":[true,false,null]}, \"q\":[]} ";

        List<String> told =
                Cuts.agree(json.getBytes(StandardCharsets.UTF_8), pieces -> told(pieces, Integer.MAX_VALUE));

        assertThat(told)
                .containsExactly(
                        "+0 OBJECT 1",
                        "1 key model",
                        "+1 STRING 15",
                        "-1 STRING 35 gpt\n4\ud83d\ude00",
                        "1 key n",
                        "+1 NUMBER 42",
                        "-1 NUMBER 49 -12.5e3",
                        "1 key o",
                        "+1 OBJECT 55",
                        "2 key p",
                        "+2 ARRAY 60",
                        "+3 TRUE 61",
                        "-3 TRUE 65 ",
                        "+3 FALSE 66",
                        "-3 FALSE 71 ",
                        "+3 NULL 72",
                        "-3 NULL 76 ",
                        "-2 ARRAY 77 ",
                        "-1 OBJECT 78 ",
                        "1 key q",
                        "+1 ARRAY 84",
                        "-1 ARRAY 86 ",
                        "-0 OBJECT 87 ");
    }

    @Test
    void tellsNothingOfTheInsideOfWhatIsNotWanted() {
        String json = "{\"a\":{\"b\":{\"c\":1}},\"d\":\"text\",\"e\":[[2]]}";

        List<String> told = Cuts.agree(json.getBytes(StandardCharsets.UTF_8), pieces -> told(pieces, 1));

        assertThat(told)
                .containsExactly(
                        "+0 OBJECT 0",
                        "1 key a",
                        "+1 OBJECT 5",
                        "-1 OBJECT 18 ",
                        "1 key d",
                        "+1 STRING 23",
                        "-1 STRING 29 ",
                        "1 key e",
                        "+1 ARRAY 34",
                        "-1 ARRAY 39 ",
                        "-0 OBJECT 40 ");
    }

    @Test
    void keepsTheStartOfATextThatIsTooLong() {
        List<String> lengths = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(new JsonListener() {
            @Override
            public boolean onStart(int depth, JsonKind kind, long offset) {
                return true;
            }

            @Override
            public void onKey(int depth, JsonText name) {}

            @Override
            public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
                lengths.add(text.length() + " " + text.isWhole());
            }
        });
        ByteBuf json = Unpooled.wrappedBuffer(
                ("[\"" + "x".repeat(1024) + "\",\"" + "y".repeat(1025) + "\"]").getBytes(StandardCharsets.US_ASCII));

        scanner.feed(json, 0, json.writerIndex());

        assertThat(lengths).containsExactly("1024 true", "1024 false", "0 true");
    }

    @Test
    void allocatesNothingWhileItReads() {
        ByteBuf json = Unpooled.wrappedBuffer(
                "{\"a\":\"some text that is longer than a word\",\"b\":[1,2.5,true,null,{\"c\":\"\\u00e9\u00e9\"}]},"
                        .getBytes(StandardCharsets.UTF_8));
        JsonScanner scanner = new JsonScanner(new Told(Integer.MAX_VALUE, null));
        ByteBuf open = Unpooled.wrappedBuffer(new byte[] {'['});
        scanner.feed(open, 0, 1);

        double allocated = Allocation.bytesPerCall(200_000, () -> scanner.feed(json, 0, json.writerIndex()));

        assertThat(allocated).isLessThan(1);
    }

    private static @Nullable JsonRefusal refusal(List<ByteBuf> pieces) {
        return catchThrowableOfType(JsonRefusal.class, () -> told(pieces, Integer.MAX_VALUE));
    }

    private static List<String> told(List<ByteBuf> pieces, int wantedDepth) {
        List<String> told = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(new Told(wantedDepth, told));
        for (ByteBuf piece : pieces) {
            scanner.feed(piece, piece.readerIndex(), piece.writerIndex());
        }
        scanner.finish();
        return told;
    }

    /** Writes down what it hears, where there is something to write on. */
    private record Told(int wantedDepth, @Nullable List<String> told) implements JsonListener {
        @Override
        public boolean onStart(int depth, JsonKind kind, long offset) {
            if (told != null) {
                told.add("+" + depth + " " + kind + " " + offset);
            }
            return depth < wantedDepth;
        }

        @Override
        public void onKey(int depth, JsonText name) {
            if (told != null) {
                told.add(depth + " key " + name);
            }
        }

        @Override
        public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
            if (told != null) {
                told.add("-" + depth + " " + kind + " " + offset + " " + text);
            }
        }
    }
}
