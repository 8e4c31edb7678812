package io.penstock.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.Granted;
import io.penstock.credential.GrantStep.Refused;
import java.nio.charset.StandardCharsets;

/** Reads steps of grants. */
final class Grants {
    static final long NOW = 1_767_323_045;

    private Grants() {}

    static Ask ask(GrantStep step) {
        assertThat(step).isInstanceOf(Ask.class);
        return (Ask) step;
    }

    static Granted granted(GrantStep step) {
        assertThat(step).isInstanceOf(Granted.class);
        return (Granted) step;
    }

    static String reason(GrantStep step) {
        assertThat(step).isInstanceOf(Refused.class);
        return ((Refused) step).reason();
    }

    static GrantStep answer(GrantStep asked, int status, String body) {
        return ask(asked).reader().read(status, body.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
