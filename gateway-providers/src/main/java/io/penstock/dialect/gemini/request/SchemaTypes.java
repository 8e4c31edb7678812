package io.penstock.dialect.gemini.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a schema's values can be, where it says so and where it does not. */
final class SchemaTypes {
    private SchemaTypes() {}

    /** The types, {@code null} among them; empty where alternatives say it. */
    static List<String> of(JsonNode schema) {
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(each -> types.add(each.asText().toLowerCase(Locale.ROOT)));
        } else if (type.isTextual()) {
            types.add(type.textValue().toLowerCase(Locale.ROOT));
        }
        if (types.isEmpty()) {
            addImplied(schema, types);
        } else if (types.equals(List.of("null"))) {
            // Nothing but null: a type must be named, and null be allowed.
            types.add("string");
        }
        return types;
    }

    /** Without a type it is what its other members are for; with none of these, an object. */
    private static void addImplied(JsonNode schema, List<String> types) {
        JsonNode value =
                schema.has("const") ? schema.get("const") : schema.path("enum").path(0);
        if (schema.has("properties")) {
            types.add("object");
        } else if (schema.has("items") || schema.has("prefixItems")) {
            types.add("array");
        } else if (value.isBoolean()) {
            types.add("boolean");
        } else if (!value.isMissingNode()) {
            types.add("string");
        } else if (!schema.has("anyOf") && !schema.has("oneOf")) {
            types.add("object");
        }
    }
}
