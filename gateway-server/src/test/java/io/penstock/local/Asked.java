package io.penstock.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.exchange.Caller;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import io.penstock.identity.Identity;
import io.penstock.server.testing.Heads;
import io.penstock.surface.SurfaceMatch;
import io.penstock.surface.SurfaceTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A GET that a local answer was asked, on the event loop, and what it said. */
final class Asked implements LocalReply {
    private final StringBuilder said = new StringBuilder();
    private final CompletableFuture<String> whole = new CompletableFuture<>();
    private final EventExecutor loop;
    private LocalSource source = LocalSource.NOTHING_MORE;

    private Asked(EventExecutor loop) {
        this.loop = loop;
    }

    /** Asks; the answer comes later. */
    static Asked ask(LocalAnswer answer, String target, EventExecutor loop) {
        return ask(answer, target, "", loop);
    }

    /** As above, with fields: lines with their ends. */
    static Asked ask(LocalAnswer answer, String target, String fields, EventExecutor loop) {
        Asked asked = new Asked(loop);
        LocalRequest request = request(target, fields, loop);
        loop.submit(() -> asked.source = answer.answer(request, asked)).syncUninterruptibly();
        return asked;
    }

    private static LocalRequest request(String target, String fields, EventExecutor loop) {
        Head head = Heads.request("GET " + target + " HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n");
        SurfaceMatch match = SurfaceTable.standard().match(HttpMethod.GET, head.path());
        return new LocalRequest(
                head,
                ((SurfaceMatch.Found) match).variables(),
                Identity.ANYBODY,
                Caller.ANONYMOUS,
                OpenAiDialect.INSTANCE,
                null,
                null,
                false,
                List.of(),
                loop,
                UnpooledByteBufAllocator.DEFAULT);
    }

    /** Status and body, or the fault's status and message. */
    String said() {
        return whole.orTimeout(30, TimeUnit.SECONDS).join();
    }

    boolean isSaid() {
        return whole.isDone();
    }

    /** The client goes away. */
    void cancel() {
        loop.submit(() -> source.cancel()).syncUninterruptibly();
    }

    @Override
    public void head(int status, String contentType) {
        said.append(status).append(' ');
    }

    @Override
    public void payload(ByteBuf payload) {
        said.append(payload.toString(StandardCharsets.UTF_8));
        payload.release();
    }

    @Override
    public void end() {
        onLoop(said.toString());
    }

    @Override
    public void fault(GatewayFault fault) {
        onLoop(fault.status() + " " + fault.kind().code() + " " + fault.message());
    }

    @Override
    public void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException defect) {
            onLoop("defect: " + defect.getMessage());
        }
    }

    private void onLoop(String answer) {
        whole.complete(loop.inEventLoop() ? answer : "not on the event loop: " + answer);
    }
}
