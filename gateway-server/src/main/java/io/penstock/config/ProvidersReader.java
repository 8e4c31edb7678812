package io.penstock.config;

import io.penstock.credential.Credential;
import io.penstock.credential.CredentialKind;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.MetadataAddresses;
import io.penstock.credential.Secret;
import io.penstock.provider.BaseUrl;
import io.penstock.provider.Catalogue;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Provider;
import io.penstock.provider.UrlTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes endpoints: gives each known provider the address and the keys that the file and the environment have for it. */
final class ProvidersReader {
    static final String API_URL = "API_URL";
    static final String API_KEY = "API_KEY";

    private final Map<String, String> environment;
    private final Catalogue catalogue;
    private final Findings findings;

    ProvidersReader(Map<String, String> environment, Catalogue catalogue, Findings findings) {
        this.environment = environment;
        this.catalogue = catalogue;
        this.findings = findings;
    }

    ProvidersConfig read(Map<String, @Nullable Object> file) {
        List<ProviderEntry> entries = entries(file);
        List<Provider> known = new ArrayList<>();
        List<Endpoint> configured = new ArrayList<>();
        for (ProviderEntry entry : entries) {
            known.add(entry.provider());
            Endpoint endpoint = endpoint(entry);
            if (endpoint != null) {
                configured.add(endpoint);
            }
        }
        return new ProvidersConfig(new Catalogue(known), configured);
    }

    private List<ProviderEntry> entries(Map<String, @Nullable Object> file) {
        Map<String, @Nullable Object> rest = new HashMap<>(file);
        List<ProviderEntry> entries = new ArrayList<>();
        ProviderEntryReader reader = new ProviderEntryReader(catalogue, findings);
        for (Provider provider : catalogue.providers()) {
            Object value = rest.remove(provider.id());
            entries.add(value == null ? new ProviderEntry(provider) : reader.amend(provider, value));
        }
        for (Map.Entry<String, @Nullable Object> entry : file.entrySet()) {
            if (rest.containsKey(entry.getKey())) {
                ProviderEntry defined = reader.define(entry.getKey(), entry.getValue());
                if (defined != null) {
                    entries.add(defined);
                }
            }
        }
        return entries;
    }

    private @Nullable Endpoint endpoint(ProviderEntry described) {
        String given = said(described.provider().variable(API_URL), described.url());
        ProviderEntry entry = given == null ? described : described.at(given);
        Provider provider = entry.provider();
        CloudCredentials cloud = cloud(provider);
        List<Credential> keys = cloud == null ? keys(entry) : cloud.read(entry, keys(entry), given != null);
        if (given == null && provider.defaultUrl() == null) {
            findings.add(
                    entry.path("url"),
                    "not set",
                    "the address of a provider that is not in the catalogue" + hint(provider.id()));
            return null;
        }
        boolean isConfigured = entry.takesCallersKeys()
                || (provider.credential().isRequired() ? !keys.isEmpty() : given != null || !keys.isEmpty());
        if (!isConfigured) {
            if (given != null) {
                findings.warn(
                        provider.variable(API_KEY) + " is not set: " + provider.id() + " has an address but no key");
            }
            return null;
        }
        String template = given == null ? provider.defaultUrl() : given;
        BaseUrl url = template == null ? null : url(entry, template, keys);
        return url == null ? null : new Endpoint(filled(provider, keys), url, keys, entry.takesCallersKeys());
    }

    private String hint(String id) {
        String nearest = Spelling.nearest(
                id, catalogue.providers().stream().map(Provider::id).toList(), 2);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    private @Nullable String said(String variable, @Nullable String inFile) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? inFile : value.strip();
    }

    private List<Credential> keys(ProviderEntry entry) {
        Provider provider = entry.provider();
        String variable = provider.variable(API_KEY);
        String text = environment.get(variable);
        boolean isSaid = text != null && !text.isBlank();
        String name = isSaid ? variable : entry.path("keys");
        List<Credential> credentials = new ArrayList<>();
        for (String key : isSaid && text != null ? Setting.items(text) : entry.keys()) {
            if (provider.credential() == CredentialKind.NONE) {
                findings.addUnshown(name, "nothing; " + provider.id() + " takes no key");
            } else if (Secret.isUsable(key)) {
                credentials.add(new KeyCredential(provider.credential(), Secret.of(key)));
            } else {
                findings.addUnshown(name, "keys of visible ASCII characters, separated by commas");
            }
        }
        return credentials;
    }

    private @Nullable CloudCredentials cloud(Provider provider) {
        return switch (provider.credential()) {
            case AWS -> new AwsCredentials(environment, catalogue, findings);
            case GOOGLE -> new GoogleCredentials(environment, findings);
            default -> null;
        };
    }

    private @Nullable BaseUrl url(ProviderEntry entry, String template, List<Credential> keys) {
        String variable = entry.provider().variable(API_URL);
        String name = environment.containsKey(variable) ? variable : entry.path("url");
        String text = fill(entry.provider(), template, keys);
        if (text == null) {
            return null;
        }
        try {
            BaseUrl url = BaseUrl.parse(text);
            if (!MetadataAddresses.isNamed(url.host())) {
                return url;
            }
            findings.addUnshown(name, "a provider, which the metadata service of a cloud is not");
            return null;
        } catch (IllegalArgumentException e) {
            findings.addUnshown(name, BaseUrl.EXPECTED);
            return null;
        }
    }

    private Provider filled(Provider provider, List<Credential> keys) {
        return provider.withPaths(path -> {
            String filled = fill(provider, path, keys);
            return filled == null ? path : filled;
        });
    }

    /** Puts {@code CLOUDFLARE_ACCOUNT_ID} in the place of {@code {ACCOUNT_ID}}, and likewise for every provider. */
    private @Nullable String fill(Provider provider, String text, List<Credential> keys) {
        UrlTemplate template = new UrlTemplate(text);
        CloudCredentials cloud = cloud(provider);
        Map<String, String> values = new HashMap<>();
        for (String name : template.names()) {
            String variable = provider.variable(name);
            String said = cloud == null ? environment.get(variable) : cloud.value(provider, name, keys);
            String value = said == null ? "" : said.strip();
            boolean isFine = value.isEmpty() ? template.isOptional(name) : value.matches("[A-Za-z0-9-]{1,64}");
            if (!isFine) {
                findings.add(
                        variable,
                        value.isEmpty() ? "not set" : value,
                        "letters, digits and '-', since a key for " + provider.id() + " is set");
                return null;
            }
            values.put(name, value);
        }
        return template.fill(name -> values.getOrDefault(name, ""));
    }
}
