package io.penstock.identity.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.identity.keyset.Algorithm;
import io.penstock.identity.keyset.Base64Url;
import io.penstock.identity.keyset.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Token in its compact form (RFC 7515 7.1), read more strictly than the form asks for: no two texts are one token, and a header
 * names its algorithm and its key and nothing that leads elsewhere.
 *
 * <pre>
 * base64url(header) . base64url(claims) . base64url(signature)
 * |------------ signed ---------------|
 * </pre>
 */
final class CompactToken {
    /** More than a head field may have by default in most servers. */
    static final int CHARACTERS_MAX = 8 * 1024;

    private static final int HEADER_CHARACTERS_MAX = 2 * 1024;
    private static final int KEY_ID_CHARACTERS_MAX = 256;

    /** Members that bring a key along or say where one is, or that change what is signed or how it is read. */
    private static final Set<String> FORBIDDEN = Set.of("jku", "x5u", "jwk", "x5c", "crit", "b64", "zip");

    private final Algorithm algorithm;
    private final @Nullable String keyId;
    private final ObjectNode claims;
    private final byte[] signed;
    private final byte[] signature;

    private CompactToken(
            Algorithm algorithm, @Nullable String keyId, ObjectNode claims, byte[] signed, byte[] signature) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    static CompactToken read(String token) throws TokenRefusal {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (token.length() > CHARACTERS_MAX || first < 0 || second < 0 || first > HEADER_CHARACTERS_MAX) {
            throw TokenRefusals.FORM;
        }
        byte[] header = part(token, 0, first);
        byte[] claims = part(token, first + 1, second);
        byte[] signature = part(token, second + 1, token.length());
        ObjectNode head = header(header);
        Algorithm algorithm = algorithm(head);
        String keyId = keyId(head);
        ObjectNode said = StrictJson.object(claims);
        if (said == null) {
            throw TokenRefusals.CLAIMS;
        }
        byte[] signed = token.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        return new CompactToken(algorithm, keyId, said, signed, signature);
    }

    private static byte[] part(String token, int start, int end) throws TokenRefusal {
        byte[] bytes = start == end ? null : Base64Url.decode(token.substring(start, end));
        if (bytes == null) {
            throw TokenRefusals.FORM;
        }
        return bytes;
    }

    private static ObjectNode header(byte[] json) throws TokenRefusal {
        ObjectNode header = StrictJson.object(json);
        if (header == null) {
            throw TokenRefusals.HEADER;
        }
        if (isLedAway(header)) {
            throw TokenRefusals.LED_AWAY;
        }
        for (JsonNode member : header) {
            if (member.isContainerNode()) {
                throw TokenRefusals.HEADER;
            }
        }
        if (!isTypeForMe(header)) {
            throw TokenRefusals.TYPE;
        }
        return header;
    }

    private static boolean isLedAway(ObjectNode header) {
        for (String name : FORBIDDEN) {
            if (header.has(name)) {
                return true;
            }
        }
        return false;
    }

    /** An issuer signs other things with the same keys, such as notes of a logout: they say so (RFC 8725 3.11, RFC 9068 4). */
    private static boolean isTypeForMe(ObjectNode header) {
        if (!header.has("typ")) {
            return true;
        }
        String said = StrictJson.text(header, "typ");
        String type = said == null ? "?+jwt" : said.toLowerCase(Locale.ROOT);
        return !type.endsWith("+jwt") || type.equals("at+jwt") || type.equals("application/at+jwt");
    }

    private static Algorithm algorithm(ObjectNode header) throws TokenRefusal {
        String name = StrictJson.text(header, "alg");
        Algorithm algorithm = name == null ? null : Algorithm.of(name);
        if (algorithm == null) {
            throw TokenRefusals.ALGORITHM;
        }
        return algorithm;
    }

    private static @Nullable String keyId(ObjectNode header) throws TokenRefusal {
        if (!header.has("kid")) {
            return null;
        }
        String id = StrictJson.text(header, "kid");
        if (id == null || id.isEmpty() || id.length() > KEY_ID_CHARACTERS_MAX) {
            throw TokenRefusals.KEY_ID;
        }
        return id;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** The key's id; null where none is named. */
    @Nullable
    String keyId() {
        return keyId;
    }

    ObjectNode claims() {
        return claims;
    }

    byte[] signed() {
        return signed;
    }

    byte[] signature() {
        return signature;
    }
}
