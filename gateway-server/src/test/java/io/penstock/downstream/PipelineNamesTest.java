package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.penstock.codec.address.Networks;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.HeadLimits;
import io.penstock.exchange.HeldBytes;
import io.penstock.exchange.LiveExchanges;
import io.penstock.exchange.LocalSource;
import io.penstock.exchange.LoopContext;
import io.penstock.limit.Limiter;
import io.penstock.telemetry.AccessLog;
import io.penstock.upstream.ConnectionLimits;
import io.penstock.upstream.Connector;
import io.penstock.upstream.Grants;
import io.penstock.upstream.LateTls;
import io.penstock.upstream.UpstreamPool;
import io.penstock.upstream.UpstreamSettings;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pipeline is the one that {@link HandlerNames} draws. */
final class PipelineNamesTest {

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void handlersStandInTheOrderThatIsDrawn(boolean hasTls, boolean hasProxies) throws SSLException {
        UpstreamSettings upstream = new UpstreamSettings(1, 1, 1, 1, 1, new LateTls(() -> {
            throw new IllegalStateException("no TLS is wanted here");
        }));
        DownstreamSettings settings = new DownstreamSettings(
                HeadLimits.DEFAULT,
                0,
                0,
                0,
                new DownstreamSettings.Slow(0, 0, 0),
                1,
                0,
                hasTls ? new DownstreamSettings.Tls(anyTls(), 1000) : null,
                null,
                hasProxies ? proxies() : DownstreamSettings.Proxies.NONE);
        List<String> order = HandlerNames.ORDER.stream()
                .filter(name -> hasTls || !name.equals(HandlerNames.TLS))
                .filter(name -> hasProxies || !name.equals(HandlerNames.PROXY))
                .toList();
        try (AccessLog log = AccessLog.to(OutputStream.nullOutputStream(), 16)) {
            EmbeddedChannel channel =
                    new EmbeddedChannel(new DownstreamInitializer(
                            () -> settings,
                            loop -> context(loop, upstream, log),
                            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
                            new OpenConnections(),
                            () -> false)) {
                        @Override
                        public SocketAddress remoteAddress() {
                            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
                        }
                    };

            List<String> names = channel.pipeline().names();

            // The last one is the pipeline's own tail; the embedded channel has a handler of its own before it.
            assertThat(names).startsWith(order.toArray(String[]::new));
            assertThat(names.subList(order.size(), names.size()))
                    .noneMatch(HandlerNames.ORDER::contains)
                    .hasSizeLessThanOrEqualTo(2);
            channel.finishAndReleaseAll();
        }
    }

    private static DownstreamSettings.Proxies proxies() {
        return new DownstreamSettings.Proxies(Networks.parse(List.of("127.0.0.0/8")), true, Field.X_FORWARDED_FOR);
    }

    /** Which one does not matter: nobody shakes hands here. */
    private static SslContext anyTls() throws SSLException {
        return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
    }

    private static LoopContext context(EventLoop loop, UpstreamSettings upstream, AccessLog log) {
        return new LoopContext(
                loop,
                new UpstreamPool(
                        loop, new Connector(loop, new Bootstrap(), upstream), upstream, new ConnectionLimits(1)),
                new Grants(Clock.systemUTC()),
                new LiveExchanges(),
                () -> {
                    throw new IllegalStateException("no exchange begins here");
                },
                new HeldBytes(1),
                Limiter.of(System::nanoTime),
                Map.of(),
                caller -> null,
                (request, reply) -> LocalSource.NOTHING_MORE,
                log,
                null);
    }
}
