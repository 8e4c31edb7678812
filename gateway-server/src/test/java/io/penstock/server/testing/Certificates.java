package io.penstock.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

    private void keytool(String alias, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
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
}
