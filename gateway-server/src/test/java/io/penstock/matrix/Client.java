package io.penstock.matrix;

import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Broken;
import io.penstock.matrix.Said.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A vendor's own client, which does not try again. */
abstract class Client implements AutoCloseable {
    /** Far beyond what any answer takes: the first one loads the classes of a client, on a machine that may be busy. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    static final String KEY = "sk-of-the-client";

    /** The client's name. */
    abstract String name();

    /** The dialect that it speaks, by its name. */
    abstract String dialect();

    /** Asks, and gets the answer in one piece. */
    abstract Answer whole(Feature feature, String model);

    /**
     * Asks, and gets the answer as a stream.
     *
     * @param heard gets the text as it comes
     */
    abstract Answer streamed(Feature feature, String model, StringBuilder heard);

    /** What the client's own exception says; null where it is no error that the server told. */
    abstract @Nullable Refused refused(RuntimeException failure);

    /** Whether this is how the client tells its caller that something failed. */
    abstract boolean isFailure(RuntimeException failure);

    /** Asks, and tells what came of it. */
    final Said ask(Feature feature, String model, boolean isStreamed) {
        StringBuilder heard = new StringBuilder();
        try {
            return isStreamed ? streamed(feature, model, heard) : whole(feature, model);
        } catch (RuntimeException e) {
            if (!isFailure(e)) {
                throw e;
            }
            Refused refused = heard.isEmpty() ? refused(e) : null;
            return refused == null ? new Broken(heard.toString(), e) : refused;
        }
    }

    @Override
    public final String toString() {
        return name();
    }

    @Override
    public abstract void close();
}
