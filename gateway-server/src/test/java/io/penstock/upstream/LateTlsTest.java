package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class LateTlsTest {
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void isMadeWhenItIsFirstAskedForAndOnce() throws InterruptedException {
        LateTls tls = new LateTls(() -> newContext(SslProvider.JDK));
        assertThat(made).hasValue(0);

        Future<SslContext> first = tls.ask();
        Future<SslContext> second = tls.ask();

        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.getNow()).isSameAs(first.getNow()).isNotNull();
        assertThat(made).hasValue(1);
    }

    @Test
    void whatCannotBeMadeIsAFailureForEachWhoAsks() throws InterruptedException {
        LateTls tls = new LateTls(() -> {
            throw new IllegalStateException("no certificates");
        });

        assertThat(tls.ask().await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tls.ask().cause()).hasMessage("no certificates");
    }

    @Test
    void closingLetsGoOfWhatWasMade() throws InterruptedException {
        Assumptions.assumeTrue(OpenSsl.isAvailable());
        LateTls tls = new LateTls(() -> newContext(SslProvider.OPENSSL_REFCNT));
        Future<SslContext> asked = tls.ask();

        tls.close();

        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        ReferenceCounted context = (ReferenceCounted) asked.getNow();
        for (int i = 0; i < 1000 && context.refCnt() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(context.refCnt()).isZero();
    }

    @Test
    void closingMakesNothing() {
        LateTls tls = new LateTls(() -> newContext(SslProvider.JDK));

        tls.close();

        assertThat(made).hasValue(0);
    }

    private SslContext newContext(SslProvider provider) {
        made.incrementAndGet();
        try {
            return SslContextBuilder.forClient().sslProvider(provider).build();
        } catch (SSLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
