package io.penstock.exchange;

import io.penstock.codec.http.Head;
import io.penstock.surface.CredentialPlace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/**
 * Who calls, as far as that can be told from the credential that came along: whoever sends the same one is the same, and all who send none
 * are one. What is kept for a caller is kept under this, never under the credential.
 *
 * @param digest of the credential; empty where there is none
 */
public record Caller(String digest) {
    private static final Caller ANONYMOUS = new Caller("");

    /** Who sent a request whose credential may sit in these places. */
    public static Caller of(Head head, Set<CredentialPlace> places) {
        MessageDigest digest = null;
        for (CredentialPlace place : CredentialPlace.values()) {
            for (int i = 0; places.contains(place) && i < head.size(); i++) {
                if (Names.is(head, i, place.field())) {
                    digest = digest == null ? BodyHash.sha256() : digest;
                    digest.update((place.field() + ":" + head.value(i) + "\n").getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return digest == null ? ANONYMOUS : new Caller(HexFormat.of().formatHex(digest.digest()));
    }
}
