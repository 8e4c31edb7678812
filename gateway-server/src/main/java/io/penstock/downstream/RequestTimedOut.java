package io.penstock.downstream;

/** Travels down the pipeline when a request has begun and not ended in time. */
enum RequestTimedOut {
    INSTANCE
}
