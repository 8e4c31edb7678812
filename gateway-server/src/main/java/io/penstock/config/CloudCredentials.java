package io.penstock.config;

import io.penstock.credential.Credential;
import io.penstock.provider.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a provider of a cloud is given its credentials: besides keys of its own there are those that the cloud gives to whom it runs. */
interface CloudCredentials {

    /**
     * What the environment has for a provider; nothing where it is not configured.
     *
     * @param keys that are given for it by name
     * @param isWanted whether something else is said of it, such as its address
     */
    List<Credential> read(ProviderEntry entry, List<Credential> keys, boolean isWanted);

    /**
     * The value of a name in its URL; null where nothing is said of it.
     *
     * @param credentials what {@link #read} gave
     */
    @Nullable
    String value(Provider provider, String name, List<Credential> credentials);
}
