package io.penstock.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.credential.CredentialKind;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the catalogue's data file. It streams: binding by reflection would take a good part of the time in which the gateway starts.
 * A member that it does not know is an error, for it would be a fact without effect.
 */
final class CatalogueReader {
    private final JsonParser json;

    private CatalogueReader(JsonParser json) {
        this.json = json;
    }

    static List<Provider> read(InputStream in) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(in)) {
            parser.nextToken();
            return new CatalogueReader(parser).providers();
        }
    }

    private List<Provider> providers() throws IOException {
        List<Provider> providers = new ArrayList<>();
        require(JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            providers.add(provider());
        }
        return providers;
    }

    private Provider provider() throws IOException {
        String id = "";
        List<String> aliases = List.of();
        String url = null;
        CredentialKind credential = CredentialKind.BEARER;
        List<Header> headers = List.of();
        Map<Operation, String> paths = Map.of();
        Map<String, ChatPath> chats = Map.of();
        Map<Operation, List<FormPath>> forms = Map.of();
        Set<Quirk> quirks = Set.of();
        Map<String, String> parameters = Map.of();
        Set<Trait> traits = Set.of();
        ModelList models = ModelList.OPENAI;
        OtherApi otherApi = null;
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "id" -> id = text();
                case "aliases" -> aliases = texts();
                case "url" -> url = text();
                case "credential" -> credential = known(CredentialKind.ofKey(text()));
                case "headers" -> headers = headers();
                case "paths" -> paths = paths();
                case "chats" -> chats = chats();
                case "forms" -> forms = forms();
                case "quirks" -> quirks = quirks();
                case "parameters" -> parameters = parameters();
                case "traits" -> traits = traits();
                case "models" -> models = models();
                case "otherApi" -> otherApi = otherApi();
                default -> throw unexpected(name);
            }
        }
        return new Provider(
                id,
                aliases,
                url,
                credential,
                headers,
                paths,
                chats,
                forms,
                quirks,
                parameters,
                traits,
                models,
                otherApi);
    }

    private OtherApi otherApi() throws IOException {
        String unlessSuffix = "";
        CredentialKind credential = CredentialKind.BEARER;
        Map<Operation, String> paths = Map.of();
        Map<String, ChatPath> chats = Map.of();
        Map<Operation, List<FormPath>> forms = Map.of();
        ModelList models = ModelList.OPENAI;
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "unlessSuffix" -> unlessSuffix = text();
                case "credential" -> credential = known(CredentialKind.ofKey(text()));
                case "paths" -> paths = paths();
                case "chats" -> chats = chats();
                case "forms" -> forms = forms();
                case "models" -> models = models();
                default -> throw unexpected(name);
            }
        }
        return new OtherApi(unlessSuffix, credential, paths, chats, forms, models);
    }

    private List<Header> headers() throws IOException {
        List<Header> headers = new ArrayList<>();
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            headers.add(new Header(name, text()));
        }
        return headers;
    }

    private Map<Operation, String> paths() throws IOException {
        Map<Operation, String> paths = new EnumMap<>(Operation.class);
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            paths.put(known(Operation.ofKey(name)), text());
        }
        return paths;
    }

    /** Where a provider takes a chat in dialects other than OpenAI's. */
    private Map<String, ChatPath> chats() throws IOException {
        Map<String, ChatPath> chats = new LinkedHashMap<>();
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (Dialects.find(name) == null) {
                throw unexpected(name);
            }
            chats.put(name, json.nextToken() == JsonToken.START_OBJECT ? chatPath() : ChatPath.of(text()));
        }
        return chats;
    }

    private ChatPath chatPath() throws IOException {
        String whole = "";
        String stream = null;
        String count = null;
        List<String> models = List.of();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "path" -> whole = text();
                case "stream" -> stream = text();
                case "count" -> count = text();
                case "models" -> models = texts();
                default -> throw unexpected(name);
            }
        }
        return new ChatPath(whole, stream == null ? whole : stream, count, models);
    }

    /** Where a provider takes what is no chat in forms other than OpenAI's. */
    private Map<Operation, List<FormPath>> forms() throws IOException {
        Map<Operation, List<FormPath>> forms = new EnumMap<>(Operation.class);
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            Operation operation = known(Operation.ofKey(name));
            List<FormPath> paths = new ArrayList<>();
            json.nextToken();
            require(JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                paths.add(formPath(operation));
            }
            forms.put(operation, paths);
        }
        return forms;
    }

    private FormPath formPath(Operation operation) throws IOException {
        String form = "";
        String path = "";
        int items = 0;
        List<String> models = List.of();
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "form" -> form = text();
                case "path" -> path = text();
                case "items" -> items = json.getIntValue();
                case "models" -> models = texts();
                default -> throw unexpected(name);
            }
        }
        if (!Forms.isProviders(operation, form)) {
            throw unexpected(form);
        }
        return new FormPath(form, path, items, models);
    }

    private Set<Quirk> quirks() throws IOException {
        Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        for (String key : texts()) {
            quirks.add(known(Quirk.ofKey(key)));
        }
        return quirks;
    }

    private Map<String, String> parameters() throws IOException {
        Map<String, String> parameters = new HashMap<>();
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            parameters.put(name, text());
        }
        return parameters;
    }

    private Set<Trait> traits() throws IOException {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (String key : texts()) {
            traits.add(known(trait(key)));
        }
        return traits;
    }

    private static @Nullable Trait trait(String key) {
        for (Trait trait : Trait.values()) {
            if (trait.key().equals(key)) {
                return trait;
            }
        }
        return null;
    }

    private ModelList models() throws IOException {
        String path = null;
        String items = "data";
        String id = "id";
        String idPrefix = "";
        String created = null;
        Paging paging = Paging.NONE;
        List<String> known = List.of();
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "path" -> path = text();
                case "items" -> items = text();
                case "id" -> id = text();
                case "idPrefix" -> idPrefix = text();
                case "created" -> created = text();
                case "paging" -> paging = paging();
                case "known" -> known = texts();
                default -> throw unexpected(name);
            }
        }
        return new ModelList(path, items, id, idPrefix, created, paging, known);
    }

    private Paging paging() throws IOException {
        String parameter = "";
        String cursor = "";
        String more = null;
        require(JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "parameter" -> parameter = text();
                case "cursor" -> cursor = text();
                case "more" -> more = text();
                default -> throw unexpected(name);
            }
        }
        Paging.Style style = cursor.isEmpty() ? Paging.Style.NUMBER : Paging.Style.CURSOR;
        return new Paging(style, parameter, cursor, more);
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        require(JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text());
        }
        return texts;
    }

    private String text() throws IOException {
        require(JsonToken.VALUE_STRING);
        return json.getText();
    }

    private void require(JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new IllegalArgumentException(where() + json.currentToken() + " (expected: " + token + ")");
        }
    }

    private <T> T known(@Nullable T value) throws IOException {
        if (value == null) {
            throw unexpected(json.getText());
        }
        return value;
    }

    private IllegalArgumentException unexpected(String name) {
        return new IllegalArgumentException(where() + name + " (expected: a name that is known there)");
    }

    private String where() {
        return "catalogue line " + json.currentLocation().getLineNr() + ": ";
    }
}
