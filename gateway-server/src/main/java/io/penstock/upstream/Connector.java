package io.penstock.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.penstock.credential.MetadataAddresses;
import javax.net.ssl.SSLException;

/** Makes connections on one event loop. */
public final class Connector {
    /** Names of the upstream pipeline's handlers, in wire order. */
    static final String TLS = "tls";

    static final String HTTP = "http1-client";

    private final Bootstrap template;
    private final UpstreamSettings settings;

    /**
     * A connector for the loop of {@code template}.
     *
     * @param template with group, channel class, resolver and socket options set
     */
    public Connector(Bootstrap template, UpstreamSettings settings) {
        this.template = template;
        this.settings = settings;
    }

    void connect(Address address, AddressPool pool, UpstreamCall call) {
        UpstreamConnection connection = new UpstreamConnection(pool);
        template.clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (address.isTls()) {
                            channel.pipeline().addLast(TLS, tls(channel, address));
                        }
                        channel.pipeline().addLast(HTTP, connection);
                    }
                })
                .connect(address.host(), address.port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        fail(connected, pool, call);
                    } else if (MetadataAddresses.isTrap(
                            address.host(), connection.channel().remoteAddress())) {
                        connection.channel().close();
                        pool.onConnectFailed();
                        call.onConnectFailed(ConnectFailure.UNREACHABLE);
                    } else if (address.isTls()) {
                        awaitTls(connection, pool, call);
                    } else {
                        connection.lend(call);
                    }
                });
    }

    private SslHandler tls(Channel channel, Address address) {
        SslHandler handler = settings.tls().newHandler(channel.alloc(), address.host(), address.port());
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
        if (cause instanceof ConnectTimeoutException) {
            call.onConnectFailed(ConnectFailure.TIMED_OUT);
        } else if (cause instanceof SSLException || cause instanceof ChannelException) {
            call.onConnectFailed(ConnectFailure.TLS);
        } else {
            call.onConnectFailed(ConnectFailure.UNREACHABLE);
        }
    }
}
