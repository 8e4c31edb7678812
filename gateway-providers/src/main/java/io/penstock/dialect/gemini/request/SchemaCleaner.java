package io.penstock.dialect.gemini.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From JSON Schema to the subset of OpenAPI's schemas that the dialect has: references are put in where they stand, a null among types
 * becomes {@code nullable}, {@code oneOf} is {@code anyOf}, {@code allOf} one schema, a constant an enumeration; what has no place is left
 * out and reported. One instance serves one schema.
 */
final class SchemaCleaner {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** References can double a schema at each step, though none is within itself. */
    private static final int NODES_MAX = 20_000;

    private static final int DEPTH_MAX = 100;

    private static final Set<String> KEPT = Set.of(
            "title",
            "description",
            "default",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "nullable",
            "propertyOrdering");
    /** Written by the methods below, or without a bearing on what is valid. */
    private static final Set<String> NOT_LOST = Set.of(
            "type",
            "enum",
            "const",
            "properties",
            "required",
            "items",
            "prefixItems",
            "anyOf",
            "oneOf",
            "allOf",
            "format",
            "$ref",
            "$defs",
            "definitions",
            "$schema",
            "$id",
            "$comment",
            "$anchor",
            "examples",
            "example",
            "deprecated",
            "readOnly",
            "writeOnly",
            "strict");

    private static final Set<String> FORMATS = Set.of("enum", "date-time");

    private final String path;
    private final LossReport loss;
    private SchemaMerge merge = new SchemaMerge(JsonNodeFactory.instance.objectNode());
    private int nodes;

    /**
     * A cleaner of one schema.
     *
     * @param path of the schema, for reports
     */
    SchemaCleaner(String path, LossReport loss) {
        this.path = path;
        this.loss = loss;
    }

    /**
     * The schema in the dialect's subset.
     *
     * @param owner whose schema it is, for refusals
     */
    ObjectNode clean(RawJson schema, String owner) {
        try {
            return clean(schema);
        } catch (IOException e) {
            throw Values.invalid(path, "of " + owner + " is no JSON (expected: a JSON Schema)");
        } catch (SchemaMerge.Refused refused) {
            throw Values.invalid(path, "of " + owner + " " + refused.getMessage());
        }
    }

    /** Whether the subset has a place for the schema: it has none for one within itself. */
    static boolean hasPlace(RawJson schema) {
        try {
            new SchemaCleaner("", new LossReport()).clean(schema);
            return true;
        } catch (IOException | SchemaMerge.Refused refused) {
            return false;
        }
    }

    private ObjectNode clean(RawJson schema) throws IOException {
        JsonNode root = MAPPER.readTree(schema.toBytes());
        merge = new SchemaMerge(root);
        return schema(root, 0);
    }

    private ObjectNode schema(JsonNode schema, int depth) {
        if (++nodes > NODES_MAX || depth > DEPTH_MAX) {
            throw new SchemaMerge.Refused("is too large once its references are put in (expected: at most " + NODES_MAX
                    + " schemas, " + DEPTH_MAX + " deep)");
        }
        int references = merge.depth();
        ObjectNode to = flat(merge.flattened(schema), depth);
        merge.back(references);
        return to;
    }

    private ObjectNode flat(ObjectNode from, int depth) {
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        List<String> types = SchemaTypes.of(from);
        if (types.remove("null")) {
            to.put("nullable", true);
        }
        if (types.size() > 1) {
            addAlternatives(types, from, to, depth);
            return to;
        }
        if (types.size() == 1) {
            to.put("type", types.get(0));
        }
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            add(member.getKey(), member.getValue(), to);
        }
        addEnum(from, to);
        addContent(from, to, depth);
        return to;
    }

    /** Several types are one alternative each. */
    private void addAlternatives(List<String> types, ObjectNode from, ObjectNode to, int depth) {
        if (from.path("description").isTextual()) {
            to.set("description", from.get("description"));
        }
        ArrayNode any = to.putArray("anyOf");
        for (String type : types) {
            ObjectNode one = JsonNodeFactory.instance.objectNode();
            one.setAll(from);
            one.put("type", type);
            one.remove("description");
            any.add(schema(one, depth + 1));
        }
    }

    private void add(String name, JsonNode value, ObjectNode to) {
        if (KEPT.contains(name)) {
            to.set(name, value);
        } else if (name.equals("format") && FORMATS.contains(value.asText())) {
            to.set(name, value);
        } else if (name.equals("format")) {
            loss.approximated(path + ".format");
        } else if (!NOT_LOST.contains(name) && !(name.equals("additionalProperties") && isClosed(value))) {
            loss.approximated(path + "." + name);
        }
    }

    /** The model adds no properties of its own. */
    private static boolean isClosed(JsonNode additional) {
        return additional.isBoolean() && !additional.booleanValue();
    }

    /** Enumerations are of strings; those of numbers become strings that look like them. */
    private void addEnum(ObjectNode from, ObjectNode to) {
        List<JsonNode> values = new ArrayList<>();
        from.path("enum").forEach(values::add);
        if (from.has("const")) {
            values.add(from.get("const"));
        }
        if (values.removeIf(JsonNode::isNull)) {
            to.put("nullable", true);
        }
        boolean isPlain = values.stream().allMatch(value -> value.isTextual() || value.isNumber());
        if (values.isEmpty() || !isPlain) {
            if (!isPlain) {
                loss.approximated(path + ".enum");
            }
            return;
        }
        boolean isOfNumbers = values.stream().anyMatch(JsonNode::isNumber);
        to.put("type", "string");
        if (isOfNumbers) {
            to.put("format", "enum");
            loss.approximated(path + ".enum");
        }
        ArrayNode texts = to.putArray("enum");
        values.forEach(value -> texts.add(value.asText()));
    }

    private void addContent(ObjectNode from, ObjectNode to, int depth) {
        JsonNode properties = from.path("properties");
        if (!properties.isEmpty()) {
            ObjectNode cleaned = to.putObject("properties");
            for (Map.Entry<String, JsonNode> each : properties.properties()) {
                cleaned.set(each.getKey(), schema(each.getValue(), depth + 1));
            }
            addRequired(from, properties, to);
        }
        if (to.path("type").asText().equals("array")) {
            to.set("items", items(from, depth));
        }
        addAnyOf(from, to, depth);
    }

    /** A name that is no property makes the whole schema invalid. */
    private static void addRequired(ObjectNode from, JsonNode properties, ObjectNode to) {
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (JsonNode name : from.path("required")) {
            if (properties.has(name.asText())) {
                required.add(name.asText());
            }
        }
        if (!required.isEmpty()) {
            to.set("required", required);
        }
    }

    private ObjectNode items(ObjectNode from, int depth) {
        JsonNode items = from.has("prefixItems") ? from.get("prefixItems") : from.path("items");
        if (!items.isArray()) {
            return schema(items, depth + 1);
        }
        loss.approximated(path + ".prefixItems");
        ObjectNode any = JsonNodeFactory.instance.objectNode();
        ArrayNode alternatives = any.putArray("anyOf");
        items.forEach(each -> alternatives.add(schema(each, depth + 1)));
        return any;
    }

    private void addAnyOf(ObjectNode from, ObjectNode to, int depth) {
        List<ObjectNode> alternatives = new ArrayList<>();
        for (String name : List.of("anyOf", "oneOf")) {
            for (JsonNode each : from.path(name)) {
                if (isNull(each)) {
                    to.put("nullable", true);
                } else {
                    alternatives.add(schema(each, depth + 1));
                }
            }
        }
        if (alternatives.size() == 1 && !to.has("properties")) {
            ObjectNode only = alternatives.get(0);
            only.setAll(to);
            to.removeAll();
            to.setAll(only);
        } else if (!alternatives.isEmpty()) {
            to.putArray("anyOf").addAll(alternatives);
        }
    }

    private static boolean isNull(@Nullable JsonNode schema) {
        return schema != null && schema.path("type").asText().equals("null");
    }
}
