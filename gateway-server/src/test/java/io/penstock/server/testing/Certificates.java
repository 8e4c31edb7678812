package io.penstock.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Certificates with their keys, in a directory of the test's. The JDK's keytool makes them, since no class of its own does. */
public final class Certificates {
    /** Of the keys in the store. */
    public static final String PASSWORD = "password";

    private static final String TYPE = "PKCS12";

    private final Path directory;
    private final Path keys;

    public Certificates(Path directory) {
        this.directory = directory;
        this.keys = directory.resolve("keys.p12");
    }

    /** An authority. */
    public Certificates authority(String alias) {
        keytool(alias, "-ext", "bc:c");
        return this;
    }

    /** A certificate for a host; {@code signer} is an alias, empty for itself. */
    public Certificates issue(String alias, String host, String start, String signer) {
        List<String> more = new ArrayList<>(List.of("-ext", "san=dns:" + host, "-startdate", start));
        if (!signer.isEmpty()) {
            more.addAll(List.of("-signer", signer));
        }
        keytool(alias, more.toArray(String[]::new));
        return this;
    }

    /** A certificate of {@code signer}'s for {@code name}, with whatever else keytool is told. */
    public Certificates issueTo(String alias, String name, String signer, String... more) {
        List<String> all = new ArrayList<>(List.of("-dname", name, "-signer", signer));
        all.addAll(List.of(more));
        keytool(alias, all.toArray(String[]::new));
        return this;
    }

    private void keytool(String alias, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
        if (!List.of(more).contains("-dname")) {
            command.addAll(List.of("-dname", "CN=" + alias));
        }
        command.addAll(List.of("-validity", "2", "-storetype", TYPE, "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", keys.toString()));
        command.addAll(List.of(more));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(command.toString()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that was made. */
    public KeyStore store() {
        try {
            return KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store in which one certificate is trusted. */
    public KeyStore trusting(String alias) {
        try {
            KeyStore trusted = KeyStore.getInstance(TYPE);
            trusted.load(null, null);
            trusted.setCertificateEntry(alias, store().getCertificate(alias));
            return trusted;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client that trusts {@code authority}; {@code own} is the alias of what it shows, null for nothing. */
    public SSLContext client(String authority, @Nullable String own) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusting(authority));
            KeyManager[] keys = {};
            if (own != null) {
                KeyStore all = store();
                KeyStore one = KeyStore.getInstance(TYPE);
                one.load(null, null);
                char[] password = PASSWORD.toCharArray();
                one.setKeyEntry(own, all.getKey(own, password), password, all.getCertificateChain(own));
                KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
                factory.init(one, password);
                keys = new KeyManager[] {new Stubborn(own, (X509KeyManager) factory.getKeyManagers()[0])};
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate in a file of PEM. */
    public Path certificate(String alias) {
        try {
            return write(
                    alias + ".crt", "CERTIFICATE", store().getCertificate(alias).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its key in a file of PEM. */
    public Path key(String alias) {
        try {
            Key key = store().getKey(alias, PASSWORD.toCharArray());
            return write(alias + ".key", "PRIVATE KEY", key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String name, String kind, byte[] bytes) {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END "
                + kind + "-----\n";
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows what it has, whoever's was asked for: the JDK's own would show none of another authority. */
    private static final class Stubborn extends X509ExtendedKeyManager {
        private final String alias;
        private final X509KeyManager keys;

        Stubborn(String alias, X509KeyManager keys) {
            this.alias = alias;
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return alias;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {alias};
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            return keys.getCertificateChain(name);
        }

        @Override
        public PrivateKey getPrivateKey(String name) {
            return keys.getPrivateKey(name);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            throw new UnsupportedOperationException("a client");
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("a client");
        }
    }
}
