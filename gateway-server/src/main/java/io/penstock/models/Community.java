package io.penstock.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.provider.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is publicly known of the main models, for providers whose lists do not say it: a small file that comes with the gateway.
 * Immutable.
 *
 * <p>A model is looked for as it is named, then without {@code models/} before it, without {@code -latest} and without
 * {@code -YYYYMMDD} behind it, and each of these also with {@code _} for {@code .}.
 */
public final class Community {
    private static final String RESOURCE = "community.json";
    private static final int MILLION_DIGITS = 6;

    private final Map<String, Model> models;
    private final Instant updatedAt;

    private Community(Map<String, Model> models, Instant updatedAt) {
        this.models = models;
        this.updatedAt = updatedAt;
    }

    /** The file that comes with the gateway; reads it anew each time. */
    public static Community bundled() {
        try (InputStream in = Community.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + ": absent (expected: beside " + Community.class + ")");
            }
            return of(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Community of(JsonNode file) {
        Map<String, Model> models = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : file.path("models").properties()) {
            JsonNode facts = entry.getValue();
            Pricing pricing = pricing(facts.path("usd_per_million"));
            long context = facts.path("context").asLong();
            models.put(entry.getKey(), new Model(entry.getKey(), 0, null, context, pricing, modalities(facts)));
        }
        return new Community(models, Instant.parse(file.path("updated_at").asText()));
    }

    private static @Nullable Pricing pricing(JsonNode perMillion) {
        BigDecimal input = perToken(perMillion.path("input"));
        BigDecimal output = perToken(perMillion.path("output"));
        return input == null || output == null
                ? null
                : new Pricing(
                        input,
                        output,
                        perToken(perMillion.path("cache_read")),
                        perToken(perMillion.path("cache_write")));
    }

    private static @Nullable BigDecimal perToken(JsonNode perMillion) {
        return perMillion.isTextual() ? new BigDecimal(perMillion.asText()).movePointLeft(MILLION_DIGITS) : null;
    }

    private static @Nullable Modalities modalities(JsonNode facts) {
        List<String> input = texts(facts.path("takes"));
        List<String> output = texts(facts.path("gives"));
        return input.isEmpty() || output.isEmpty() ? null : new Modalities(input, output);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The day whose facts these are. */
    public Instant updatedAt() {
        return updatedAt;
    }

    /** The names that are known, {@code provider/model}. */
    Set<String> names() {
        return models.keySet();
    }

    /**
     * What is known of a model; null if it is nothing.
     *
     * @param id as the provider is called with it
     */
    public @Nullable Model find(Provider provider, String id) {
        for (String name : namesOf(id)) {
            Model model = models.get(provider.id() + "/" + name);
            if (model != null) {
                return model;
            }
        }
        return null;
    }

    private static Set<String> namesOf(String id) {
        Set<String> names = new LinkedHashSet<>();
        String bare = id.startsWith("models/") ? id.substring("models/".length()) : id;
        String undated = bare.replaceFirst("-latest$", "");
        for (String name : List.of(id, bare, undated, undated.replaceFirst("-[0-9]{8}$", ""))) {
            names.add(name);
            names.add(name.replace('.', '_'));
        }
        return names;
    }
}
