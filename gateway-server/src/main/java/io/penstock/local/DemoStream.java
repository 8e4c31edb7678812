package io.penstock.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Streams an answer of the demo provider at the pace of a quick model. Confined to its event loop. */
final class DemoStream implements LocalSource {
    private static final long INTERVAL_MILLIS = 15;
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final LocalRequest request;
    private final LocalReply reply;
    private final Deque<ObjectNode> chunks = new ArrayDeque<>();
    private boolean isPaused;
    private @Nullable ScheduledFuture<?> timer;

    DemoStream(DemoAnswer answer, LocalRequest request, LocalReply reply) {
        this.request = request;
        this.reply = reply;
        chunks.add(answer.role());
        for (String word : answer.words()) {
            chunks.add(answer.delta(word));
        }
        chunks.add(answer.finish());
        chunks.add(answer.usageChunk());
    }

    DemoStream start() {
        reply.head(200, "text/event-stream; charset=utf-8");
        timer = request.loop()
                .scheduleAtFixedRate(
                        () -> reply.guarded(this::onTick), INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    private void onTick() {
        if (isPaused) {
            return;
        }
        ObjectNode chunk = chunks.poll();
        if (chunk != null) {
            byte[] json = chunk.toString().getBytes(StandardCharsets.UTF_8);
            ByteBuf event = request.alloc().buffer(DATA.length + json.length + EVENT_END.length);
            reply.payload(event.writeBytes(DATA).writeBytes(json).writeBytes(EVENT_END));
        } else {
            cancel();
            reply.payload(request.alloc().buffer(DONE.length).writeBytes(DONE));
            reply.end();
        }
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume() {
        isPaused = false;
    }

    @Override
    public void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
