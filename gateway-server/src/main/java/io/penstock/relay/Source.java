package io.penstock.relay;

/** Where an answer comes from: an upstream connection, or an answer made here. Used on the exchange's event loop. */
public interface Source {

    /** Stops reading: the sink is full. At most the read under way still comes. */
    void pause();

    /** Reads on. */
    void resume();
}
