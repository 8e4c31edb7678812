package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.provider.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    @Test
    void aHeadHasRoomForItsLongestLine() {
        assertThat(Configs.findings("server: {limits: {headBytesMax: 8KiB}}", Map.of()))
                .containsExactly(
                        "server.limits.headBytesMax: 8192 (expected: as much as server.limits.lineBytesMax or more)");
    }

    @Test
    void servesTheDemoOnLoopbackWhenNothingIsSaid() {
        GatewayConfig config = Configs.ofEnvironment(Map.of());

        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.server().limits().bodyBytesMax()).isEqualTo(64L << 20);
        assertThat(config.server().limits().heldBytesMax(1000)).isEqualTo(250);
        assertThat(config.server().timeouts().drain()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.features().vision()).isFalse();
        assertThat(config.providers().configured()).isEmpty();
        assertThat(config.isDemo()).isTrue();
        assertThat(config.warnings()).isEmpty();
        assertThat(config.notYet()).isEmpty();
    }

    @Test
    void letsTheFileWinOverDefaultsAndTheEnvironmentOverTheFile() {
        String yaml = """
                server:
                  port: 9000
                  host: 127.0.0.2
                  limits: {bodyBytesMax: 1MiB}
                """;

        GatewayConfig config = Configs.load(yaml, Map.of("SERVER_PORT", "9001", "SERVER_HOST", " "));

        assertThat(config.server().port()).isEqualTo(9001);
        assertThat(config.server().host()).isEqualTo("127.0.0.2");
        assertThat(config.server().limits().bodyBytesMax()).isEqualTo(1 << 20);
    }

    static Stream<Arguments> timeoutsAndLimits() {
        return Stream.of(
                variable("SERVER_HOST", "127.0.0.9", config -> config.server().host(), "127.0.0.9"),
                variable("SERVER_PORT", "0", config -> config.server().port(), 0),
                variable(
                        "SERVER_READ_TIMEOUT",
                        "5s",
                        config -> seconds(config.server().timeouts().read()),
                        5L),
                variable(
                        "SERVER_WRITE_TIMEOUT",
                        "6s",
                        config -> seconds(config.server().timeouts().write()),
                        6L),
                variable(
                        "SERVER_IDLE_TIMEOUT",
                        "1m30s",
                        config -> seconds(config.server().timeouts().idle()),
                        90L),
                variable(
                        "SERVER_MAX_REQUEST_BODY_SIZE",
                        "10485760",
                        config -> config.server().limits().bodyBytesMax(),
                        10_485_760L),
                variable(
                        "CLIENT_TIMEOUT",
                        "2m",
                        config -> seconds(config.upstream().timeouts().total()),
                        120L),
                variable(
                        "CLIENT_RESPONSE_HEADER_TIMEOUT",
                        "3m",
                        config -> seconds(config.upstream().timeouts().firstByte()),
                        180L),
                variable(
                        "CLIENT_IDLE_CONN_TIMEOUT",
                        "9s",
                        config -> seconds(config.upstream().pool().idleTimeout()),
                        9L),
                variable(
                        "CLIENT_MAX_IDLE_CONNS_PER_HOST",
                        "7",
                        config -> config.upstream().pool().idlePerLoopMax(),
                        7));
    }

    static Stream<Arguments> features() {
        return Stream.of(
                variable("ENABLE_VISION", "true", config -> config.features().vision(), true),
                variable("ENABLE_IMAGES", "TRUE", config -> config.features().images(), true),
                variable(
                        "ERROR_FORMAT",
                        "simple",
                        config -> config.features().errorFormat(),
                        FeaturesConfig.ErrorFormat.SIMPLE),
                variable("ENABLE_DEMO", "true", config -> config.features().demo(), FeaturesConfig.Demo.ON),
                variable("ENABLE_DEMO", "off", GatewayConfig::isDemo, false),
                variable(
                        "ACCESS_LOG_ENABLED",
                        "false",
                        config -> config.accessLog().enabled(),
                        false),
                variable(
                        "ACCESS_LOG_ENABLE",
                        "false",
                        config -> config.accessLog().enabled(),
                        false),
                variable(
                        "ALLOWED_MODELS",
                        " a , b/c,, ",
                        config -> config.models().allowed(),
                        List.of("a", "b/c")),
                variable("DISALLOWED_MODELS", "x", config -> config.models().disallowed(), List.of("x")),
                variable("DEFAULT_PROVIDER", "demo", config -> config.models().defaultProvider(), "demo"));
    }

    private static Arguments variable(String name, String text, Function<GatewayConfig, Object> read, Object value) {
        return Arguments.of(name, text, read, value);
    }

    private static long seconds(Duration duration) {
        return duration.toSeconds();
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource({"timeoutsAndLimits", "features"})
    void takesTheVariablesOfInferenceGateway(
            String name, String text, Function<GatewayConfig, Object> read, Object value) {
        assertThat(read.apply(Configs.ofEnvironment(Map.of(name, text)))).isEqualTo(value);
    }

    @Test
    void saysAllThatIsWrongAtOnceWithItsPlaceAndRange() {
        String yaml = """
                server:
                  port: 99999
                  transport: carrier_pigeon
                  timeouts: {idle: 30}
                commit:
                  openEarly: perhaps
                """;

        List<String> findings = Configs.findings(yaml, Map.of("CLIENT_TIMEOUT", "invalid", "ALLOWED_MODELS", "a"));

        assertThat(findings)
                .containsExactlyInAnyOrder(
                        "server.port: 99999 (expected: 0 to 65535)",
                        "server.transport: carrier_pigeon (expected: one of auto, epoll, io_uring, nio)",
                        "server.timeouts.idle: 30 (expected: a duration such as 1m30s: 1ms to 24h)",
                        "commit.openEarly: perhaps (expected: true or false)",
                        "CLIENT_TIMEOUT: invalid (expected: a duration such as 1m30s: 0s to 24h)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{servr: {}} | servr: unknown key (expected: did you mean server?)",
                "{server: {prot: 1}} | server.prot: unknown key (expected: did you mean port?)",
                "{server: {timeouts: {reed: 1s}}} | server.timeouts.reed: unknown key (expected: did you mean read?)",
                "{server: {limits: {bodyBytes: 1}}} | server.limits.bodyBytes: unknown key (expected: did you mean bodyBytesMax?)",
                "{models: {alias: {}}} | models.alias: unknown key (expected: did you mean aliases?)",
                "{providers: {openai: {key: a}}} | providers.openai.key: unknown key (expected: did you mean keys?)",
                "{accessLog: {colours: 1}} | accessLog.colours: unknown key (expected: one of enabled, queueMax)",
                "{server: 7} | server: not shown (expected: a map)",
                "{server: {port: {a: 1}}} | server.port: not shown (expected: a value, not a map)",
                "{providers: [a]} | providers: not shown (expected: a map)",
                "[1, 2] | not shown (expected: a map)",
            })
    void refusesKeysThatItDoesNotKnowAndShapesThatItDoesNotExpect(String yaml, String finding) {
        assertThat(Configs.findings(yaml, Map.of())).singleElement().asString().endsWith(finding);
    }

    @ParameterizedTest
    @CsvSource({"'server: {port: 1', line 1", "'a: 1\na: 2', duplicate", "'\t- x', line 1"})
    void refusesAFileThatIsNoYamlAndSaysWhere(String yaml, String part) {
        assertThat(Configs.findings(yaml, Map.of())).singleElement().asString().contains(part, "YAML");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> Configs.ofFile(Path.of("no", "such.yaml")))
                        .findings())
                .containsExactly("--config: " + Path.of("no", "such.yaml") + " (expected: a file that can be read)");
    }

    @Test
    void warnsOfTimeoutsThatCutModelsShort() {
        Map<String, String> environment = Map.of("CLIENT_TIMEOUT", "30s", "CLIENT_RESPONSE_HEADER_TIMEOUT", "10s");

        GatewayConfig config = Configs.ofEnvironment(environment);

        assertThat(config.upstream().timeouts().total()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.warnings())
                .containsExactly(
                        "upstream.timeouts.firstByte (CLIENT_RESPONSE_HEADER_TIMEOUT): 10s"
                                + " (expected: 60s or more; a model may think for minutes)",
                        "upstream.timeouts.total (CLIENT_TIMEOUT): 30s"
                                + " (expected: 60s or more; a model may think for minutes)");
    }

    @Test
    void namesWhatOnlyCountsFromTheNextStartOn() {
        GatewayConfig running = Configs.ofEnvironment(Map.of());
        GatewayConfig next = Configs.ofYaml("""
                server: {port: 1, limits: {heldBytesMax: 1MiB, bodyBytesMax: 1MiB}, timeouts: {idle: 1s}}
                upstream: {timeouts: {connect: 1s, total: 2h}, pool: {queueMax: 1, queueTimeout: 1s}}
                accessLog: {enabled: false}
                """);

        assertThat(next.waitingForStart(running))
                .containsExactly(
                        "server.port",
                        "server.limits.heldBytesMax",
                        "upstream.timeouts.connect",
                        "upstream.pool.queueMax");
        assertThat(running.waitingForStart(running)).isEmpty();
    }

    @Test
    void doesNotWarnWhenThereIsNoTotalTimeout() {
        assertThat(Configs.ofEnvironment(Map.of("CLIENT_TIMEOUT", "0")).warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 1", "'::', 1", "10.0.0.1, 1", "127.0.0.53, 0", "::1, 0", "localhost, 0"})
    void warnsWhenEverybodyCanCall(String host, int warnings) {
        assertThat(Configs.ofEnvironment(Map.of("SERVER_HOST", host)).warnings())
                .hasSize(warnings);
    }

    @Test
    void warnsOfVariablesThatAreMisspelt() {
        Map<String, String> environment = Map.of(
                "OPENAPI_API_KEY", "canary",
                "SERVER_PROT", "1",
                "ALOWED_MODELS", "a",
                "DEFAULT_PROVIDR", "b",
                "DEFAULT_PROVIDERS", "c",
                "JAVA_HOME", "/x");

        assertThat(Configs.ofEnvironment(environment).warnings())
                .containsExactlyInAnyOrder(
                        "OPENAPI_API_KEY: unknown (expected: perhaps OPENAI_API_KEY)",
                        "ALOWED_MODELS: unknown (expected: perhaps ALLOWED_MODELS)",
                        "DEFAULT_PROVIDERS: unknown (expected: perhaps DEFAULT_PROVIDER)",
                        "DEFAULT_PROVIDR: unknown (expected: perhaps DEFAULT_PROVIDER)",
                        "SERVER_PROT: unknown (expected: perhaps SERVER_PORT)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TELEMETRY_ENABLE", "TELEMETRY_ENABLED"})
    void measuresWhenOneSaysSo(String name) {
        GatewayConfig config = Configs.ofEnvironment(Map.of(name, "true", "TELEMETRY_METRICS_PORT", "9000"));

        assertThat(config.telemetry()).isEqualTo(new TelemetryConfig(true, "127.0.0.1", 9000));
        assertThat(config.notYet()).isEmpty();
        assertThat(Configs.ofEnvironment(Map.of()).telemetry())
                .isEqualTo(new TelemetryConfig(false, "127.0.0.1", 9464));
    }

    @Test
    void namesWhatHasNoEffectYetAndNotItsValue() {
        Map<String, String> environment = Map.of(
                "AUTH_ENABLE", "true",
                "ROUTING_ENABLED", "true",
                "MCP_SERVERS", "http://canary",
                "TELEMETRY_ENABLED", "true",
                "TELEMETRY_TRACING_ENABLED", "true",
                "GUARDRAILS_ENABLED", "",
                "CLIENT_TLS_MIN_VERSION", "canary",
                "ENVIRONMENT", "development",
                "PATH", "/bin");

        assertThat(Configs.ofEnvironment(environment).notYet())
                .containsExactly(
                        "CLIENT_TLS_MIN_VERSION",
                        "ENVIRONMENT",
                        "MCP_SERVERS",
                        "ROUTING_ENABLED",
                        "TELEMETRY_TRACING_ENABLED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast: groq | models.aliases.fast: groq (expected: provider/model)",
                "fast: groq/ | models.aliases.fast: groq/ (expected: provider/model)",
                "fast: grok1/x | models.aliases.fast: grok1/x (expected: provider/model, with a provider that is known; did you mean groq?)",
            })
    void refusesAliasesThatLeadNowhere(String alias, String finding) {
        assertThat(Configs.findings("models: {aliases: {" + alias + "}}", Map.of()))
                .containsExactly(finding);
    }

    @Test
    void warnsOfAliasesWhoseProviderHasNoKeyHere() {
        GatewayConfig config = Configs.ofYaml("models: {aliases: {fast: gemini/x}}");

        assertThat(config.warnings())
                .containsExactly("models.aliases.fast: gemini/x (expected: a provider that is configured)");
    }

    @Test
    void refusesADefaultProviderThatCannotAnswer() {
        assertThat(Configs.findings("", Map.of("DEFAULT_PROVIDER", "groq", "OPENAI_API_KEY", "a")))
                .containsExactly("models.defaultProvider: groq (expected: one of the configured providers: openai)");
        assertThat(Configs.findings("", Map.of("DEFAULT_PROVIDER", "opnai", "OPENAI_API_KEY", "a")))
                .containsExactly("models.defaultProvider: opnai"
                        + " (expected: one of the configured providers: openai; did you mean openai?)");
    }

    @Test
    void refusesADefaultProviderWhereThereIsNone() {
        assertThat(Configs.findings("", Map.of("DEFAULT_PROVIDER", "groq")))
                .containsExactly("models.defaultProvider: groq (expected: a provider that is configured; none is)");
    }

    @Test
    void refusesTwoNamesOfOneSettingThatDiffer() {
        assertThat(Configs.findings("", Map.of("AUTH_ENABLE", "true", "AUTH_ENABLED", "false")))
                .containsExactly(
                        "AUTH_ENABLE: not shown (expected: what AUTH_ENABLED says, which is another name of it)");
        assertThat(Configs.findings("", Map.of("AUTH_ENABLE", "true", "AUTH_ENABLED", " true ")))
                .isEmpty();
    }

    @Test
    void saysOnceWhatIsWrong() {
        assertThat(Configs.findings("", Map.of("AUTH_ENABLED", "ja")))
                .containsExactly("AUTH_ENABLED: ja (expected: true or false)");
    }

    @Test
    void refusesADirectory(@TempDir Path directory) {
        assertThatThrownBy(() -> ConfigLoader.load(directory, Map.of(), Catalogue.bundled()))
                .hasMessage("--config: " + directory + " (expected: a file, and no directory)");
    }

    @Test
    void warnsWhereNobodyGetsIn() {
        assertThat(Configs.ofEnvironment(Map.of("AUTH_ENABLED", "true", "AUTH_KEYS_ENABLED", "false"))
                        .warnings())
                .contains("auth.enabled: true (expected: with auth.keys.enabled, an issuer or a rule for certificates;"
                        + " nobody gets in as it is)");
    }
}
