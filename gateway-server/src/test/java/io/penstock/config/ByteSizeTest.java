package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1000, 1000, 1000",
        "10485760, 10485760, 10MiB",
        "1KiB, 1024, 1KiB",
        "64 MiB, 67108864, 64MiB",
        "2GiB, 2147483648, 2GiB",
        "1536B, 1536, 1536",
    })
    void readsAnAmountAndWritesItShort(String text, long bytes, String written) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
        assertThat(ByteSize.format(bytes)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5MiB", "64MB", "64mib", "MiB", "999999999999999GiB", "1e6"})
    void refusesWhatIsNoAmount(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
