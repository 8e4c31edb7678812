package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.identity.Identity;
import io.penstock.identity.KeyTerms;
import io.penstock.identity.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeysLineTest {

    private static CommandLine parse(String... args) {
        return CommandLine.parse(args);
    }

    @Test
    void aKeyForNobodyInParticularMayAskModelsAndNothingElse() {
        assertThat(parse("keys", "create", "--owner", "anna").keys())
                .isEqualTo(new KeysLine.Create(
                        new KeyTerms(
                                "anna",
                                "",
                                "",
                                Set.of(Role.INFERENCE, Role.MODELS),
                                List.of(),
                                Set.of(),
                                Identity.Grant.UNSAID),
                        null));
    }

    @Test
    void takesEveryOptionInEitherForm() {
        KeysLine parted = parse(
                        "keys",
                        "create",
                        "--owner",
                        "anna",
                        "--team",
                        "blue",
                        "--label",
                        "a = b, c",
                        "--roles",
                        "proxy, admin",
                        "--models",
                        "openai/*,groq/llama-*",
                        "--surfaces",
                        "openai,gemini",
                        "--expires",
                        "90d",
                        "--rpm",
                        "60",
                        "--tpm",
                        "100000",
                        "--concurrent",
                        "4")
                .keys();
        KeysLine joined = parse(
                        "keys",
                        "create",
                        "--owner=anna",
                        "--team=blue",
                        "--label=a = b, c",
                        "--roles=proxy,admin",
                        "--models=openai/*,groq/llama-*",
                        "--surfaces=openai,gemini",
                        "--expires=90d",
                        "--rpm=60",
                        "--tpm=100000",
                        "--concurrent=4")
                .keys();

        assertThat(joined)
                .isEqualTo(new KeysLine.Create(
                        new KeyTerms(
                                "anna",
                                "blue",
                                "a = b, c",
                                Set.of(Role.PROXY, Role.ADMIN),
                                List.of("openai/*", "groq/llama-*"),
                                Set.of("openai", "gemini"),
                                new Identity.Grant(60, 100_000, 4)),
                        Duration.ofDays(90)));
        assertThat(parted).isEqualTo(joined);
    }

    @Test
    void wordsThatAreCommandsElsewhereAreValuesHere() {
        KeysLine line =
                parse("keys", "create", "--owner", "serve", "--label", "keys").keys();

        assertThat(line).isInstanceOfSatisfying(KeysLine.Create.class, create -> {
            assertThat(create.terms().owner()).isEqualTo("serve");
            assertThat(create.terms().label()).isEqualTo("keys");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "--config a.yaml keys list",
        "keys --config a.yaml list",
        "keys list --config a.yaml",
        "keys list --config=a.yaml",
    })
    void theFileIsNamedAnywhere(String line) {
        CommandLine parsed = parse(line.split(" ", -1));

        assertThat(parsed.command()).isEqualTo(CommandLine.Command.KEYS);
        assertThat(parsed.config()).isEqualTo(Path.of("a.yaml"));
        assertThat(parsed.keys()).isEqualTo(new KeysLine.ListAll(false));
    }

    @Test
    void theOtherVerbsAreReadToo() {
        assertThat(parse("keys", "list", "--json").keys()).isEqualTo(new KeysLine.ListAll(true));
        assertThat(parse("keys", "revoke", "abc").keys()).isEqualTo(new KeysLine.Revoke("abc"));
        assertThat(parse("keys", "rotate", "abc").keys()).isEqualTo(new KeysLine.Rotate("abc", Duration.ZERO));
        assertThat(parse("keys", "rotate", "--grace", "24h", "abc").keys())
                .isEqualTo(new KeysLine.Rotate("abc", Duration.ofHours(24)));
        assertThat(parse("keys", "--help").command()).isEqualTo(CommandLine.Command.HELP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys | keys: nothing (expected: create, list, revoke or rotate)",
                "keys make | keys: make (expected: create, list, revoke or rotate)",
                "keys create | --owner: not set (expected: a name)",
                "keys create --owner | --owner: no value (expected: one after it)",
                "keys create --owner a --owner b | --owner: there twice (expected: once)",
                "keys create anna | argument: anna (expected: options)",
                "keys create --owner a --roles root | --roles: root (expected: inference, models, proxy, admin)",
                "keys create --owner a --roles , | --roles: empty (expected: a list with commas)",
                "keys create --owner a --models , | --models: empty (expected: a list with commas)",
                "keys create --owner a --surfaces aws | --surfaces: aws (expected: admin, anthropic, bedrock, cohere, gemini,",
                "keys create --owner a --expires soon | --expires: soon (expected: a time such as 30m, 24h or 90d)",
                "keys create --owner a --expires 0d | --expires: 0d (expected: 1s or more)",
                "keys create --owner a --rpm 0 | --rpm: 0 (expected: 1 or more)",
                "keys create --owner a --rpm -1 | --rpm: -1 (expected: 1 or more)",
                "keys create --owner a --concurrent 4294967296 | --concurrent: 4294967296 (expected: 1 or more)",
                "keys create --owner a --tpm 9999999999999 | tokens per minute: 9999999999999 (expected: 0 to",
                "keys create --owner a --grace 1h | argument: --grace (expected: --concurrent, --expires, --label,",
                "keys list all | argument: all (expected: options)",
                "keys list --josn | argument: --josn (expected: none here)",
                "keys revoke | keys: 0 ids (expected: the id of one key)",
                "keys revoke a b | keys: 2 ids (expected: the id of one key)",
                "keys rotate a --grace 1 | --grace: 1 (expected: a time such as 30m, 24h or 90d)",
            })
    void refusesWhatItDoesNotKnow(String line, String message) {
        assertThatThrownBy(() -> parse(line.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
