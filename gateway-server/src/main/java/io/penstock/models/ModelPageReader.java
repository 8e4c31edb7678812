package io.penstock.models;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.provider.ModelList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of one provider's list as its {@link ModelList} describes them. A page is read model by model, so that a large one never
 * is a large tree. What a single model says wrong costs that one fact or that model, never the list.
 */
final class ModelPageReader {
    /** For all that is read on the thread of the models; made there, for it takes 40 ms of a start (JDK 25). */
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int ID_CHARACTERS_MAX = 512;

    private final ModelList list;

    ModelPageReader(ModelList list) {
        this.list = list;
    }

    /**
     * Reads a page.
     *
     * @throws IOException if it is no JSON, or holds no list where one should be
     */
    ModelPage read(byte[] page) throws IOException {
        try (JsonParser json = JSON.createParser(page)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                // Some servers leave the envelope away.
                return new ModelPage(models(json), null);
            }
            if (first != JsonToken.START_OBJECT) {
                throw new IOException("no list of models");
            }
            return envelope(json);
        }
    }

    private ModelPage envelope(JsonParser json) throws IOException {
        List<Model> models = null;
        Map<String, String> scalars = new HashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (name.equals(list.items()) && value == JsonToken.START_ARRAY) {
                models = models(json);
            } else if (name.equals(list.items()) && value == JsonToken.VALUE_NULL) {
                // So Ollama says that it has none.
                models = List.of();
            } else if (value.isScalarValue() && isPaging(name)) {
                scalars.put(name, value == JsonToken.VALUE_NULL ? "" : json.getText());
            } else {
                json.skipChildren();
            }
        }
        if (models == null || json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("no list of models");
        }
        return new ModelPage(models, cursor(scalars));
    }

    private boolean isPaging(String name) {
        return name.equals(list.paging().cursor()) || name.equals(list.paging().more());
    }

    private @Nullable String cursor(Map<String, String> scalars) {
        String more = list.paging().more();
        String cursor = scalars.getOrDefault(list.paging().cursor(), "");
        boolean isLast = more != null && !"true".equals(scalars.get(more));
        return isLast || cursor.isEmpty() ? null : cursor;
    }

    private List<Model> models(JsonParser json) throws IOException {
        List<Model> models = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                add(JSON.readTree(json), models);
            } else if (json.currentToken() == null) {
                throw new IOException("a list of models that breaks off");
            } else {
                json.skipChildren();
            }
        }
        return models;
    }

    private void add(JsonNode entry, List<Model> models) {
        String id = entry.path(list.id()).asText("");
        if (id.startsWith(list.idPrefix())) {
            id = id.substring(list.idPrefix().length());
        }
        if (!isUsable(id)) {
            return;
        }
        String owner = entry.path("owned_by").asText("");
        models.add(new Model(
                id,
                list.created() == null ? 0 : ReportedFacts.epochSeconds(entry.path(list.created())),
                owner.isEmpty() ? null : owner,
                ReportedFacts.contextTokens(entry),
                ReportedFacts.pricing(entry.path("pricing")),
                ReportedFacts.modalities(entry.path("architecture"))));
    }

    /** An id goes into URLs, logs and the client's own lists. */
    private static boolean isUsable(String id) {
        return !id.isBlank()
                && id.length() <= ID_CHARACTERS_MAX
                && id.chars().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
    }
}
