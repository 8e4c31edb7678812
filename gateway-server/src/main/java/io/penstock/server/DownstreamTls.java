package io.penstock.server;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.penstock.config.ConfigException;
import io.penstock.config.ServerConfig;
import io.penstock.config.TlsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS towards clients, made of the files that the configuration names: BoringSSL where its native part loads, else the JDK's. */
final class DownstreamTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private static final String[] HTTP_1 = {ApplicationProtocolNames.HTTP_1_1};
    private static final String[] HTTP_2_AND_1 = {ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1};

    static {
        // The JDK's own would begin a handshake anew for each client that asks, which BoringSSL does not; read once,
        // with its first as a server.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private DownstreamTls() {}

    /**
     * Reads the files. Gives what was made: it is to be released, and connections that began with it hold it too.
     *
     * @return null where clients speak no TLS
     * @throws ConfigException where they hold no certificate, no key, or not the certificate's
     */
    static @Nullable SslContext newContext(ServerConfig server) {
        TlsConfig config = server.tls();
        Optional<Path> certificate = config.certificate();
        Optional<Path> key = config.key();
        if (certificate.isEmpty() || key.isEmpty()) {
            return null;
        }
        PemIdentity own = PemIdentity.read(certificate.get(), key.get());
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(own.key(), own.chain())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                    .protocols(VERSIONS)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            server.http2().enabled() ? HTTP_2_AND_1 : HTTP_1));
            if (config.clientAuthority().isPresent()) {
                builder.trustManager(PemIdentity.certificates(
                                "clientAuthority", config.clientAuthority().get()))
                        .clientAuth(
                                config.clientCertificates() == TlsConfig.ClientCertificates.OPTIONAL
                                        ? ClientAuth.OPTIONAL
                                        : ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new ConfigException(List.of("server.tls: " + config.files()
                    + " (expected: a certificate and a key of a kind that TLS 1.2 or 1.3 has a use for)"));
        }
    }
}
