package io.penstock.server;

import io.penstock.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate and its key, of files of PEM (RFC 7468). That the two belong together is tried: BoringSSL takes any two, and then fails
 * each handshake.
 *
 * @param chain the certificate, and those that lead to its authority
 * @param key its private key
 */
record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final byte[] PROBE = "penstock".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads the files.
     *
     * @throws ConfigException where one cannot be used, with the setting that names it
     */
    static PemIdentity read(Path certificate, Path key) {
        List<X509Certificate> chain = certificates("certificate", certificate);
        PemIdentity identity;
        try {
            identity = new PemIdentity(chain, key(key));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw refused("key", key, "a file of PEM with a private key, PKCS#8 without a password");
        }
        if (!identity.isPair(chain.get(0).getPublicKey())) {
            throw refused("key", key, "the key of the certificate in " + certificate);
        }
        return identity;
    }

    /**
     * Reads certificates, one or more.
     *
     * @param setting what names the file, under {@code server.tls}
     * @throws ConfigException where there is none
     */
    static List<X509Certificate> certificates(String setting, Path file) {
        List<X509Certificate> found = List.of();
        try (InputStream in = Files.newInputStream(file)) {
            found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | GeneralSecurityException unusable) {
            // As where the file has none.
        }
        if (found.isEmpty()) {
            throw refused(setting, file, "a file of PEM with certificates");
        }
        return found;
    }

    private static ConfigException refused(String setting, Path file, String expected) {
        return new ConfigException(List.of("server.tls." + setting + ": " + file + " (expected: " + expected + ")"));
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException("no key");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        GeneralSecurityException refused = new GeneralSecurityException("a key of no known kind");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException another) {
                refused = another;
            }
        }
        throw refused;
    }

    private boolean isPair(PublicKey known) {
        try {
            return isVerified(known);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    private boolean isVerified(PublicKey known) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "PemIdentity[" + chain.size() + " certificates]";
    }
}
