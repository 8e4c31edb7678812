package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

final class CredentialTest {
    private static final String LINE = "authorization: Bearer canary-a.b.c\r\n";
    private static final int START = LINE.indexOf("canary");
    private static final int END = LINE.indexOf('\r');

    private final Credential credential = Credential.in(LINE.getBytes(StandardCharsets.US_ASCII), START, END);

    @Test
    void isWhatLiesBetweenItsEnds() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("canary-a.b.c".getBytes(StandardCharsets.US_ASCII));

        assertThat(credential.text()).isEqualTo("canary-a.b.c").hasSize(credential.length());
        assertThat(credential.count('.')).isEqualTo(2);
        assertThat(credential.count(' ')).isZero();
        assertThat(credential.startsWith("canary-")).isTrue();
        assertThat(credential.startsWith("canary-a.b.c\r")).isFalse();
        assertThat(credential.digest(MessageDigest.getInstance("SHA-256"))).isEqualTo(hash);
    }

    @Test
    void isTheSameWhereverItLies() {
        assertThat(credential)
                .isEqualTo(Credential.of("canary-a.b.c"))
                .hasSameHashCodeAs(Credential.of("canary-a.b.c"))
                .isNotEqualTo(Credential.of("canary-a.b.d"))
                .isNotEqualTo(Credential.of("canary-a.b."));
    }

    @Test
    void printsNothingOfItself() {
        assertThat(credential.toString()).doesNotContain("canary");
    }
}
