package io.penstock.server;

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

    static PemIdentity read(Path certificate, Path key) throws IOException, GeneralSecurityException {
        PemIdentity identity = new PemIdentity(certificates(certificate), key(key));
        if (identity.chain.isEmpty() || !identity.isPair(identity.chain.get(0).getPublicKey())) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
        return identity;
    }

    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
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

    private boolean isPair(PublicKey known) throws GeneralSecurityException {
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
