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
     * @param answer how it is to answer, where the URL says that and not the body
     * @param form of the request and its answer, by name, where the operation has forms and it is not that of the dialect's name; else empty
     */
    record Relay(Operation operation, Answer answer, String form) implements RouteAction {
        /** What the URL says of the answer. */
        public enum Answer {
            /** Nothing: the body says whether it is streamed. */
            AS_ASKED,
            /** In one piece. */
            WHOLE,
            /** As a stream. */
            STREAM
        }

        /** An operation in the dialect's own form. */
        public Relay(Operation operation, Answer answer) {
            this(operation, answer, "");
        }

        /** An operation whose body says how it is to be answered. */
        public Relay(Operation operation) {
            this(operation, Answer.AS_ASKED);
        }

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
