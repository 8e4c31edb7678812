package io.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.provider.Dialects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers that nobody recorded, made up from a seed: texts, parallel calls of tools with the same names and interleaved arguments, and
 * usage in any buckets. Written in a dialect and read back, through any chain of dialects, each call is still itself and each token is counted once.
 */
final class InventedAnswersTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int ANSWERS = 60;
    private static final List<String> NAMES = List.of("weather", "weather", "search", "f");
    private static final List<String> WORDS =
            List.of("a", " ", "Zürich", "\\n", "\\\"", "\\u00e9", "\\ud83d\\ude00", "data: [DONE]", "{}", "\\\\");

    /** One call; its arguments escaped, in fragments. */
    private record Call(String name, JsonNode arguments, List<String> fragments) {}

    /** What is said, and the order in which it is. */
    private record Invented(List<String> texts, List<Call> calls, Usage usage, long seed) {

        static Invented of(long seed) {
            Random random = new Random(seed);
            List<String> texts = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                texts.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            List<Call> calls = new ArrayList<>();
            for (int i = random.nextInt(7); i > 0; i--) {
                ObjectNode arguments = MAPPER.createObjectNode();
                for (int m = random.nextInt(4); m > 0; m--) {
                    arguments.put("m" + m, random.nextBoolean() ? "é \"" + random.nextInt() : "" + random.nextLong());
                }
                String name = NAMES.get(random.nextInt(NAMES.size()));
                calls.add(new Call(name, arguments, fragments(arguments, random)));
            }
            Usage usage = new Usage(
                    random.nextInt(1000),
                    random.nextInt(3) * 100L,
                    random.nextInt(2) * 10L,
                    random.nextInt(2) * 7L,
                    1 + random.nextInt(500),
                    random.nextInt(2) * 50L);
            return new Invented(texts, calls, usage, seed);
        }

        /** An escape stays in one fragment; a provider's may be cut anywhere, which its reader's tests do. */
        private static List<String> fragments(JsonNode arguments, Random random) {
            List<String> fragments = new ArrayList<>();
            String plain = arguments.toString();
            int at = 0;
            while (at < plain.length()) {
                int to = Math.min(plain.length(), at + 1 + random.nextInt(9));
                fragments.add(json(plain.substring(at, to)));
                at = to;
            }
            return fragments;
        }

        /** The body of a JSON string. */
        private static String json(String text) {
            try {
                String quoted = MAPPER.writeValueAsString(text);
                return quoted.substring(1, quoted.length() - 1);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        void tell(GenerationEvents out) {
            Random random = new Random(~seed);
            out.onStart(EscapedText.of("id-" + seed), EscapedText.of("model"), 1);
            for (String text : texts) {
                ByteBuf bytes = bytes(text);
                out.onText(0, bytes, 0, bytes.writerIndex());
            }
            boolean isInterleaved = random.nextBoolean();
            List<Integer> next = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                out.onToolCallStart(0, i, EscapedText.of("call_" + seed + "_" + i), EscapedText.of(calls.get(i).name));
                next.add(0);
                if (!isInterleaved) {
                    rest(i, next, out);
                } else if (random.nextBoolean()) {
                    fragment(random.nextInt(next.size()), next, out);
                }
            }
            for (int i = 0; i < calls.size(); i++) {
                rest(i, next, out);
            }
            out.onFinish(0, calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS, null);
            out.onUsage(usage);
            out.onEnd();
        }

        private void rest(int call, List<Integer> next, GenerationEvents out) {
            while (next.get(call) < calls.get(call).fragments.size()) {
                fragment(call, next, out);
            }
        }

        private void fragment(int call, List<Integer> next, GenerationEvents out) {
            List<String> fragments = calls.get(call).fragments;
            int at = next.get(call);
            if (at < fragments.size()) {
                ByteBuf bytes = bytes(fragments.get(at));
                out.onToolCallArguments(0, call, bytes, 0, bytes.writerIndex());
                next.set(call, at + 1);
            }
        }

        private static ByteBuf bytes(String text) {
            return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        }

        String text() {
            ByteBuf all = bytes(String.join("", texts));
            return new EscapedText(all, 0, all.writerIndex()).decode();
        }
    }

    static Stream<Arguments> chains() {
        return Dialects.all().stream()
                .flatMap(first -> Dialects.all().stream()
                        .flatMap(second ->
                                Stream.of(true, false).map(isStream -> Arguments.of(first, second, isStream))));
    }

    @ParameterizedTest(name = "{0}, then {1}, streamed: {2}")
    @MethodSource("chains")
    void eachCallStaysItselfAndEachTokenIsCountedOnce(Dialect first, Dialect second, boolean isStream) {
        for (long seed = 0; seed < ANSWERS; seed++) {
            Invented invented = Invented.of(seed);
            byte[] once = Feed.written(first, isStream, invented::tell);
            byte[] twice = Feed.written(second, isStream, out -> Feed.tell(first, isStream, once, out));
            Heard heard = new Heard();
            Feed.tell(second, isStream, twice, heard);

            Heard.Choice choice = heard.choice(0);
            assertThat(heard.isEnded()).as("seed %d", seed).isTrue();
            assertThat(choice.text()).as("seed %d", seed).isEqualTo(invented.text());
            assertThat(names(choice)).as("seed %d", seed).isEqualTo(names(invented));
            assertThat(arguments(choice)).as("seed %d", seed).isEqualTo(arguments(invented));
            assertUnique(choice, seed);
            Usage usage = Objects.requireNonNull(heard.usage());
            assertThat(usage.prompt()).as("seed %d", seed).isEqualTo(invented.usage.prompt());
            assertThat(usage.completion()).as("seed %d", seed).isEqualTo(invented.usage.completion());
            assertThat(usage.cacheRead()).as("seed %d", seed).isIn(0L, invented.usage.cacheRead());
        }
    }

    private static List<String> names(Heard.Choice choice) {
        return choice.calls().stream().map(Heard.Call::name).toList();
    }

    private static List<String> names(Invented invented) {
        return invented.calls.stream().map(Call::name).toList();
    }

    private static List<JsonNode> arguments(Invented invented) {
        return invented.calls.stream().map(Call::arguments).toList();
    }

    private static List<JsonNode> arguments(Heard.Choice choice) {
        List<JsonNode> arguments = new ArrayList<>();
        for (Heard.Call call : choice.calls()) {
            try {
                arguments.add(MAPPER.readTree(call.arguments()));
            } catch (JsonProcessingException broken) {
                throw new AssertionError(call.arguments(), broken);
            }
        }
        return arguments;
    }

    private static void assertUnique(Heard.Choice choice, long seed) {
        Set<String> ids = new HashSet<>();
        for (Heard.Call call : choice.calls()) {
            if (call.id() != null) {
                assertThat(ids.add(call.id()))
                        .as("seed %d: %s is there once", seed, call.id())
                        .isTrue();
            }
        }
    }
}
