package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.penstock.matrix.Said.Broken;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each client understands the scripts of its own dialect, with no gateway between: what the matrix then finds is the gateway's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScriptsTest {
    private final Providers providers = new Providers();
    private final Clients clients = Clients.at(providers.port());

    List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Client client : clients.all()) {
            for (Feature feature : Feature.values()) {
                cases.add(Arguments.of(client, feature, false));
                cases.add(Arguments.of(client, feature, true));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} streamed={2}", autoCloseArguments = false)
    @MethodSource("cases")
    void understands(Client client, Feature feature, boolean isStreamed) {
        providers.play(feature);

        Said said = client.ask(feature, "a-model", isStreamed);

        if (feature == Feature.DEATH) {
            String text = assertInstanceOf(Broken.class, said).text();
            assertThat(Words.TEXT).startsWith(text);
            assertThat(text.isEmpty()).isNotEqualTo(isStreamed);
        } else {
            assertThat(Judged.lost(client.dialect(), feature, isStreamed, said)).isEmpty();
        }
    }

    @AfterAll
    void close() {
        clients.close();
        providers.close();
    }
}
