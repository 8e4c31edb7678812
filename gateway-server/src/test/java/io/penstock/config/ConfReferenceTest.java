package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.provider.Endpoint;
import io.penstock.provider.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/gateway.yaml} is the manual: it must hold every setting, with its default, its question and its variables. */
class ConfReferenceTest {
    private static final Path FILE =
            Path.of(Objects.requireNonNull(System.getProperty("penstock.root")), "conf", "gateway.yaml");
    private static final Pattern LINE = Pattern.compile("( *)([A-Za-z0-9]+):(?: (.*))?");
    private static final Map<String, Entry> ENTRIES = entries();

    /** What stands at one path: the value as it is written, and the comment above it. */
    private record Entry(String value, String comment) {}

    static Stream<Setting<?>> settings() {
        return ConfigLoader.SETTINGS.stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void showsTheDefaultOfEverySetting(Setting<?> setting) {
        Entry entry = ENTRIES.get(setting.path());

        assertThat(entry).as(setting.path()).isNotNull();
        assertThat(plain(Objects.requireNonNull(entry).value()))
                .as(setting.path())
                .isEqualTo(setting.fallback());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void asksTheQuestionThatEverySettingAnswersAndNamesItsVariables(Setting<?> setting) {
        String comment = Objects.requireNonNull(ENTRIES.get(setting.path())).comment();

        assertThat(comment).as(setting.path()).contains("?");
        if (!setting.variables().isEmpty()) {
            assertThat(comment)
                    .as(setting.path())
                    .contains("env: " + setting.variables().get(0));
        }
    }

    @Test
    void loadsAndChangesNothing() {
        GatewayConfig reference = Configs.ofFile(FILE);
        GatewayConfig defaults = Configs.ofEnvironment(Map.of());

        assertThat(reference)
                .usingRecursiveComparison()
                .ignoringFields("providers.known")
                .isEqualTo(defaults);
    }

    @Test
    void namesEveryProvidersVariables() throws IOException {
        String text = Files.readString(FILE);

        for (Provider provider :
                Configs.ofEnvironment(Map.of()).providers().known().providers()) {
            assertThat(text).containsPattern("[ #]" + provider.variable("").replaceAll("_$", "") + "\\b");
            provider.placeholders().forEach(name -> assertThat(text).contains(provider.variable(name)));
        }
    }

    /** The example of the providers' part is a comment; without its marks it must load too. */
    @Test
    void givesAnExampleOfProvidersThatLoads() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        int start = lines.indexOf("# providers:");
        String example = String.join(
                "\n",
                lines.subList(start, lines.size() - 1).stream()
                        .map(line -> line.substring(2))
                        .toList());

        GatewayConfig config = Configs.ofYaml(example);

        assertThat(config.providers().configured()).extracting(Endpoint::id).containsExactly("openai", "my-vllm");
    }

    private static String plain(String value) {
        return value.equals("[]") || value.equals("\"\"") ? "" : value;
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Deque<String> path = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        for (String line : lines()) {
            Matcher entry = LINE.matcher(line);
            if (entry.matches()) {
                while (path.size() > entry.group(1).length() / 2) {
                    path.removeLast();
                }
                path.addLast(entry.group(2));
                String value = entry.group(3) == null ? "" : entry.group(3);
                entries.put(String.join(".", path), new Entry(value, comment.toString()));
                comment.setLength(0);
            } else if (line.strip().startsWith("#")) {
                comment.append(line.strip()).append('\n');
            }
        }
        return entries;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
