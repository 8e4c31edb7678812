package io.penstock.local;

import io.netty.buffer.Unpooled;
import io.penstock.dialect.FaultException;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import java.util.function.Supplier;

/**
 * A reply of JSON that may be made on another thread and is given on the event loop of the exchange, unless nobody waits for it any
 * more.
 */
final class LateReply implements LocalSource {
    private final LocalRequest request;
    private final LocalReply reply;

    /** Confined to the event loop. */
    private boolean isOver;

    LateReply(LocalRequest request, LocalReply reply) {
        this.request = request;
        this.reply = reply;
    }

    /** Does one step towards the answer, on the calling thread; a fault that it throws is the answer. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (FaultException fault) {
            onLoop(() -> reply.fault(fault.fault()));
        } catch (RuntimeException | OutOfMemoryError defect) {
            onLoop(() -> {
                throw defect;
            });
        }
    }

    /** Makes the answer on the calling thread, and gives it. */
    void answer(Supplier<byte[]> json) {
        attempt(() -> give(json.get()));
    }

    private void give(byte[] json) {
        onLoop(() -> give(json, reply));
    }

    private void onLoop(Runnable last) {
        request.loop().execute(() -> {
            if (!isOver) {
                isOver = true;
                reply.guarded(last);
            }
        });
    }

    /** Gives an answer at once; on the event loop. The bytes are only read. */
    static void give(byte[] json, LocalReply reply) {
        reply.head(200, "application/json");
        reply.payload(Unpooled.wrappedBuffer(json));
        reply.end();
    }

    @Override
    public void pause() {
        // The whole answer is one piece.
    }

    @Override
    public void resume() {
        // The whole answer is one piece.
    }

    @Override
    public void cancel() {
        isOver = true;
    }
}
