package io.penstock.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TLS towards clients. Without a certificate there is none.
 *
 * @param certificate a file of PEM: the certificate, and behind it those that lead to its authority
 * @param key a file of PEM: its private key (PKCS#8), without a password
 * @param clientAuthority a file of PEM: whose certificates clients are asked for; empty where none is
 * @param clientCertificates whether they must, where there is such an authority
 * @param handshakeTimeout what a client may take to come to an understanding
 */
public record TlsConfig(
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> clientAuthority,
        ClientCertificates clientCertificates,
        Duration handshakeTimeout) {
    static final Setting<Optional<Path>> CERTIFICATE = file("server.tls.certificate", "SERVER_TLS_CERT_PATH");
    static final Setting<Optional<Path>> KEY = file("server.tls.key", "SERVER_TLS_KEY_PATH");
    static final Setting<Optional<Path>> CLIENT_AUTHORITY =
            file("server.tls.clientAuthority", "SERVER_TLS_CLIENT_CA_PATH");
    static final Setting<ClientCertificates> CLIENT_CERTIFICATES = Setting.choice(
            "server.tls.clientCertificates",
            ClientCertificates.REQUIRED,
            ClientCertificates.class,
            "SERVER_TLS_CLIENT_CERTIFICATES");
    static final Setting<Duration> HANDSHAKE_TIMEOUT =
            Setting.duration("server.tls.handshakeTimeout", "10s", "1ms", "5m");

    static final List<Setting<?>> SETTINGS =
            List.of(CERTIFICATE, KEY, CLIENT_AUTHORITY, CLIENT_CERTIFICATES, HANDSHAKE_TIMEOUT);

    /** Clients speak no TLS. */
    static final TlsConfig OFF = new TlsConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            CLIENT_CERTIFICATES.defaultValue(),
            HANDSHAKE_TIMEOUT.defaultValue());

    /** How clients are asked for a certificate. */
    public enum ClientCertificates {
        /** Nobody without one gets in. */
        REQUIRED,
        /** Whoever has none is as one who was not asked; one that is not good ends the connection all the same. */
        OPTIONAL
    }

    /** Refuses one without the others that it needs. */
    public TlsConfig {
        HANDSHAKE_TIMEOUT.check(handshakeTimeout);
        if (certificate.isPresent() != key.isPresent() || (clientAuthority.isPresent() && certificate.isEmpty())) {
            throw new IllegalArgumentException(Setting.finding(
                    "server.tls", "one of certificate and key", "both, or none; clientAuthority with both"));
        }
        if (clientCertificates == ClientCertificates.OPTIONAL && clientAuthority.isEmpty()) {
            throw new IllegalArgumentException(Setting.finding(
                    CLIENT_CERTIFICATES.path(), "optional", "a clientAuthority, without which none is asked for"));
        }
    }

    private static Setting<Optional<Path>> file(String path, String variable) {
        return new Setting<>(
                path,
                "",
                List.of(variable),
                "the path of a file",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)),
                value -> true);
    }

    static TlsConfig read(Values values, Findings findings) {
        try {
            return new TlsConfig(
                    values.get(CERTIFICATE),
                    values.get(KEY),
                    values.get(CLIENT_AUTHORITY),
                    values.get(CLIENT_CERTIFICATES),
                    values.get(HANDSHAKE_TIMEOUT));
        } catch (IllegalArgumentException incomplete) {
            findings.add(String.valueOf(incomplete.getMessage()));
            return OFF;
        }
    }

    /** Whether clients speak TLS. */
    public boolean isOn() {
        return certificate.isPresent();
    }

    /** All the files that are read. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        certificate.ifPresent(files::add);
        key.ifPresent(files::add);
        clientAuthority.ifPresent(files::add);
        return files;
    }
}
