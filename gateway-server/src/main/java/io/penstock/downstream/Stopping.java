package io.penstock.downstream;

/** Travels down the pipeline of every client when the gateway is to stop: a connection without a request has nothing to finish. */
public enum Stopping {
    /** The only one. */
    INSTANCE
}
