package io.penstock.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.models.Community;
import io.penstock.models.Modalities;
import io.penstock.models.Model;
import io.penstock.models.ModelRef;
import io.penstock.models.Pricing;
import io.penstock.models.ProviderModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes models as OpenAI's API has them, with the facts that were asked for. A fact that was asked for and is not known is an explicit
 * null; one that was not asked for is absent. What a running server says counts more than the provider's list, and that more than what is
 * publicly known.
 */
final class ModelJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String SOURCE = "source";

    private final Set<ModelFact> facts;
    private final @Nullable Community community;
    private final Map<ModelRef, Long> windows;

    /**
     * A writer of models.
     *
     * @param facts what is told of each besides its name
     * @param community what is publicly known; null if no facts are told
     * @param windows what running servers said of their models' context windows
     */
    ModelJson(Set<ModelFact> facts, @Nullable Community community, Map<ModelRef, Long> windows) {
        this.facts = facts;
        this.community = community;
        this.windows = windows;
    }

    /**
     * A list.
     *
     * @param provider whose it is; null for everybody's
     */
    byte[] list(@Nullable String provider, Collection<ListedModel> models) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (provider != null) {
                json.writeStringField("provider", provider);
            }
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (ListedModel model : models) {
                write(json, model);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** One model. */
    byte[] model(ListedModel model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void write(JsonGenerator json, ListedModel listed) throws IOException {
        Model model = listed.model();
        String owner = model.ownedBy();
        json.writeStartObject();
        json.writeStringField("id", listed.name());
        json.writeStringField("object", "model");
        json.writeNumberField("created", model.created());
        json.writeStringField("owned_by", owner == null ? listed.provider() : owner);
        json.writeStringField("served_by", listed.provider());
        if (!facts.isEmpty()) {
            writeFacts(json, listed);
        }
        json.writeEndObject();
    }

    private void writeFacts(JsonGenerator json, ListedModel listed) throws IOException {
        ProviderModels list = listed.list();
        Model common = list == null || community == null
                ? null
                : community.find(list.endpoint().provider(), listed.model().id());
        for (ModelFact fact : facts) {
            json.writeFieldName(fact.key());
            switch (fact) {
                case CONTEXT_WINDOW -> writeWindow(json, listed, common);
                case PRICING -> writePricing(json, listed, common);
                default -> writeModalities(json, listed.model(), common);
            }
        }
    }

    private void writeWindow(JsonGenerator json, ListedModel listed, @Nullable Model common) throws IOException {
        ProviderModels list = listed.list();
        Long running = list == null
                ? null
                : windows.get(new ModelRef(list.endpoint(), listed.model().id()));
        if (running != null) {
            writeWindow(json, running, "runtime");
        } else if (listed.model().contextTokens() > 0) {
            writeWindow(json, listed.model().contextTokens(), "provider");
        } else if (common != null && common.contextTokens() > 0) {
            writeWindow(json, common.contextTokens(), "community");
        } else {
            json.writeNull();
        }
    }

    private static void writeWindow(JsonGenerator json, long tokens, String source) throws IOException {
        json.writeStartObject();
        json.writeNumberField("tokens", tokens);
        json.writeStringField(SOURCE, source);
        json.writeEndObject();
    }

    private void writePricing(JsonGenerator json, ListedModel listed, @Nullable Model common) throws IOException {
        Pricing own = listed.model().pricing();
        Instant readAt = listed.list() == null ? null : listed.list().readAt();
        Pricing known = common == null ? null : common.pricing();
        if (own != null && readAt != null) {
            writePricing(json, own, "provider", readAt);
        } else if (known != null && community != null) {
            writePricing(json, known, "community", community.updatedAt());
        } else {
            json.writeNull();
        }
    }

    private static void writePricing(JsonGenerator json, Pricing pricing, String source, Instant updatedAt)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("currency", "USD");
        writePrice(json, "input_per_token", pricing.input());
        writePrice(json, "output_per_token", pricing.output());
        writePrice(json, "cache_read_per_token", pricing.cacheRead());
        writePrice(json, "cache_write_per_token", pricing.cacheWrite());
        json.writeStringField(SOURCE, source);
        json.writeStringField(
                "updated_at", updatedAt.truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeEndObject();
    }

    private static void writePrice(JsonGenerator json, String name, @Nullable BigDecimal price) throws IOException {
        if (price != null) {
            json.writeStringField(name, price.stripTrailingZeros().toPlainString());
        }
    }

    private static void writeModalities(JsonGenerator json, Model model, @Nullable Model common) throws IOException {
        Modalities modalities = model.modalities();
        if (modalities == null && common != null) {
            modalities = common.modalities();
        }
        if (modalities == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        writeTexts(json, "input", modalities.input());
        writeTexts(json, "output", modalities.output());
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
