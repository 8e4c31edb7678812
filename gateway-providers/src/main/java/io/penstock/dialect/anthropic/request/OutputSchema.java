package io.penstock.dialect.anthropic.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.request.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A JSON Schema as the provider takes it for the form of an output: no bounds on values and sizes, {@code anyOf} alone of the ways to
 * combine, every object closed. A bound that goes is told in the description, where the model reads it.
 */
final class OutputSchema {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Set<String> BOUNDS = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "not");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    private static final List<String> SCHEMA_MAPS = List.of("properties", "$defs", "definitions");
    private static final List<String> SCHEMAS = List.of("items", "anyOf", "allOf", "prefixItems");
    private static final String CLOSED = "additionalProperties";

    private boolean isChanged;

    private OutputSchema() {}

    /**
     * What it became.
     *
     * @param isChanged whether it allows other values than before
     */
    record Cleaned(RawJson schema, boolean isChanged) {}

    /** Cleans a schema, which is JSON. */
    static Cleaned of(RawJson schema) {
        try {
            JsonNode root = MAPPER.readTree(schema.toBytes());
            OutputSchema cleaner = new OutputSchema();
            cleaner.clean(root);
            return new Cleaned(RawJson.of(MAPPER.writeValueAsBytes(root)), cleaner.isChanged);
        } catch (JsonProcessingException e) {
            throw Refusal.of("schema", "cannot be read", "a JSON Schema");
        } catch (IOException e) {
            throw new IllegalStateException("an array of bytes can be read", e);
        }
    }

    private void clean(JsonNode node) {
        if (node instanceof ArrayNode elements) {
            elements.forEach(this::clean);
        }
        if (!(node instanceof ObjectNode schema)) {
            return;
        }
        dropBounds(schema);
        JsonNode oneOf = schema.remove("oneOf");
        if (oneOf != null) {
            schema.set("anyOf", oneOf);
        }
        close(schema);
        for (String name : SCHEMA_MAPS) {
            schema.path(name).forEach(this::clean);
        }
        for (String name : SCHEMAS) {
            clean(schema.path(name));
        }
    }

    private void dropBounds(ObjectNode schema) {
        StringJoiner told = new StringJoiner(", ", "(", ")");
        List<String> dropped = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            boolean isFormat = member.getKey().equals("format")
                    && !FORMATS.contains(member.getValue().asText());
            if (isFormat || BOUNDS.contains(member.getKey())) {
                dropped.add(member.getKey());
                told.add(member.getKey() + ": " + member.getValue());
            }
        }
        if (dropped.isEmpty()) {
            return;
        }
        isChanged = true;
        schema.remove(dropped);
        String described = schema.path("description").asText();
        schema.put("description", described.isEmpty() ? told.toString() : described + " " + told);
    }

    private void close(ObjectNode schema) {
        boolean isObject = schema.path("type").asText().equals("object") || schema.has("properties");
        if (!isObject) {
            return;
        }
        JsonNode extra = schema.path(CLOSED);
        isChanged |= extra.isContainerNode() || extra.asBoolean();
        schema.put(CLOSED, false);
    }
}
