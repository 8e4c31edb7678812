package io.penstock.dialect.cohere;

import static io.penstock.codec.json.JsonPaths.at;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.request.ModelScan;

/** Reads a request of chat, embed or rerank. State stands behind the ids of calls and nowhere else. */
final class CohereRequestScan extends ModelScan {
    private static final JsonPaths PLACES = JsonPaths.of(
            at(MODEL, "model"),
            at(STREAM, "stream"),
            at(OUTPUT_TOKENS, "max_tokens"),
            at(TYPE, "messages|inputs[].type", "messages|inputs[].content[].type"),
            at(IMAGE, "messages|inputs[].image_url", "messages|inputs[].content[].image_url", "images[]"),
            at(ID, "messages|inputs[].tool_calls[].id", "messages|inputs[].tool_call_id"));
    private static final JsonKey IMAGE_PART = JsonKey.of("image_url");

    CohereRequestScan() {
        super(PLACES);
    }

    @Override
    protected boolean isImage(JsonText type) {
        return type.is(IMAGE_PART);
    }
}
