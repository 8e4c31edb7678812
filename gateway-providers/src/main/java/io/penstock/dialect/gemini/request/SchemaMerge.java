package io.penstock.dialect.gemini.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Puts schemas that hold together into one: those of {@code allOf}, and what a reference points to. */
final class SchemaMerge {
    /** Schemas that hold together can double at each step, though none is within itself. */
    private static final int MERGED_MAX = 20_000;

    private static final int FOLLOWED_MAX = 100;

    private final JsonNode root;
    /** The references that are being followed, from the outermost to the one at hand. */
    private final Deque<String> open = new ArrayDeque<>();
    /** Those of them whose schema was merged, and is being cleaned. */
    private final Deque<String> merged = new ArrayDeque<>();

    private int count;

    SchemaMerge(JsonNode root) {
        this.root = root;
    }

    /** Why a schema has no place in the dialect. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String what) {
            super(what, null, false, false);
        }
    }

    /** How many references are followed. */
    int depth() {
        return merged.size();
    }

    /** Those behind the first {@code depth} are done. */
    void back(int depth) {
        while (merged.size() > depth) {
            merged.pop();
        }
    }

    /**
     * The schema without {@code $ref} and {@code allOf}, to be cleaned before {@link #back}; {@code true}, and what is no schema, is the
     * schema of anything.
     */
    ObjectNode flattened(JsonNode schema) {
        if (++count > MERGED_MAX || open.size() > FOLLOWED_MAX) {
            throw new Refused("is too large once its references are put in (expected: at most " + MERGED_MAX
                    + " schemas, " + FOLLOWED_MAX + " references behind each other)");
        }
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        JsonNode reference = schema.path("$ref");
        if (reference.isTextual()) {
            follow(reference.textValue(), flat);
        }
        if (schema.path("allOf").isArray()) {
            schema.path("allOf").forEach(each -> merge(flattened(each), flat));
        }
        if (schema.isObject()) {
            merge(schema, flat);
        }
        flat.remove("$ref");
        flat.remove("allOf");
        return flat;
    }

    private void follow(String reference, ObjectNode flat) {
        if (open.contains(reference) || merged.contains(reference)) {
            throw new Refused(
                    "has a reference within itself, " + reference + " (expected: a schema without recursion)");
        }
        JsonNode target = reference.equals("#") ? root : root.path("");
        if (reference.startsWith("#/")) {
            target = root.at(reference.substring(1));
        }
        if (target.isMissingNode()) {
            throw new Refused("has a reference to nothing, " + reference + " (expected: a place in the schema)");
        }
        open.push(reference);
        merge(flattened(target), flat);
        open.pop();
        merged.push(reference);
    }

    private static void merge(JsonNode from, ObjectNode to) {
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            JsonNode there = to.get(member.getKey());
            JsonNode value = member.getValue();
            if (there instanceof ObjectNode known
                    && value instanceof ObjectNode more
                    && isNamed(member, "properties")) {
                ObjectNode all = JsonNodeFactory.instance.objectNode();
                all.setAll(known);
                all.setAll(more);
                to.set("properties", all);
            } else if (there instanceof ArrayNode known
                    && value instanceof ArrayNode more
                    && isNamed(member, "required")) {
                to.set(
                        "required",
                        JsonNodeFactory.instance.arrayNode().addAll(known).addAll(more));
            } else {
                to.set(member.getKey(), value);
            }
        }
    }

    private static boolean isNamed(Map.Entry<String, JsonNode> member, String name) {
        return member.getKey().equals(name);
    }
}
