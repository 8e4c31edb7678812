package io.penstock.dialect.retrieval.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.json.RawJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloatsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "1",
                "-2",
                "0.1",
                "-0.006929283495992422",
                "0.00000000000000000000000000000000000000001",
                "1e3",
                "1E+3",
                "-1.5e-3",
                "1e-45",
                "3.4028235e38",
                "1e39",
                "-1e400",
                "1e-400",
                "123456789012345678901234567890",
                "0.1234567890123456789012345",
                "16777217",
                "1e2147483648",
                "1e00000000000000000001",
                "0e99999999999",
            })
    void readsANumberAsAnyParserDoes(String number) {
        RawJson json = RawJson.of(number);

        assertThat(Floats.parse(json.buffer(), 0, number.length())).isEqualTo(Float.parseFloat(number));
    }

    @Test
    void readsWhatFloatsAndDoublesAreWrittenAs() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            String text = Float.isFinite(value) ? Float.toString(value) : Double.toString(random.nextGaussian());
            RawJson json = RawJson.of(text);

            assertThat(Floats.parse(json.buffer(), 0, text.length())).as(text).isEqualTo(Float.parseFloat(text));
        }
    }

    @Test
    void writesTheLowestByteFirst() {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(Floats.base64(RawJson.of(" [1.5, -2 ,3e0]"))))
                .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(bytes.remaining()).isEqualTo(12);
        assertThat(bytes.getFloat()).isEqualTo(1.5f);
        assertThat(bytes.getFloat()).isEqualTo(-2f);
        assertThat(bytes.getFloat()).isEqualTo(3f);
    }
}
