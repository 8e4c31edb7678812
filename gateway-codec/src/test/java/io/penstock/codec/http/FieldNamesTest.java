package io.penstock.codec.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FieldNamesTest {

    @ParameterizedTest
    @EnumSource(Field.class)
    void findsANameInAnyCaseWithAndWithoutBytesBehindIt(Field field) {
        byte[] lower = bytes(field.lower());
        byte[] upper = bytes(field.lower().toUpperCase(Locale.ROOT));
        byte[] inside = bytes("xx" + field.lower() + ": and more");

        assertThat(FieldNames.find(lower, 0, lower.length)).isEqualTo(field);
        assertThat(FieldNames.find(upper, 0, upper.length)).isEqualTo(field);
        assertThat(FieldNames.find(inside, 2, 2 + lower.length)).isEqualTo(field);
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void findsItWithNoOtherByteInPlaceOfOneOfItsOwn(Field field) {
        byte[] name = bytes(field.lower());
        for (int i = 0; i < name.length; i++) {
            byte own = name[i];
            for (int b = 0; b < 256; b++) {
                name[i] = (byte) b;
                boolean isOwn = b == own || (own >= 'a' && own <= 'z' && b == own - 0x20);

                assertThat(FieldNames.find(name, 0, name.length) == field).isEqualTo(isOwn);
            }
            name[i] = own;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
