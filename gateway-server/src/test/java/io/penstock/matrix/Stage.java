package io.penstock.matrix;

import io.penstock.credential.CredentialKind;
import io.penstock.dialect.Operation;
import io.penstock.provider.ChatPath;
import io.penstock.provider.Dialects;
import io.penstock.provider.ModelList;
import io.penstock.provider.Provider;
import io.penstock.server.testing.RunningGateway;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A gateway before a provider of each dialect that it knows, and all clients in front of it. */
final class Stage implements AutoCloseable {
    /** A dialect as a provider has it: where it takes a chat, and a model whose name the dialect takes for a capable one. */
    private record Spoken(ChatPath path, String model) {}

    /** OpenAI's dialects have operations of their own. */
    private static final Map<String, Operation> PATHS =
            Map.of("openai", Operation.CHAT, "responses", Operation.RESPONSES);

    private static final Map<String, Spoken> SPOKEN = spoken();

    /** The names of all dialects, whether the gateway knows them yet or not. */
    static final Set<String> KNOWN = SPOKEN.keySet();

    private final Providers providers = new Providers();
    private final List<String> dialects =
            KNOWN.stream().filter(name -> Dialects.find(name) != null).toList();
    private final RunningGateway gateway = start();
    private final Clients clients = Clients.at(gateway.port());

    private static Map<String, Spoken> spoken() {
        Map<String, Spoken> spoken = new LinkedHashMap<>();
        spoken.put("openai", new Spoken(ChatPath.of("/v1/chat/completions"), "gpt-5.1"));
        spoken.put("responses", new Spoken(ChatPath.of("/v1/responses"), "gpt-5.1"));
        spoken.put("anthropic", new Spoken(ChatPath.of("/v1/messages"), "claude-sonnet-4-5"));
        spoken.put(
                "gemini",
                new Spoken(
                        new ChatPath(
                                "/v1beta/models/{model}:generateContent",
                                "/v1beta/models/{model}:streamGenerateContent?alt=sse",
                                null),
                        "gemini-3-pro-preview"));
        spoken.put("cohere", new Spoken(ChatPath.of("/v2/chat"), "command-a-reasoning-08-2025"));
        spoken.put(
                "bedrock",
                new Spoken(
                        new ChatPath("/model/{model}/converse", "/model/{model}/converse-stream", null),
                        "us.anthropic.claude-sonnet-4-5-20250929-v1:0"));
        return spoken;
    }

    private RunningGateway start() {
        List<Provider> known = new ArrayList<>();
        Map<String, String> aliases = new LinkedHashMap<>();
        RunningGateway.Settings settings =
                RunningGateway.settings(providers.port()).variable("ENABLE_VISION", "true");
        for (String dialect : dialects) {
            Spoken spoken = Objects.requireNonNull(SPOKEN.get(dialect), dialect);
            known.add(provider(dialect, spoken.path()));
            aliases.put(model(dialect), dialect + "/" + spoken.model());
            String url = "http://127.0.0.1:" + providers.port();
            settings.variable(Provider.variable(dialect, "API_URL"), url)
                    .variable(Provider.variable(dialect, "API_KEY"), RunningGateway.PROVIDER_KEY);
        }
        return settings.catalogue(known).set("models.aliases", aliases).start();
    }

    /** A provider that speaks one dialect only, and has nothing else to offer. */
    private static Provider provider(String dialect, ChatPath path) {
        Map<Operation, String> paths = PATHS.containsKey(dialect) ? Map.of(PATHS.get(dialect), path.whole()) : Map.of();
        return Provider.plain(
                dialect,
                List.of(),
                null,
                CredentialKind.BEARER,
                paths,
                paths.isEmpty() ? Map.of(dialect, path) : Map.of(),
                ModelList.ofKnown(List.of()));
    }

    /** The dialects of the providers, by name. */
    List<String> dialects() {
        return dialects;
    }

    /** The clients whose dialect the gateway knows. */
    List<Client> clients() {
        return clients.all().stream()
                .filter(client -> dialects.contains(client.dialect()))
                .toList();
    }

    Providers providers() {
        return providers;
    }

    /** What the clients call the model of a dialect's provider: a name that every dialect can carry. */
    static String model(String dialect) {
        return "model-of-" + dialect;
    }

    @Override
    public void close() {
        clients.close();
        gateway.close();
        providers.close();
    }
}
