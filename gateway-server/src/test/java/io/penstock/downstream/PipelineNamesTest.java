package io.penstock.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
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
import io.penstock.upstream.AddressGuard;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipelines are those that {@link HandlerNames} draws. */
final class PipelineNamesTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final AccessLog log = AccessLog.to(OutputStream.nullOutputStream(), 16);

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void handlersStandInTheOrderThatIsDrawn(boolean hasTls, boolean hasProxies) throws SSLException {
        DownstreamSettings.Proxies proxies = hasProxies ? proxies() : DownstreamSettings.Proxies.NONE;
        EmbeddedChannel channel = new EmbeddedChannel(initializer(settings(hasTls, false, proxies))) {
            @Override
            public SocketAddress remoteAddress() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            }
        };

        requireNames(
                channel,
                HandlerNames.ORDER.stream()
                        .filter(name -> hasTls || !name.equals(HandlerNames.TLS))
                        .filter(name -> hasProxies || !name.equals(HandlerNames.PROXY))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereThereIsAChoiceNothingElseIsThereBeforeItIsMade(boolean hasTls) throws SSLException {
        EmbeddedChannel channel =
                new EmbeddedChannel(initializer(settings(hasTls, true, DownstreamSettings.Proxies.NONE)));

        requireNames(channel, hasTls ? List.of(HandlerNames.TLS, HandlerNames.VERSION) : List.of(HandlerNames.VERSION));
    }

    @Test
    void aChoiceThatIsMadeLeavesWhatIsDrawn() throws SSLException {
        EmbeddedChannel http1 =
                new EmbeddedChannel(initializer(settings(false, true, DownstreamSettings.Proxies.NONE)));
        EmbeddedChannel http2 =
                new EmbeddedChannel(initializer(settings(false, true, DownstreamSettings.Proxies.NONE)));

        http1.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));
        http2.writeInbound(Unpooled.copiedBuffer(PREFACE, StandardCharsets.US_ASCII));

        requireNames(http1, HandlerNames.ORDER.subList(2, HandlerNames.ORDER.size()));
        requireNames(http2, HandlerNames.HTTP2_ORDER.subList(2, HandlerNames.HTTP2_ORDER.size()));
    }

    @Test
    void aStreamHasWhatIsDrawn() throws SSLException {
        DownstreamSettings settings = settings(false, true, DownstreamSettings.Proxies.NONE);
        EmbeddedChannel stream = new EmbeddedChannel();

        initializer(settings)
                .addStream(
                        stream.pipeline(),
                        new Http2Server(settings, new Http2Guard(1), false),
                        Peer.at(stream.remoteAddress(), DownstreamSettings.Proxies.NONE));

        requireNames(stream, HandlerNames.STREAM_ORDER);
    }

    /** The last one is the pipeline's own tail; the embedded channel may have a handler of its own before it. */
    private static void requireNames(EmbeddedChannel channel, List<String> order) {
        List<String> names = new ArrayList<>(channel.pipeline().names());
        names.removeIf(name -> name.startsWith("EmbeddedChannel$")
                || name.startsWith("PipelineNamesTest$")
                || name.startsWith("DefaultChannelPipeline$"));
        channel.finishAndReleaseAll();

        assertThat(names).containsExactlyElementsOf(order);
    }

    private DownstreamInitializer initializer(DownstreamSettings settings) {
        LateTls noTls = new LateTls(() -> {
            throw new IllegalStateException("no TLS is wanted here");
        });
        UpstreamSettings upstream = new UpstreamSettings(1, 1, 1, 1, 1, noTls, new AddressGuard(Networks.NONE));
        return new DownstreamInitializer(
                () -> settings,
                loop -> context(loop, upstream, log),
                new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
                new OpenConnections(),
                () -> false);
    }

    private static DownstreamSettings settings(boolean hasTls, boolean hasHttp2, DownstreamSettings.Proxies proxies)
            throws SSLException {
        return new DownstreamSettings(
                HeadLimits.DEFAULT,
                0,
                HOUR,
                0,
                new DownstreamSettings.Slow(HOUR, HOUR, 0),
                2,
                0,
                hasTls ? new DownstreamSettings.Tls(anyTls(), 1000) : null,
                hasHttp2 ? new DownstreamSettings.Http2(1, 65_536, 65_536) : null,
                proxies);
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
