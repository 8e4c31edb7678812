package io.penstock.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.penstock.credential.MetadataAddresses;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes connections on one event loop. */
public final class Connector {
    /** Names of the upstream pipeline's handlers, in wire order. */
    static final String TLS = "tls";

    static final String HTTP = "http1-client";

    private final EventLoop loop;
    private final Bootstrap template;
    private final Bootstrap guarded;
    private final UpstreamSettings settings;

    /**
     * A connector for {@code loop}.
     *
     * @param template with {@code loop} as its group, channel class, resolver and socket options set
     */
    public Connector(EventLoop loop, Bootstrap template, UpstreamSettings settings) {
        this.loop = loop;
        this.template = template;
        this.guarded =
                template.clone().resolver(new GuardedNames(template.config().resolver(), settings.guard()));
        this.settings = settings;
    }

    void connect(Address address, AddressPool pool, UpstreamCall call) {
        call.onConnecting();
        if (!address.isTls()) {
            connect(address, null, pool, call);
            return;
        }
        Future<SslContext> tls = settings.tls().ask();
        if (tls.isSuccess()) {
            connect(address, tls.getNow(), pool, call);
        } else {
            tls.addListener(made -> loop.execute(() -> onTlsMade(tls, address, pool, call)));
        }
    }

    private void onTlsMade(Future<SslContext> tls, Address address, AddressPool pool, UpstreamCall call) {
        if (tls.isSuccess()) {
            connect(address, tls.getNow(), pool, call);
        } else {
            pool.onConnectFailed();
            call.onConnectFailed(ConnectFailure.TLS);
        }
    }

    private void connect(Address address, @Nullable SslContext tls, AddressPool pool, UpstreamCall call) {
        UpstreamConnection connection = new UpstreamConnection(pool);
        (address.isGuarded() ? guarded : template)
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(TLS, newHandler(tls, channel, address));
                        }
                        channel.pipeline().addLast(HTTP, connection);
                    }
                })
                .connect(address.host(), address.port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        // Of a channel that could not even be made, another thread tells.
                        loop.execute(() -> fail(connected, pool, call));
                    } else if (MetadataAddresses.isTrap(
                            address.host(), connection.channel().remoteAddress())) {
                        connection.channel().close();
                        pool.onConnectFailed();
                        call.onConnectFailed(ConnectFailure.UNREACHABLE);
                    } else if (tls != null) {
                        awaitTls(connection, pool, call);
                    } else {
                        connection.lend(call);
                    }
                });
    }

    private SslHandler newHandler(SslContext tls, Channel channel, Address address) {
        SslHandler handler = tls.newHandler(channel.alloc(), address.host(), address.port());
        handler.setHandshakeTimeoutMillis(settings.connectTimeoutMillis());
        return handler;
    }

    private static void awaitTls(UpstreamConnection connection, AddressPool pool, UpstreamCall call) {
        connection.channel().pipeline().get(SslHandler.class).handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                connection.lend(call);
            } else {
                connection.channel().close();
                fail(shaken, pool, call);
            }
        });
    }

    private static void fail(Future<?> future, AddressPool pool, UpstreamCall call) {
        pool.onConnectFailed();
        Throwable cause = future.cause();
        if (cause instanceof GuardedNames.Refused) {
            call.onConnectFailed(ConnectFailure.REFUSED);
        } else if (cause instanceof ConnectTimeoutException) {
            call.onConnectFailed(ConnectFailure.TIMED_OUT);
        } else if (cause instanceof SSLException) {
            call.onConnectFailed(ConnectFailure.TLS);
        } else {
            call.onConnectFailed(ConnectFailure.UNREACHABLE);
        }
    }
}
