package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;
import io.penstock.surface.SurfaceMatch;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A request of which is not yet known who sent it. Nothing more is read from its client meanwhile; what has come within the read that
 * brought its head is kept, one receive buffer at most.
 */
final class Waiting {
    final Head head;
    final SurfaceMatch.Found found;
    final Entrance entrance;
    private final Deque<ByteBuf> pieces = new ArrayDeque<>(2);
    private boolean isWhole;

    Waiting(Head head, SurfaceMatch.Found found, Entrance entrance) {
        this.head = head;
        this.found = found;
        this.entrance = entrance;
    }

    /** A piece of the body has come. Takes {@code piece}. */
    void keep(ByteBuf piece) {
        pieces.add(piece);
    }

    void keepEnd() {
        isWhole = true;
    }

    /** Tells {@code exchange} what has come meanwhile. */
    void replay(Exchange exchange) {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            exchange.onBody(piece);
        }
        if (isWhole) {
            exchange.onBodyEnd();
        }
    }

    void release() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
    }
}
