/**
 * Credentials: what proves to a provider who is calling, and how it is shown to nobody else.
 *
 * <p>Secrets, the header that carries one, and the choice among several keys. Where keys come from (environment, files) is the
 * configuration's business; a credential that needs a call describes that call here and leaves making it to the server.
 */
@NullMarked
package io.penstock.credential;

import org.jspecify.annotations.NullMarked;
