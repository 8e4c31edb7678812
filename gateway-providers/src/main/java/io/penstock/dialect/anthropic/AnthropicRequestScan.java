package io.penstock.dialect.anthropic;

import static io.penstock.codec.json.JsonPaths.at;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.request.ModelScan;

/**
 * Reads a request for a message, or for the count of its tokens, which is the same but for a few members. Image blocks are in the content of
 * a message, and in the content of its tool results and documents.
 */
final class AnthropicRequestScan extends ModelScan {
    private static final JsonPaths PLACES = JsonPaths.of(
            at(MODEL, "model"),
            at(STREAM, "stream"),
            at(OUTPUT_TOKENS, "max_tokens"),
            at(
                    TYPE,
                    "messages[].content[].type",
                    "messages[].content[].content[].type",
                    "messages[].content[].source.content[].type",
                    "messages[].content[].content[].source.content[].type"),
            at(ID, "messages[].content[].id", "messages[].content[].tool_use_id"),
            at(STATE, "messages[].content[].signature"),
            at(ELEMENT, "messages[].content[]"),
            at(LIST, "messages[].content"));
    private static final JsonKey IMAGE_BLOCK = JsonKey.of("image");

    AnthropicRequestScan() {
        super(PLACES);
    }

    @Override
    protected boolean isImage(JsonText type) {
        return type.is(IMAGE_BLOCK);
    }

    /** A message says something. */
    @Override
    protected String filler() {
        return "{\"type\":\"text\",\"text\":\".\"}";
    }
}
