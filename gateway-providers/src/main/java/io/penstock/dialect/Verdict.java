package io.penstock.dialect;

/** What one event of a streamed answer is, as far as the relay must know. */
public enum Verdict {
    /** Says nothing the model made (a role, a ping, an id): held back until something of the others comes. */
    PREAMBLE,
    /** Output of the model, or the reason why it stopped. */
    OUTPUT,
    /** Token counts and nothing else: taken out again when the caller did not ask for it. */
    USAGE,
    /**
     * The dialect's last event: what ends without one was cut off. From here on the upstream's end is a good end; what it sends until
     * then still belongs to the answer (the second image of two, a compatible server's {@code [DONE]} after its own last event).
     */
    END,
    /** An error in place of an answer, or in the middle of one. It ends the answer too. */
    ERROR
}
