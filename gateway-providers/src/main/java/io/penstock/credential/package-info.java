/**
 * Credentials: what proves to a provider who is calling, and how it is shown to nobody else.
 *
 * <p>Secrets, the header that carries one, signatures over requests, and credentials that others grant for a while. Where keys come
 * from (environment, files) is the configuration's business; a credential that needs a call describes that call here, reads its answer,
 * and leaves making it to the server.
 */
@NullMarked
package io.penstock.credential;

import org.jspecify.annotations.NullMarked;
