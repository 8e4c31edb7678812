package io.penstock.server.testing;

import io.netty.buffer.Unpooled;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadLimits;
import io.penstock.codec.http.HeadReader;

/** Heads of requests as the gateway reads them. */
public final class Heads {
    private Heads() {}

    /** Reads a whole head, one character per byte. */
    public static Head request(String text) {
        HeadReader reader = HeadReader.ofRequests(HeadLimits.DEFAULT);
        if (!reader.read(Unpooled.wrappedBuffer(Wire.bytes(text)))) {
            throw new IllegalArgumentException("no whole head: " + text);
        }
        return reader.head();
    }
}
