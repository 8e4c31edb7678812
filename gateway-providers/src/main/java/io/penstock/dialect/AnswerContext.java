package io.penstock.dialect;

/**
 * What an {@link AnswerWriter} must know that no answer says.
 *
 * @param isStream whether the client asked for a stream
 * @param isUsageWanted whether it asked for the usage of a stream
 * @param id of the exchange, 1 to 64 letters, digits, {@code _} and {@code -}: what ids that the provider does not give are made of
 * @param nowSeconds since 1970
 * @param target who answers: its name of the model is for an answer that names none, and labels say whose state they hold
 * @param request what was asked: some dialects answer with it
 */
public record AnswerContext(
        boolean isStream, boolean isUsageWanted, String id, long nowSeconds, ModelTarget target, ChatRequest request) {}
