package io.penstock.dialect.responses;

import static io.penstock.codec.json.JsonPaths.at;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.request.ModelScan;

/**
 * Reads a request for a response. A part is an image by its {@code type}, or by having an {@code image_url}, whichever comes first or at
 * all. Items that carry another dialect's state come off: what a provider of this dialect did not encrypt, it refuses.
 */
final class ResponsesRequestScan extends ModelScan {
    private static final JsonPaths PLACES = JsonPaths.of(
            at(MODEL, "model"),
            at(STREAM, "stream"),
            at(OUTPUT_TOKENS, "max_output_tokens"),
            at(TYPE, "input[].type", "input[].content[].type", "input[].output[].type"),
            at(IMAGE, "input[].image_url", "input[].content[].image_url", "input[].output[].image_url"),
            at(ID, "input[].call_id"),
            at(STATE, "input[].encrypted_content"),
            at(ELEMENT, "input[]"),
            at(LIST, "input"));
    private static final JsonKey[] IMAGE_PARTS = {JsonKey.of("input_image"), JsonKey.of("computer_screenshot")};

    private boolean hasInput;

    ResponsesRequestScan() {
        super(PLACES);
    }

    @Override
    protected boolean isImage(JsonText type) {
        return type.indexIn(IMAGE_PARTS) >= 0;
    }

    /** The input is refused the second time as well. */
    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        boolean isWanted = super.onStart(depth, kind, offset);
        if (place() == LIST) {
            if (hasInput) {
                throw twice("input");
            }
            hasInput = true;
        }
        return isWanted;
    }
}
