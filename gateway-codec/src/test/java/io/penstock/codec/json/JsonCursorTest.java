package io.penstock.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonCursorTest {
    private static final JsonKey USAGE = JsonKey.of("usage");
    private static final JsonKey LONG_KEY = JsonKey.of("prompt_tokens_details");

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            {"usage":7}                                              ! 7
            {"a":1,"usage":7}                                        ! 7
            {"usage":7,"a":1}                                        ! 7
            {"a":"usage","b":{"usage":1},"c":[{"usage":2}],"usage":7}! 7
            {"a":"\\",\\"usage\\":9","usage":7}                      ! 7
            {"a":"\\\\\\\\","usage":7}                               ! 7
            {"a":"{[","usage":7,"b":"]}"}                            ! 7
            { "a" : [ 1 , "]" ] , "usage" : 7 }                      ! 7
            {"us\\u0061ge":7}                                        ! 7
            {"usagE":1,"usage1":2,"usag":3,"USAGE":4}                ! -2
            {}                                                       ! -2
            []                                                       ! -2
            {"usage":7                                               ! 7
            {"usage"                                                 ! -2
            {"usage":                                                ! -2
            {"a":"x                                                  ! -2
            {"a":[1                                                  ! -2
            nonsense                                                 ! -2
            """)
    void findsAMemberAmongOthers(String json, long expected) {
        JsonCursor cursor = cursor(json);

        assertThat(count(cursor)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0,                       0
            12,                      12
            12.75,                   12
            1.5e2,                   150
            1.5e-1,                  0
            120e-1,                  12
            1e3,                     1000
            1E+3,                    1000
            -1,                      -1
            -0,                      -1
            1e30,                    1000000000000000
            99999999999999999999999, 1000000000000000
            1e999999999999,          1000000000000000
            null,                    -1
            true,                    -1
            [1],                     -1
            12345678901234567890123456789012345, -1
            """)
    void readsANumberAsACount(String number, long expected) {
        JsonCursor cursor = cursor("{\"usage\":" + number + "}");

        assertThat(count(cursor)).isEqualTo(expected);
    }

    @Test
    void readsNoCountOutOfAString() {
        assertThat(count(cursor("{\"usage\":\"12\"}"))).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            null   ! false ! false
            ""     ! false ! false
            "x"    ! true  ! true
            []     ! false ! true
            [ ]    ! false ! true
            [0]    ! true  ! true
            {}     ! false ! true
            {"a":1}! true  ! true
            0      ! true  ! false
            0.0    ! true  ! false
            1      ! true  ! true
            false  ! true  ! false
            true   ! true  ! true
            """)
    void knowsWhatIsFilledAndWhatIsTruthy(String value, boolean isFilled, boolean isTruthy) {
        JsonCursor filled = cursor("[" + value + ",7]");
        JsonCursor truthy = cursor("[" + value + ",7]");
        filled.enterArray();
        filled.nextElement();
        truthy.enterArray();
        truthy.nextElement();

        assertThat(filled.skipIsFilled()).isEqualTo(isFilled);
        assertThat(truthy.skipIsTruthy()).isEqualTo(isTruthy);
        assertThat(filled.nextElement() && filled.readCount() == 7).isTrue();
        assertThat(truthy.nextElement() && truthy.readCount() == 7).isTrue();
    }

    @Test
    void comparesNamesAndTextsLongerThanAWord() {
        JsonCursor cursor =
                cursor("{\"prompt_tokens_detailz\":1,\"prompt_tokens_details\":\"prompt_tokens_det\\u0061ils\"}");

        cursor.enterObject();
        boolean isFirst = cursor.nextMember() && cursor.isKey(LONG_KEY);
        cursor.skip();
        boolean isSecond = cursor.nextMember() && cursor.isKey(LONG_KEY);

        assertThat(isFirst).isFalse();
        assertThat(isSecond).isTrue();
        assertThat(cursor.readOneOf(new JsonKey[] {USAGE, LONG_KEY})).isEqualTo(1);
        assertThat(cursor.nextMember()).isFalse();
        assertThat(cursor.isBroken()).isFalse();
    }

    @Test
    void neverLeavesTheRangeAndAlwaysEnds() {
        Random random = new Random(5);
        byte[] loaded = "{}[]\":,\\a1 n".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[40];
        for (int trial = 0; trial < 50_000; trial++) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = loaded[random.nextInt(loaded.length)];
            }
            bytes[0] = '{';
            JsonCursor cursor = new JsonCursor();

            cursor.reset(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            count(cursor);

            assertThat(cursor.index()).isLessThanOrEqualTo(bytes.length);
        }
    }

    @Test
    void allocatesNothing() {
        byte[] json = "{\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"a\\n\"}}],\"us\\u0061ge\":12}"
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuf buffer = Unpooled.wrappedBuffer(json);
        JsonCursor cursor = new JsonCursor();

        double allocated = Allocation.bytesPerCall(200_000, () -> {
            cursor.reset(buffer, 0, json.length);
            count(cursor);
        });

        assertThat(allocated).isLessThan(1);
    }

    /** The count of the member {@code usage}; -2 where there is none. */
    private static long count(JsonCursor cursor) {
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                if (cursor.isKey(USAGE)) {
                    return cursor.readCount();
                }
                cursor.skip();
            }
        }
        return -2;
    }

    private static JsonCursor cursor(String json) {
        byte[] bytes = ("##" + json.replace("\\\\", "\\") + "##").getBytes(StandardCharsets.UTF_8);
        JsonCursor cursor = new JsonCursor();
        cursor.reset(Unpooled.wrappedBuffer(bytes), 2, bytes.length - 2);
        return cursor;
    }
}
