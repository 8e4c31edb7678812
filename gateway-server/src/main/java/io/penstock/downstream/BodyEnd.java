package io.penstock.downstream;

/** Travels down the pipeline behind the last piece of a request's body. */
enum BodyEnd {
    INSTANCE
}
