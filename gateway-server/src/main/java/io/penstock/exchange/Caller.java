package io.penstock.exchange;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.identity.Identity;
import io.penstock.surface.CredentialPlace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/**
 * Who calls, for what is kept for a caller: whom the credential belongs to, where that is asked. Where nobody is asked, whoever sends the
 * same credential is the same, and all who send none are one; then it is the digest of that, never the credential.
 *
 * @param name of nobody else; empty where nothing is known
 */
public record Caller(String name) {
    /** Of whom nothing is known. */
    public static final Caller ANONYMOUS = new Caller("");

    /** Who sent a request: whom its credential was found to belong to, else whoever sends the same one in these places. */
    static Caller of(Identity identity, Head head, Set<CredentialPlace> places) {
        return identity.isAnybody() ? of(head, places) : new Caller("subject:" + identity.subject());
    }

    /** Who sent a request whose credential may sit in these places. */
    static Caller of(Head head, Set<CredentialPlace> places) {
        MessageDigest digest = null;
        for (CredentialPlace place : CredentialPlace.values()) {
            Field field = place.field();
            if (field != null && places.contains(place)) {
                for (int i = head.indexOf(field); i >= 0; i = head.indexOf(field, i + 1)) {
                    digest = digest == null ? BodyHash.sha256() : digest;
                    digest.update((place.key() + ":" + head.value(i) + "\n").getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return digest == null ? ANONYMOUS : new Caller(HexFormat.of().formatHex(digest.digest()));
    }
}
