package io.penstock.upstream;

import io.penstock.credential.Authorization;
import org.jspecify.annotations.Nullable;

/** Waits for what a credential authorizes a request with: one of these two, once, on its own event loop. */
public interface GrantListener {

    /** The request may be written. {@code authorization} is null where the provider asks for none. */
    void onAuthorized(@Nullable Authorization authorization);

    /** Nothing was granted, nor is anything from before still good. */
    void onUnauthorized();
}
