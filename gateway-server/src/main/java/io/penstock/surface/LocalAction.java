package io.penstock.surface;

/** The answers that the gateway makes by itself. Whoever wires it gives each of them its {@code LocalAnswer}. */
public enum LocalAction {
    /** The process is alive. */
    HEALTH("health"),
    /** The process takes new work. */
    READINESS("readiness"),
    /** The tokens of a chat's input, estimated: for a model whose provider does not count them. */
    TOKEN_ESTIMATE("token_estimate"),
    /** A response, named by the variable {@code id}, that was stored here. */
    STORED_RESPONSE("stored_response"),
    /** The models of all configured providers. */
    MODEL_LIST("model_list"),
    /** One model, named by the variable {@code id}. */
    MODEL("model"),
    /** What all exchanges come to. */
    METRICS("metrics");

    private final String key;

    LocalAction(String key) {
        this.key = key;
    }

    /** The name of the action in the printed table and the log. */
    public String key() {
        return key;
    }
}
