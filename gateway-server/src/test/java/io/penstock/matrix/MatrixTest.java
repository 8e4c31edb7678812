package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dialect.Dialect;
import io.penstock.provider.Dialects;
import io.penstock.server.testing.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client, every dialect of a provider, every feature, whole and streamed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MatrixTest {
    private static final Pattern README_TABLE = Pattern.compile("\\| client \\\\ provider .*\\n(\\|.*\\n)+");

    private final Stage stage = new Stage();
    private final Outcomes outcomes = new Outcomes();

    List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Client client : stage.clients()) {
            for (String provider : stage.dialects()) {
                for (Feature feature : Feature.values()) {
                    cases.add(Arguments.of(client, provider, feature, false));
                    cases.add(Arguments.of(client, provider, feature, true));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} asks {1}: {2}, streamed: {3}", autoCloseArguments = false)
    @MethodSource("cases")
    void carriesAllButWhatIsListed(Client client, String provider, Feature feature, boolean isStreamed) {
        Map<Aspect, Cells.Loss> listed = Cells.of(client.dialect(), provider, feature, isStreamed);
        stage.providers().play(feature);

        Said said = client.ask(feature, Stage.model(provider), isStreamed);

        Set<Aspect> lost = EnumSet.noneOf(Aspect.class);
        lost.addAll(Judged.lost(provider, feature, isStreamed, said));
        Request sent = stage.providers().lastRequest();
        Dialect dialect = Objects.requireNonNull(Dialects.find(provider));
        lost.addAll(Asked.lost(feature, dialect, sent));
        assertThat(lost).as("lost of %s, asked as %s", said, sent.text()).isEqualTo(listed.keySet());
        outcomes.add(client.name(), provider, listed);
    }

    /** The README has the table of what has passed; with {@code -Dmatrix.update} it gets it. */
    @AfterAll
    void compareWithTheReadme() throws IOException {
        List<String> clients = stage.clients().stream().map(Client::name).toList();
        String table = outcomes.markdown(clients, stage.dialects());
        stage.close();
        Path readme = Path.of(System.getProperty("penstock.root"), "README.md");
        String text = Files.readString(readme);
        if (Boolean.getBoolean("matrix.update")) {
            text = README_TABLE.matcher(text).replaceFirst(Matcher.quoteReplacement(table));
            Files.writeString(readme, text);
        }
        assertThat(text).contains(table);
    }
}
