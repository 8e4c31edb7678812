package io.penstock.credential;

import java.io.IOException;

/**
 * A credential that someone lends for a while: it says what to ask whom, and reads the answers. It makes no call itself. Immutable; the
 * same one is asked again whenever what it granted is about to expire.
 */
public non-sealed interface GrantedCredential extends Credential {

    /** Who grants, for the log: no secret. */
    String grantor();

    /**
     * What to do first. It may read a file and may sign, so it is not for an event loop.
     *
     * @param nowSeconds since 1970
     * @throws IOException where a file cannot be read
     */
    GrantStep begin(long nowSeconds) throws IOException;
}
