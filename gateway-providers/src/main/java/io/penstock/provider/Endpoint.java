package io.penstock.provider;

import io.penstock.credential.Credential;
import io.penstock.credential.CredentialKind;
import io.penstock.dialect.Operation;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A provider that is configured: it has an address, and the keys that it asks for. Safe for use by all event loops.
 *
 * <p>What a request needs (the {@code Host} field, the target of each operation) is put together once, here.
 */
public final class Endpoint {
    private final Provider provider;
    private final BaseUrl url;
    private final String authority;
    private final List<Credential> credentials;
    private final boolean takesCallersKeys;
    private final Map<Operation, String> targets = new EnumMap<>(Operation.class);
    private final Map<String, Chat> chats = new LinkedHashMap<>();
    private final Map<Operation, List<FormPath>> forms = new EnumMap<>(Operation.class);
    private final AtomicInteger turn = new AtomicInteger();

    /** Where it takes a chat in one dialect, with the base path. */
    private record Chat(String spoken, ChatPath path) implements ModelPath {
        @Override
        public boolean names(String model) {
            return path.names(model);
        }

        @Override
        public boolean isForSome() {
            return path.isForSome();
        }
    }

    /**
     * Gives a provider its address and keys.
     *
     * @param credentials taken in turn; none where the provider needs none
     * @throws IllegalArgumentException if the provider asks for a key and there is none
     */
    public Endpoint(Provider provider, BaseUrl url, List<Credential> credentials) {
        this(provider, url, credentials, false);
    }

    /**
     * Gives a provider its address and keys.
     *
     * @param takesCallersKeys whether a caller's own key goes up in place of these
     * @throws IllegalArgumentException if the provider asks for a key and there is none, nor will be
     */
    public Endpoint(Provider provider, BaseUrl url, List<Credential> credentials, boolean takesCallersKeys) {
        if (credentials.isEmpty() && provider.credential().isRequired() && !takesCallersKeys) {
            throw new IllegalArgumentException(provider.id() + ".keys: none (expected: 1 or more)");
        }
        this.provider = provider;
        this.url = url;
        this.authority = url.authority();
        this.credentials = List.copyOf(credentials);
        this.takesCallersKeys = takesCallersKeys;
        provider.chats().forEach((dialect, path) -> chats.put(dialect, new Chat(dialect, joined(path))));
        provider.forms()
                .forEach((operation, paths) -> forms.put(
                        operation,
                        paths.stream()
                                .map(path -> path.at(join(url.path(), path.path())))
                                .toList()));
        for (Operation operation : Operation.values()) {
            String path = provider.path(operation);
            if (path != null) {
                targets.put(operation, join(url.path(), path));
            }
        }
    }

    /** The provider's id. */
    public String id() {
        return provider.id();
    }

    /** What is known of the provider. */
    public Provider provider() {
        return provider;
    }

    /** Where it is. Equal URLs may share connections. */
    public BaseUrl url() {
        return url;
    }

    /** The value of the {@code Host} field. */
    public String authority() {
        return authority;
    }

    private ChatPath joined(ChatPath path) {
        String count = path.count();
        return new ChatPath(
                join(url.path(), path.whole()),
                join(url.path(), path.stream()),
                count == null ? null : join(url.path(), count),
                path.models());
    }

    /** Whether it has an operation; a chat in whatever dialect, and what a chat takes can be estimated where it is not counted. */
    public boolean has(Operation operation) {
        if (operation == Operation.STORED_RESPONSE) {
            return targets.containsKey(Operation.RESPONSES);
        }
        boolean isOfChat = operation == Operation.CHAT || operation == Operation.COUNT_TOKENS;
        return targets.containsKey(operation) || forms.containsKey(operation) || (isOfChat && !chats.isEmpty());
    }

    /** The target of a request that counts the tokens of a chat in that dialect, with the base path; null where it does not count. */
    public @Nullable String countTarget(String dialect, String model) {
        Chat chat = chats.get(dialect);
        return chat == null ? null : chat.path().countOf(model);
    }

    /**
     * The dialect in which it is asked for a chat with a model by a client of {@code dialect}: the client's own where it has that for the
     * model, else its best.
     */
    public String chatDialect(String dialect, String model) {
        Chat best = ModelPath.best(chats.values(), dialect, model);
        return best == null ? dialect : best.spoken();
    }

    /**
     * The target of the request line of a chat, with the base path.
     *
     * @param dialect one that {@link #chatDialect} gave
     */
    public String chatTarget(String dialect, String model, boolean isStream) {
        Chat chat = chats.get(dialect);
        if (chat == null) {
            throw new IllegalArgumentException(
                    provider.id() + ": a chat in " + dialect + " (expected: in one of " + chats.keySet() + ")");
        }
        return chat.path().of(model, isStream);
    }

    /**
     * The target of the request line for a response that the provider has stored; null if it has no responses.
     *
     * @param rest what follows the responses' own path
     */
    public @Nullable String storedResponseTarget(String rest) {
        String responses = targets.get(Operation.RESPONSES);
        return responses == null ? null : responses + rest;
    }

    /**
     * Where it takes an operation that has forms, with the base path: in the client's own form where it has that for the model, else in its
     * best. Null where it has none for the model.
     */
    public @Nullable FormPath form(Operation operation, String preferred, String model) {
        return ModelPath.best(forms.getOrDefault(operation, List.of()), preferred, model);
    }

    /** The target of an operation that is about no model, with the base path; null if it does not have it. For PROXY the base path. */
    public @Nullable String target(Operation operation) {
        return targets.get(operation);
    }

    /** The target of an operation's request line, with the base path; null if it does not have the operation. */
    public @Nullable String target(Operation operation, String model) {
        String target = targets.get(operation);
        return target == null ? null : ChatPath.of(target, model);
    }

    /** Whether requests are signed, or may be: then a body must be there whole before its head is written. */
    public boolean isSigned() {
        return provider.credential() == CredentialKind.AWS;
    }

    /** Whether a caller's own key goes up in place of the operator's. */
    public boolean takesCallersKeys() {
        return takesCallersKeys && provider.credential() != CredentialKind.NONE;
    }

    /** Whether it answers nobody who brings no key: it asks for one, and the operator has none. */
    public boolean needsCallersKey() {
        return credentials.isEmpty() && provider.credential().isRequired();
    }

    /** All its keys. */
    public List<Credential> credentials() {
        return credentials;
    }

    /** How many keys it has. */
    public int credentialCount() {
        return credentials.size();
    }

    /** The key whose turn it is, or null if it has none. Allocates nothing. */
    public @Nullable Credential nextCredential() {
        int count = credentials.size();
        if (count < 2) {
            return count == 0 ? null : credentials.get(0);
        }
        return credentials.get(Math.floorMod(turn.getAndIncrement(), count));
    }

    /**
     * Puts an operation's path below a base path. Where the base already ends with what the path begins with, up to a version segment,
     * that is not repeated: both {@code /api} and {@code /api/v1} are taken for a path {@code /v1/chat}.
     */
    private static String join(String base, String path) {
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            String head = path.substring(0, end);
            if (base.endsWith(head) && head.matches(".*/v[0-9][a-z0-9]*")) {
                return base + path.substring(end);
            }
        }
        return base + path;
    }

    /** The id and the address; of the keys only how many there are. */
    @Override
    public String toString() {
        return provider.id() + " " + url + " (keys: " + credentials.size() + ")";
    }
}
