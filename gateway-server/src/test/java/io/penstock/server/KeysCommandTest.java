package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.KeysConfig;
import io.penstock.identity.Credential;
import io.penstock.identity.GatewayKeys;
import io.penstock.identity.KeyWatch;
import io.penstock.identity.Verdict;
import io.penstock.store.SqliteKeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a person or a script runs it: a process of its own, beside a gateway that watches the store. */
final class KeysCommandTest {
    private static final String KEY = "psk_[0-9a-z]{10}_[0-9A-Za-z]{49}";
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path folder;

    private record Ran(int code, String out, String err) {
        /** The key that was printed, alone on its line. */
        String key() {
            assertThat(out).matches(KEY + "\\R");
            return out.strip();
        }

        /** The same key's id. */
        String id() {
            return key().substring(4, 14);
        }
    }

    private Path file() {
        return folder.resolve("penstock.db");
    }

    private Ran run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "keys"));
        command.addAll(Arrays.asList(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("STORE_PATH");
        // Whatever a library has to say must not get between a key and its reader.
        builder.environment().put("PENSTOCK_LOG_LEVEL", "TRACE");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private JsonNode listed() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(run("list", "--json").out());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("nanoseconds after the deadline")
                    .isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aKeyLivesAndDiesUnderTheEyesOfAGateway() throws IOException, InterruptedException {
        GatewayKeys keys = new GatewayKeys(Clock.systemUTC());
        try (KeyWatch watch = new KeyWatch(new SqliteKeyStore(file()), keys)) {
            watch.follow(new KeysConfig(true, Duration.ofMillis(20)));

            Ran created = run("create", "--owner", "anna", "--models", "openai/*", "--rpm", "7");
            assertThat(created.code()).isZero();
            assertThat(created.err())
                    .contains("store: " + file().toRealPath(), "key " + created.id() + " for anna")
                    .doesNotContain(created.key().substring(15));
            await(() -> isGood(keys, created.key()));

            Ran rotated = run("rotate", created.id(), "--grace", "1h");
            assertThat(rotated.id()).isEqualTo(created.id());
            await(() -> isGood(keys, rotated.key()));
            assertThat(isGood(keys, created.key())).isTrue();

            Ran again = run("rotate", created.id());
            await(() -> isGood(keys, again.key()));
            assertThat(isGood(keys, created.key())).isFalse();
            assertThat(isGood(keys, rotated.key())).isFalse();

            Ran revoked = run("revoke", created.id());
            assertThat(revoked.code()).isZero();
            assertThat(revoked.out()).isEmpty();
            await(() -> !isGood(keys, again.key()));
        }
    }

    private static boolean isGood(GatewayKeys keys, String key) {
        return keys.check(Credential.of(key), "192.0.2.1", late -> {}) instanceof Verdict.Known;
    }

    @Test
    void theListTellsEverythingButTheKeys() throws IOException, InterruptedException {
        Ran anna =
                run("create", "--owner", "Jos\u00e9", "--team", "'; DROP TABLE gateway_keys; --", "--roles", "proxy");
        Ran bob = run("create", "--owner=bob", "--expires=90d", "--surfaces=openai", "--tpm=5");
        run("revoke", anna.id());

        JsonNode list = listed();
        assertThat(list).hasSize(2);
        assertThat(list.get(0).get("id").asText()).isEqualTo(anna.id());
        assertThat(list.get(0).get("state").asText()).isEqualTo("revoked");
        assertThat(list.get(0).get("owner").asText()).isEqualTo("Jos\u00e9");
        assertThat(list.get(0).get("team").asText()).isEqualTo("'; DROP TABLE gateway_keys; --");
        assertThat(list.get(0).get("roles").toString()).isEqualTo("[\"proxy\"]");
        assertThat(list.get(0).get("expires_at").isNull()).isTrue();
        assertThat(list.get(1).get("state").asText()).isEqualTo("active");
        assertThat(list.get(1).get("roles").toString()).isEqualTo("[\"inference\",\"models\"]");
        assertThat(list.get(1).get("surfaces").toString()).isEqualTo("[\"openai\"]");
        assertThat(list.get(1).get("tokens_per_minute").asLong()).isEqualTo(5);
        assertThat(list.get(1).get("expires_at").asText()).endsWith("Z");

        String table = run("list").out();
        assertThat(table.lines()).hasSize(3);
        assertThat(table).contains(anna.id(), bob.id(), "revoked", "active");
        for (Ran ran : List.of(anna, bob)) {
            assertThat(table + list).doesNotContain(ran.key().substring(15, 30));
        }
    }

    @Test
    void whatCannotBeDoneIsSaidAndIsNoSuccess() throws IOException, InterruptedException {
        Ran nothing = run("list");
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.err()).contains("penstock.db is not there (expected: the store of a gateway");
        assertThat(file()).doesNotExist();

        String id = run("create", "--owner", "anna").id();
        assertThat(run("revoke", "zzzzzzzzzz").code()).isEqualTo(1);
        assertThat(run("rotate", "zzzzzzzzzz").err()).contains("key zzzzzzzzzz: unknown (expected: ");
        assertThat(run("revoke", id).code()).isZero();
        assertThat(run("revoke", id).err()).contains("key " + id + " was revoked before");
        Ran rotated = run("rotate", id);
        assertThat(rotated.code()).isEqualTo(1);
        assertThat(rotated.out()).isEmpty();
        assertThat(rotated.err()).contains("key " + id + ": revoked (expected: ");

        Ran misused = run("create", "--owner", "anna", "--roles", "root");
        assertThat(misused.code()).isEqualTo(2);
        assertThat(misused.out()).isEmpty();
        assertThat(listed()).hasSize(1);
    }

    @Test
    void theStoreIsWhereTheConfigurationSays() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("gateway.yaml"), """
                models: {defaultProvider: openai}
                store: {path: elsewhere/keys.db}
                """);

        assertThat(run("create", "--owner", "anna", "--config", config.toString())
                        .code())
                .isZero();

        assertThat(folder.resolve("elsewhere/keys.db")).exists();
        assertThat(file()).doesNotExist();
        Files.writeString(config, "store: {pth: x}");
        Ran refused = run("list", "--config=" + config);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("store.pth: unknown key");
    }

    @Test
    void aPlaceWhereNoProgramMayRunIsNamed() throws IOException, InterruptedException {
        run("create", "--owner", "anna");
        Ran ran = run("list");
        assertThat(ran.code()).isZero();

        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.sqlite.tmpdir=" + folder.resolve("nowhere"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "keys",
                "list");
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said)
                .contains("org.sqlite.tmpdir: " + folder.resolve("nowhere")
                        + " (expected: a directory that SQLite's library can be unpacked into and run from)");
    }
}
