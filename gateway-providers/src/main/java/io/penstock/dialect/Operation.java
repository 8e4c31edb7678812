package io.penstock.dialect;

import org.jspecify.annotations.Nullable;

/** What a caller can ask a provider for. The catalogue gives each provider's path for each operation that it has. */
public enum Operation {
    /** Chat completions. */
    CHAT("chat"),
    /** Legacy text completions. */
    COMPLETIONS("completions"),
    /** OpenAI Responses. */
    RESPONSES("responses"),
    /** A response that was stored: to be got, listed, deleted. Who has responses has it. */
    STORED_RESPONSE("stored_response"),
    /** Embeddings. */
    EMBEDDINGS("embeddings"),
    /** Images from a prompt. */
    IMAGE_GENERATIONS("image_generations"),
    /** Images from images. */
    IMAGE_EDITS("image_edits"),
    /** Variations of an image. */
    IMAGE_VARIATIONS("image_variations"),
    /** Speech from text. */
    SPEECH("speech"),
    /** Text from speech. */
    TRANSCRIPTIONS("transcriptions"),
    /** English text from speech. */
    TRANSLATIONS("translations"),
    /** Classification of content. */
    MODERATIONS("moderations"),
    /** Order of documents by a query. */
    RERANK("rerank"),
    /** The tokens of a chat's input, without an answer. */
    COUNT_TOKENS("count_tokens"),
    /** The provider's list of models. */
    MODELS("models"),
    /** The provider's own API, unread. */
    PROXY("proxy");

    private final String key;

    Operation(String key) {
        this.key = key;
    }

    /** The name of the operation in the catalogue, the configuration and the log. */
    public String key() {
        return key;
    }

    /** The operation of that name, or null. */
    public static @Nullable Operation ofKey(String key) {
        for (Operation operation : values()) {
            if (operation.key.equals(key)) {
                return operation;
            }
        }
        return null;
    }
}
