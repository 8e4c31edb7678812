package io.penstock.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.penstock.codec.http.HttpMethod;
import io.penstock.credential.GrantStep.Ask;
import io.penstock.credential.GrantStep.GrantCall;
import io.penstock.credential.GrantStep.Refused;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token for a service account of Google's, by a claim that is signed with the account's key (RFC 7523, as Google's "OAuth 2.0 for
 * server to server applications" has it). Immutable; equal where account and key are.
 */
public final class GoogleServiceAccount implements GrantedCredential {
    /** What may be called with the token: all of Google Cloud that the account may. */
    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    /** What the content of a file must be, for messages. */
    public static final String EXPECTED =
            "the JSON key of a service account: type, client_email, private_key (PKCS#8, RSA) and token_uri";

    private static final String TOKEN_URI = "https://oauth2.googleapis.com/token";
    private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /** A clock that is ahead by less than this does not sign claims of the future. */
    private static final long SKEW_SECONDS = 30;

    /** The longest that Google takes. */
    private static final long CLAIM_SECONDS = 3600;

    private final String email;
    private final String keyId;
    private final RSAPrivateKey key;
    private final URI tokenUri;
    private final @Nullable String project;

    private GoogleServiceAccount(
            String email, String keyId, RSAPrivateKey key, URI tokenUri, @Nullable String project) {
        this.email = email;
        this.keyId = keyId;
        this.key = key;
        this.tokenUri = tokenUri;
        this.project = project;
    }

    /**
     * Reads the key that Google gives out for an account.
     *
     * @throws IllegalArgumentException if it is none; the message repeats nothing of it
     */
    public static GoogleServiceAccount parse(String json) {
        JsonNode root = GrantAnswer.json(json);
        String email = root.path("client_email").asText();
        String uri = root.path("token_uri").asText(TOKEN_URI);
        if (!root.path("type").asText().equals("service_account") || email.isEmpty()) {
            throw refused();
        }
        RSAPrivateKey key = privateKey(root.path("private_key").asText());
        String keyId = root.path("private_key_id").asText();
        return new GoogleServiceAccount(
                email, keyId, key, tokenUri(uri), root.path("project_id").textValue());
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("service account: not shown (expected: " + EXPECTED + ")");
    }

    private static URI tokenUri(String text) {
        try {
            URI uri = URI.create(text);
            String scheme = uri.getScheme();
            boolean isHttp = "https".equals(scheme) || "http".equals(scheme);
            if (!isHttp
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || MetadataAddresses.isNamed(uri.getHost())) {
                throw refused();
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static RSAPrivateKey privateKey(String pem) {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s|\\\\n", "");
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused();
        }
    }

    /** The project that the account is of; null where its key does not say. */
    public @Nullable String project() {
        return project;
    }

    @Override
    public String grantor() {
        return "Google's token endpoint";
    }

    @Override
    public GrantStep begin(long nowSeconds) {
        try {
            String form = "grant_type=" + escaped(GRANT_TYPE) + "&assertion=" + escaped(claim(nowSeconds));
            Map<String, String> fields =
                    Map.of("content-type", "application/x-www-form-urlencoded", "accept", "application/json");
            return new Ask(
                    new GrantCall(HttpMethod.POST, tokenUri, fields, form),
                    (status, body, now) -> GrantAnswer.bearer(status, body));
        } catch (JOSEException e) {
            return new Refused("the account's key signs nothing");
        }
    }

    private String claim(long nowSeconds) throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(keyId.isEmpty() ? null : keyId)
                .build();
        long issuedSeconds = nowSeconds - SKEW_SECONDS;
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(email)
                .audience(tokenUri.toString())
                .claim("scope", SCOPE)
                .issueTime(Date.from(Instant.ofEpochSecond(issuedSeconds)))
                .expirationTime(Date.from(Instant.ofEpochSecond(issuedSeconds + CLAIM_SECONDS)))
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GoogleServiceAccount that
                && email.equals(that.email)
                && keyId.equals(that.keyId)
                && key.equals(that.key)
                && tokenUri.equals(that.tokenUri);
    }

    @Override
    public int hashCode() {
        return 31 * email.hashCode() + keyId.hashCode();
    }

    /** The account; nothing of its key. */
    @Override
    public String toString() {
        return "service account " + email;
    }
}
