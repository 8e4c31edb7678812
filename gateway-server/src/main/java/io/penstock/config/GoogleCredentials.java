package io.penstock.config;

import io.penstock.credential.Credential;
import io.penstock.credential.GoogleMetadata;
import io.penstock.credential.GoogleServiceAccount;
import io.penstock.provider.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of Google, the first of: keys of the provider's own; a service account ({@code VERTEX_CREDENTIALS_JSON},
 * {@code VERTEX_CREDENTIALS_FILE}, {@code GOOGLE_APPLICATION_CREDENTIALS}); the metadata server. The last two are only asked for once
 * something is said of the provider by its own name. A provider {@code a-b} takes what is said of {@code a}.
 */
final class GoogleCredentials implements CloudCredentials {
    private static final String JSON = "CREDENTIALS_JSON";
    private static final String FILE = "CREDENTIALS_FILE";
    private static final String APPLICATION = "GOOGLE_APPLICATION_CREDENTIALS";
    private static final String PROJECT = "PROJECT";
    private static final String LOCATION = "LOCATION";
    private static final long FILE_BYTES_MAX = 64 * 1024;

    private final Map<String, String> environment;
    private final Findings findings;

    GoogleCredentials(Map<String, String> environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    @Override
    public List<Credential> read(ProviderEntry entry, List<Credential> keys, boolean isWanted) {
        Provider provider = entry.provider();
        if (!keys.isEmpty()) {
            return keys;
        }
        Said json = named(provider, JSON);
        Said file = named(provider, FILE);
        if (json != null) {
            return account(json.variable(), json.value());
        }
        if (file != null) {
            return accountOfFile(file.variable(), file.value());
        }
        if (!isWanted && named(provider, PROJECT) == null && named(provider, LOCATION) == null) {
            return List.of();
        }
        String common = said(APPLICATION);
        return common == null ? List.of(new GoogleMetadata(GoogleMetadata.SERVER)) : accountOfFile(APPLICATION, common);
    }

    private List<Credential> accountOfFile(String variable, String path) {
        try {
            Path file = Path.of(path);
            if (Files.size(file) <= FILE_BYTES_MAX) {
                return account(variable, Files.readString(file));
            }
        } catch (IOException | InvalidPathException e) {
            // Told as what it comes to.
        }
        findings.addUnshown(variable, "a file that can be read and holds " + GoogleServiceAccount.EXPECTED);
        return List.of();
    }

    private List<Credential> account(String variable, String json) {
        try {
            return List.of(GoogleServiceAccount.parse(json));
        } catch (IllegalArgumentException e) {
            findings.addUnshown(variable, GoogleServiceAccount.EXPECTED);
            return List.of();
        }
    }

    @Override
    public @Nullable String value(Provider provider, String name, List<Credential> credentials) {
        Said own = named(provider, name);
        if (own != null) {
            return own.value();
        }
        String common = said("GOOGLE_CLOUD_" + name);
        if (common == null && name.equals(PROJECT)) {
            for (Credential credential : credentials) {
                if (credential instanceof GoogleServiceAccount account) {
                    return account.project();
                }
            }
        }
        return common;
    }

    private record Said(String variable, String value) {}

    private @Nullable Said named(Provider provider, String suffix) {
        int dash = provider.id().indexOf('-');
        String own = provider.variable(suffix);
        String family = dash < 0 ? own : Provider.variable(provider.id().substring(0, dash), suffix);
        for (String variable : List.of(own, family)) {
            String value = said(variable);
            if (value != null) {
                return new Said(variable, value);
            }
        }
        return null;
    }

    private @Nullable String said(String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
