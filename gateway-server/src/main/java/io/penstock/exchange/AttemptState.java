package io.penstock.exchange;

import io.penstock.upstream.UpstreamConnection;

/**
 * Where an attempt at a provider stands.
 *
 * <pre>
 *   Acquiring --> Sending --> AwaitingHead --> AwaitingOutput --> Flowing --> Done
 *       \------------\-------------\-----------------\--------------\------> Dead
 * </pre>
 *
 * <p>A call that is one of several goes from AwaitingOutput to Done: nothing of its answer flows by itself.
 */
sealed interface AttemptState {

    /** Not over: it can die at any time. */
    sealed interface Live extends AttemptState {
        default Dead die() {
            return Dead.INSTANCE;
        }
    }

    /** Holds a connection. */
    sealed interface Connected extends Live {
        UpstreamConnection connection();
    }

    /** Waits for a credential that is granted, then for a connection. */
    record Acquiring() implements Live {
        static final Acquiring INSTANCE = new Acquiring();

        Sending send(UpstreamConnection connection) {
            return new Sending(connection);
        }
    }

    /** Part of the request is still to be written. */
    record Sending(UpstreamConnection connection) implements Connected {
        AwaitingHead sent() {
            return new AwaitingHead(connection, false);
        }

        /** The provider answers before it has the whole request. */
        AwaitingOutput onHead() {
            return new AwaitingOutput(connection);
        }
    }

    /** The request is sent. */
    record AwaitingHead(UpstreamConnection connection, boolean hasFirstByte) implements Connected {
        AwaitingHead onFirstByte() {
            return new AwaitingHead(connection, true);
        }

        AwaitingOutput onHead() {
            return new AwaitingOutput(connection);
        }
    }

    /** The head is there, what came so far is held. */
    record AwaitingOutput(UpstreamConnection connection) implements Connected {
        Flowing flow() {
            return new Flowing(connection);
        }

        /** The answer was whole, and only a part of what the client gets. */
        Done end() {
            return Done.INSTANCE;
        }
    }

    /** The answer flows to the client. */
    record Flowing(UpstreamConnection connection) implements Connected {
        Done end() {
            return Done.INSTANCE;
        }
    }

    /** The answer was whole. */
    record Done() implements AttemptState {
        static final Done INSTANCE = new Done();
    }

    /** There will be no answer, or no more of it. */
    record Dead() implements AttemptState {
        static final Dead INSTANCE = new Dead();
    }
}
