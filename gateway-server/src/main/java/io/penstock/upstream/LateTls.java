package io.penstock.upstream;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS towards providers, made when it is first asked for, on a thread of its own. To read the certificates that are trusted and to load
 * BoringSSL takes 190 of the 620 ms of a start on one core (JDK 25): neither a start nor an event loop is to wait for that. Safe for use
 * by all event loops.
 */
public final class LateTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LateTls.class);

    private final Supplier<SslContext> maker;
    private final Promise<SslContext> made = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private final AtomicBoolean isAsked = new AtomicBoolean();

    /** TLS as {@code maker} makes it; it is called once at most. */
    public LateTls(Supplier<SslContext> maker) {
        this.maker = maker;
    }

    /** What is made, or will be: the first call begins. Its listeners are called on a thread of Netty's, on no event loop. */
    public Future<SslContext> ask() {
        if (isAsked.compareAndSet(false, true)) {
            Thread thread = new Thread(this::make, "tls");
            thread.setDaemon(true);
            thread.start();
        }
        return made;
    }

    private void make() {
        try {
            made.setSuccess(maker.get());
        } catch (RuntimeException | LinkageError unusable) {
            LOG.atError().setCause(unusable).log("no TLS towards providers");
            made.setFailure(unusable);
        }
    }

    /** Lets go of what was made: of BoringSSL's, memory outside of the heap hangs on it. */
    @Override
    public void close() {
        if (!isAsked.compareAndSet(false, true)) {
            made.addListener(done -> {
                if (done.isSuccess()) {
                    ReferenceCountUtil.release(done.getNow());
                }
            });
        }
    }
}
