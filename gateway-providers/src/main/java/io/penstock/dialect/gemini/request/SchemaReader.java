package io.penstock.dialect.gemini.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.codec.json.RawJson;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * From the subset of OpenAPI's schemas that the dialect has to JSON Schema: types in lower case, {@code nullable} as one more type, counts
 * that stand in strings as numbers.
 */
final class SchemaReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> COUNTS =
            Set.of("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength");
    private static final Set<String> UNKNOWN_TO_JSON_SCHEMA = Set.of("nullable", "propertyOrdering", "example");

    private SchemaReader() {}

    /** The schema as JSON Schema. */
    static RawJson toJsonSchema(RawJson schema, String path) {
        try {
            JsonNode read = MAPPER.readTree(schema.toBytes());
            if (!read.isObject()) {
                throw Values.wrong(path, "an object");
            }
            return RawJson.of(MAPPER.writeValueAsBytes(schema(read)));
        } catch (IOException e) {
            throw Values.wrong(path, "a schema");
        }
    }

    private static JsonNode schema(JsonNode from) {
        if (!from.isObject()) {
            return from;
        }
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            if (!UNKNOWN_TO_JSON_SCHEMA.contains(member.getKey())) {
                add(member.getKey(), member.getValue(), to);
            }
        }
        if (from.path("nullable").asBoolean()) {
            allowNull(to);
        }
        return to;
    }

    private static void add(String name, JsonNode value, ObjectNode to) {
        switch (name) {
            case "type" -> {
                if (value.isTextual() && !value.textValue().equals("TYPE_UNSPECIFIED")) {
                    to.put("type", value.textValue().toLowerCase(Locale.ROOT));
                } else if (!value.isTextual()) {
                    to.set("type", value);
                }
            }
            case "format" -> {
                if (!value.asText().equals("enum")) {
                    to.set("format", value);
                }
            }
            case "properties" -> {
                ObjectNode properties = to.putObject("properties");
                value.properties().forEach(each -> properties.set(each.getKey(), schema(each.getValue())));
            }
            case "items" -> to.set("items", schema(value));
            case "anyOf" -> {
                ArrayNode any = to.putArray("anyOf");
                value.forEach(each -> any.add(schema(each)));
            }
            default -> to.set(name, COUNTS.contains(name) ? count(value) : value);
        }
    }

    private static JsonNode count(JsonNode value) {
        return value.isTextual() && value.textValue().matches("[0-9]{1,18}")
                ? JsonNodeFactory.instance.numberNode(new BigInteger(value.textValue()))
                : value;
    }

    private static void allowNull(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type != null && type.isTextual()) {
            schema.putArray("type").add(type.textValue()).add("null");
        } else if (schema.get("anyOf") instanceof ArrayNode any) {
            any.addObject().put("type", "null");
        }
        if (schema.get("enum") instanceof ArrayNode values) {
            values.addNull();
        }
    }
}
