package io.penstock.exchange;

import io.penstock.identity.ClientCertificate;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from. Immutable.
 *
 * @param address as text; null where that is no address of the Internet
 * @param certificate that its connection has shown and was found good; null for none
 */
public record Origin(@Nullable String address, @Nullable ClientCertificate certificate) {

    /** Of a connection, whose certificate is read here and not again. */
    public static Origin of(@Nullable String address, @Nullable X509Certificate shown) {
        return new Origin(address, shown == null ? null : ClientCertificate.of(shown));
    }

    /** Of a request on the same connection that comes from elsewhere. */
    public Origin at(@Nullable String other) {
        return new Origin(other, certificate);
    }
}
