package io.penstock.surface;

import io.penstock.dialect.Operation;

/** What a row of the table leads to: a provider, or an answer made here. */
public sealed interface RouteAction {

    /** The name of the action in the printed table and the log. */
    String key();

    /**
     * The request goes to a provider.
     *
     * @param operation what is asked of it
     */
    record Relay(Operation operation) implements RouteAction {
        @Override
        public String key() {
            return operation.key();
        }
    }

    /**
     * The gateway answers by itself.
     *
     * @param answer which of its answers
     */
    record Local(LocalAction answer) implements RouteAction {
        @Override
        public String key() {
            return answer.key();
        }
    }
}
