package io.penstock.dialect.bedrock;

import static io.penstock.codec.json.JsonPaths.at;

import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.dialect.request.MessageScan;

/**
 * Reads a request of Converse. The model and whether to stream are the URL's to say, so nothing in the body is changed but labels of
 * state. Blocks that must be seen are in the content of a message, and in that of its tool results.
 */
final class BedrockRequestScan extends MessageScan {
    private static final JsonPaths PLACES = JsonPaths.of(
            at(OUTPUT_TOKENS, "inferenceConfig.maxTokens"),
            at(
                    IMAGE,
                    "messages[].image",
                    "messages[].video",
                    "messages[].content[].image",
                    "messages[].content[].video",
                    "messages[].content[].toolResult.content[].image",
                    "messages[].content[].toolResult.content[].video"),
            at(ID, "messages[].content[].toolUse.toolUseId", "messages[].content[].toolResult.toolUseId"),
            at(STATE, "messages[].content[].reasoningContent.reasoningText.signature"),
            at(ELEMENT, "messages[].content[]"),
            at(LIST, "messages[].content"));

    BedrockRequestScan() {
        super(PLACES);
    }

    @Override
    protected boolean isImage(JsonKind kind) {
        return kind == JsonKind.OBJECT;
    }

    /** A message says something. */
    @Override
    protected String filler() {
        return "{\"text\":\".\"}";
    }
}
