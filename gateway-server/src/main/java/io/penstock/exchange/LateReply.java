package io.penstock.exchange;

import io.netty.buffer.Unpooled;
import io.penstock.dialect.FaultException;
import java.util.function.Supplier;

/**
 * A reply in one piece that may be made on another thread and is given on the event loop of the exchange, unless nobody waits for it any
 * more.
 */
public final class LateReply implements LocalSource {
    private static final String JSON = "application/json";

    private final LocalRequest request;
    private final LocalReply reply;

    /** Confined to the event loop. */
    private boolean isOver;

    /** A reply that is not given yet. */
    public LateReply(LocalRequest request, LocalReply reply) {
        this.request = request;
        this.reply = reply;
    }

    /** Does one step towards the answer, on the calling thread; a fault that it throws is the answer. */
    public void attempt(Runnable step) {
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

    /** Makes an answer of JSON on the calling thread, and gives it. */
    public void answer(Supplier<byte[]> json) {
        answer(JSON, json);
    }

    /** The same of an answer of any type. */
    public void answer(String contentType, Supplier<byte[]> body) {
        attempt(() -> {
            byte[] made = body.get();
            onLoop(() -> give(contentType, made, reply));
        });
    }

    private void onLoop(Runnable last) {
        request.loop().execute(() -> {
            if (!isOver) {
                isOver = true;
                reply.guarded(last);
            }
        });
    }

    /** Gives an answer of JSON at once; on the event loop. The bytes are only read. */
    public static void give(byte[] json, LocalReply reply) {
        give(JSON, json, reply);
    }

    private static void give(String contentType, byte[] body, LocalReply reply) {
        reply.head(200, contentType);
        reply.payload(Unpooled.wrappedBuffer(body));
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
