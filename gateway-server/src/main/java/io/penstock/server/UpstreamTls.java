package io.penstock.server;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLException;

/** TLS towards providers: BoringSSL where its native part loads, else the JDK's; the host's name is verified by both. */
final class UpstreamTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private UpstreamTls() {}

    static SslContext newContext() {
        return newContext(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }

    static SslContext newContext(SslProvider provider) {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .protocols(VERSIONS)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        } catch (SSLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
