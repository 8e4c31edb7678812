package io.penstock.downstream;

import io.netty.handler.ssl.SslHandler;
import io.penstock.codec.address.AddressLiteral;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.codec.proxy.ForwardedNode;
import io.penstock.downstream.DownstreamSettings.Proxies;
import io.penstock.exchange.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection: a client, or a proxy that is trusted to say who the client is. Confined to its event loop.
 *
 * <p>Of a connection, the PROXY protocol says it before its first byte. Of a request, a field does, which counts only if whoever the
 * connection is from, the PROXY header heeded, is trusted too: the client is the rightmost address in it that is no trusted proxy's. The
 * way ends at what is no address: then who wrote that down is the last one known.
 */
final class Peer {
    /** A way is not followed further: what is left of it costs too much, and nobody has so many proxies. */
    private static final int HOPS_MAX = 16;

    private final Proxies proxies;
    private @Nullable InetAddress address;
    private boolean isProxy;
    /** The address as text: made once a connection. */
    private @Nullable String text;

    private @Nullable SslHandler tls;
    private @Nullable Origin origin;

    private Peer(Proxies proxies, @Nullable InetAddress address) {
        this.proxies = proxies;
        this.address = address;
        this.isProxy = address != null && proxies.trusted().contains(address);
    }

    /** Who has connected from there. */
    static Peer at(@Nullable SocketAddress remote, Proxies proxies) {
        return new Peer(proxies, remote instanceof InetSocketAddress inet ? inet.getAddress() : null);
    }

    /** Whether it may connect at all. */
    boolean isWelcome() {
        return isProxy || !proxies.isHeaderRequired();
    }

    /** Whose the connection is among all of one address; null where that is not known, or is a trusted proxy's. */
    @Nullable
    InetAddress counted() {
        return isProxy ? null : address;
    }

    /**
     * The proxy has said whom it speaks for.
     *
     * @param source 4 or 16 bytes; null where it did not say: then it is the proxy, but a field of a request may be anybody's
     */
    void onHeader(byte @Nullable [] source) {
        if (source == null) {
            isProxy = false;
        } else {
            address = AddressLiteral.inet(source);
            isProxy = proxies.trusted().contains(source);
            text = null;
        }
    }

    /** It speaks TLS, and may show a certificate in its handshake. */
    void onTls(SslHandler handler) {
        tls = handler;
    }

    /** Where the connection is from. Asked with its first request, when its handshake is over, and then known. */
    Origin origin() {
        if (origin == null) {
            origin = Origin.of(address(), tls == null ? null : certificate(tls.engine()));
        }
        return origin;
    }

    /** Where a request is from. */
    Origin origin(Head head) {
        return isProxy ? origin().at(client(head)) : origin();
    }

    /** What was shown in the handshake; in that of a resumed session, what was shown in the first. */
    private static @Nullable X509Certificate certificate(SSLEngine engine) {
        try {
            boolean isAsked = engine.getNeedClientAuth() || engine.getWantClientAuth();
            Certificate[] shown = isAsked ? engine.getSession().getPeerCertificates() : new Certificate[0];
            return shown.length > 0 && shown[0] instanceof X509Certificate own ? own : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /** Where the connection is from, as text; null where that is no address of the Internet. */
    @Nullable
    String address() {
        if (text == null && address != null) {
            text = address.getHostAddress();
        }
        return text;
    }

    /** Where a request is from, as text; null where that is no address of the Internet. */
    @Nullable
    String client(Head head) {
        byte[] client = isProxy ? client(head, proxies.field()) : null;
        return client == null ? address() : AddressLiteral.inet(client).getHostAddress();
    }

    private byte @Nullable [] client(Head head, Field field) {
        byte[] last = null;
        int hops = 0;
        for (int i = head.size() - 1; i >= 0; i--) {
            if (head.field(i) != field) {
                continue;
            }
            String way = head.value(i);
            for (int end = way.length(), comma = 0; comma >= 0; end = comma) {
                comma = way.lastIndexOf(',', end - 1);
                byte[] node = node(way.substring(comma + 1, end));
                if (node == null || ++hops > HOPS_MAX) {
                    return last;
                }
                last = node;
                if (!proxies.trusted().contains(node)) {
                    return last;
                }
            }
        }
        return last;
    }

    private byte @Nullable [] node(String text) {
        return proxies.field() == Field.FORWARDED ? ForwardedNode.ofElement(text) : ForwardedNode.ofEntry(text);
    }
}
