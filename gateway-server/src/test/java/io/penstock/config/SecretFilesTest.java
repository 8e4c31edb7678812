package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretFilesTest {
    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Map<String, String> read(Map<String, String> environment) {
        Findings findings = new Findings();
        Map<String, String> read = SecretFiles.read(environment, findings);
        findings.throwIfAny();
        return read;
    }

    @Test
    void aSecretStandsInTheFileThatItsVariableNames() throws IOException {
        String file = file("openai", "sk-canary\n").toString();

        assertThat(read(Map.of("OPENAI_API_KEY_FILE", file))).containsEntry("OPENAI_API_KEY", "sk-canary");
        assertThat(read(Map.of("AUTH_OIDC_CLIENT_SECRET_FILE", file)))
                .containsEntry("AUTH_OIDC_CLIENT_SECRET", "sk-canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADMIN_TOKEN",
                "STATE_SECRET",
                "BEDROCK_SECRET_ACCESS_KEY",
                "BEDROCK_SESSION_TOKEN",
                "AWS_BEARER_TOKEN_BEDROCK"
            })
    void soDoesEachOther(String name) throws IOException {
        String file = file("secret", "a-canary\n").toString();

        assertThat(read(Map.of(name + "_FILE", file))).containsEntry(name, "a-canary");
    }

    @Test
    void systemdsCredentialsAreVariables() throws IOException {
        file("OPENAI_API_KEY", "sk-canary\n");
        file("GROQ_API_KEY", "from the file");
        file("unrelated.txt", "no variable");

        Map<String, String> read =
                read(Map.of("CREDENTIALS_DIRECTORY", directory.toString(), "GROQ_API_KEY", "from the environment"));

        assertThat(read)
                .containsEntry("OPENAI_API_KEY", "sk-canary")
                .containsEntry("GROQ_API_KEY", "from the environment")
                .doesNotContainValue("no variable");
    }

    @Test
    void variablesThatMeanTheFileItselfAreLeftAlone() throws IOException {
        String file = file("token", "canary").toString();

        assertThat(read(Map.of("AWS_WEB_IDENTITY_TOKEN_FILE", file))).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsAFindingThatNamesTheFile() throws IOException {
        Path large = file("large", "x".repeat(70_000));

        assertThatThrownBy(() -> read(Map.of("OPENAI_API_KEY_FILE", directory + "/absent")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("OPENAI_API_KEY_FILE", "absent");
        assertThatThrownBy(() -> read(Map.of("OPENAI_API_KEY_FILE", large.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("65536 bytes")
                .hasMessageNotContaining("xxxx");
        Path blank = file("blank", " \n");
        assertThatThrownBy(() -> read(Map.of("ADMIN_TOKEN_FILE", blank.toString())))
                .as("a reload must not take the secret away with it")
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ADMIN_TOKEN_FILE", "not empty");
        assertThatThrownBy(() -> read(Map.of("CREDENTIALS_DIRECTORY", directory + "/absent")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("CREDENTIALS_DIRECTORY");
    }

    @Test
    void aProviderIsConfiguredByTheKeyInAFile() throws IOException {
        String file = file("openai", "sk-canary").toString();

        GatewayConfig config = ConfigLoader.load(null, Map.of("OPENAI_API_KEY_FILE", file), Catalogue.bundled());

        assertThat(config.providers().configured()).extracting(Endpoint::id).containsExactly("openai");
        assertThat(config.warnings()).isEmpty();
        assertThat(config.toString()).doesNotContain("canary");
    }
}
