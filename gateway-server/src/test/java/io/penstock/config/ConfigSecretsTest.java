package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is put wherever somebody may put one, right or wrong, and must show nowhere. */
class ConfigSecretsTest {
    private static final String CANARY = "canary-0123456789-canary-0123456789";

    @Test
    void printsNoKeyOfAConfigurationThatIsGood() {
        String yaml = "providers: {groq: {keys: [" + CANARY + "]}, own: {url: 'http://h', keys: [" + CANARY + "]}}";

        GatewayConfig config =
                Configs.load(yaml, Map.of("OPENAI_API_KEY", CANARY + "," + CANARY, "ADMIN_TOKEN", CANARY + "-2"));

        assertThat(config.providers().configured()).hasSize(3);
        assertThat(config.toString()).doesNotContain("canary").doesNotContain(CANARY.substring(20));
        assertThat(config.warnings() + "" + config.notYet()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers: {openai: KEY}",
                "providers: {openai: {keys: {KEY2: KEY}}}",
                "providers: {openai: {key: KEY}}",
                "providers: {openai: {keys: ['KEY x']}}",
                "providers: {openai: {url: 'http://KEY@h'}}",
                "providers: {openai: {url: 'http://h?key=KEY', keys: KEY}}",
                "providers: {openai: {paths: {chat: KEY}}}",
                "providers: {own: {url: KEY, keys: KEY, credential: KEY, models: {a: KEY}}}",
                "providers: {openai: {keys: [KEY, \"KEY]}}",
                "providers: {openai: {keys: KEY: KEY}}",
                "providers:\n  openai:\n    keys: KEY\n   url: x",
                "providers: KEY",
                "providers: {openai: {KEY: 1}}",
                "KEY: 1",
                "{KEY: 1, KEY: 2}",
                "providers: {openai: {keys: *KEY}}",
                "KEY",
                "server: KEY",
                "auth: {adminToken: 'KEY x'}",
                "auth: {adminToken: 'KEY,x'}",
                "auth: {adminToken: {KEY: 1}}",
                "{server: {port: 1}, server: {port: 2}, keys: KEY}",
            })
    void repeatsNoKeyOfAConfigurationThatIsBad(String yaml) {
        List<String> findings =
                Configs.findings(yaml.replace("KEY", CANARY), Map.of("GROQ_API_KEY", CANARY + " " + CANARY));

        assertThat(findings).isNotEmpty();
        assertThat(findings).noneMatch(finding -> finding.contains("0123456789"));
    }

    @Test
    void doesNotRepeatThemInTheExceptionEither() {
        ConfigException refused =
                new ConfigException(Configs.findings("providers: {openai: {keys: ['" + CANARY + " x']}}", Map.of()));

        assertThat(refused.getMessage()).contains("providers.openai.keys").doesNotContain("canary");
        assertThat(refused.toString()).doesNotContain("canary");
    }
}
