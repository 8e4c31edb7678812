package io.penstock.config;

import io.penstock.provider.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one provider once the file has been read, before the environment. Its keys are secrets. */
record ProviderEntry(Provider provider, @Nullable String url, List<String> keys, boolean takesCallersKeys) {

    /** A provider of which the file says nothing. */
    ProviderEntry(Provider provider) {
        this(provider, null, List.of(), false);
    }

    /** The same at an address: it may be another API there. */
    ProviderEntry at(String address) {
        return new ProviderEntry(provider.at(address), url, keys, takesCallersKeys);
    }

    /** The path of one of its keys in the file. */
    String path(String key) {
        return YamlFile.PROVIDERS + "." + provider.id() + "." + key;
    }

    @Override
    public String toString() {
        return provider.id() + " (keys: " + keys.size() + ")";
    }
}
