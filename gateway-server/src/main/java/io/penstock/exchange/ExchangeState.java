package io.penstock.exchange;

import io.penstock.telemetry.Outcome;

/**
 * Where an exchange stands.
 *
 * <pre>
 *   Receiving --> Admitted --> Attempting(n) -------> Committed --> Settled
 *                                  \--> Opened(n) ---^
 *
 *   Refused     the request is no good        before Committed          --> Settled
 *   Failed      every attempt dead            Attempting, Opened        --> Settled
 *   Broken      dead after commit             Committed                 --> Settled
 *   Abandoned   the client went               all but Settled           --> Settled
 * </pre>
 *
 * A transition is a method of the state that it leaves, so an illegal one has no method to call.
 */
sealed interface ExchangeState {

    /** A way out: all that is left is to settle. */
    sealed interface Ending extends ExchangeState {
        default Settled settle() {
            return new Settled(outcome());
        }

        Outcome outcome();
    }

    /** All but the end: the client can go at any time. */
    sealed interface Live extends ExchangeState {
        default Abandoned abandon() {
            return new Abandoned();
        }
    }

    /** Nothing has gone to the client: it can be refused, a body too that goes up as it comes and has turned out to be none. */
    sealed interface Unanswered extends Live {
        default Refused refuse() {
            return new Refused();
        }
    }

    /** The head is there, the body is not yet admitted. */
    record Receiving() implements Unanswered {
        static final Receiving INSTANCE = new Receiving();

        Admitted admit() {
            return Admitted.INSTANCE;
        }
    }

    /** The body may come, and comes. */
    record Admitted() implements Unanswered {
        static final Admitted INSTANCE = new Admitted();

        Attempting attempt() {
            return new Attempting(1);
        }
    }

    /** An attempt is under way, and its answer is not yet the client's. */
    sealed interface Trying extends Live {
        /** The attempts so far, this one among them. */
        int n();

        Trying again();

        default Committed commit() {
            return Committed.INSTANCE;
        }

        default Failed fail() {
            return new Failed();
        }
    }

    /** The n-th attempt is under way; nothing has gone to the client. */
    record Attempting(int n) implements Trying, Unanswered {
        @Override
        public Attempting again() {
            return new Attempting(n + 1);
        }

        Opened open() {
            return new Opened(n);
        }
    }

    /** A status 200 was sent early, to keep the client waiting; attempts may still change. */
    record Opened(int n) implements Trying {
        @Override
        public Opened again() {
            return new Opened(n + 1);
        }
    }

    /** The answer of the attempt under way is the client's, whatever becomes of it. */
    record Committed() implements Live {
        static final Committed INSTANCE = new Committed();

        Settled settle() {
            return new Settled(Outcome.OK);
        }

        Broken breakOff() {
            return new Broken();
        }
    }

    /** Answered with a refusal. */
    record Refused() implements Ending {
        @Override
        public Outcome outcome() {
            return Outcome.REFUSED;
        }
    }

    /** Answered with a failure. */
    record Failed() implements Ending {
        @Override
        public Outcome outcome() {
            return Outcome.FAILED;
        }
    }

    /** The answer broke off, and the client was told. */
    record Broken() implements Ending {
        @Override
        public Outcome outcome() {
            return Outcome.BROKEN;
        }
    }

    /** Nobody is there to be answered. */
    record Abandoned() implements Ending {
        @Override
        public Outcome outcome() {
            return Outcome.ABANDONED;
        }
    }

    /** Over: usage is recorded, what was reserved is returned. */
    record Settled(Outcome outcome) implements ExchangeState {}
}
