package io.penstock.credential;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests to a service of AWS in one region (AWS Signature Version 4). What it says depends on its arguments alone: the body has
 * been hashed by the caller, who tells the time too. The same request a quarter of an hour later needs another signature.
 *
 * <pre>
 *   authorization: AWS4-HMAC-SHA256 Credential=ID/20250102/us-east-1/bedrock/aws4_request,
 *                  SignedHeaders=content-type;host;x-amz-date, Signature=HEX
 * </pre>
 */
public final class SigV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SCOPE_END = "aws4_request";
    private static final String HMAC = "HmacSHA256";
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static final HexFormat HEX = HexFormat.of();
    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DATE_CHARACTERS = 8;

    private final String region;
    private final String service;

    /**
     * A signer.
     *
     * @param service as AWS calls it in signatures, such as {@code bedrock}
     */
    public SigV4(String region, String service) {
        this.region = region;
        this.service = service;
    }

    /**
     * What is signed of a request, all of it as it goes over the wire. A path with dot segments or empty ones is signed as it stands, which
     * AWS refuses.
     *
     * @param method in upper case
     * @param path of the request line, escaped
     * @param query of the request line, escaped, without the question mark; empty where there is none
     * @param fields head fields, by their names in lower case; {@code host} at least
     * @param bodyHash SHA-256 of the body, in lower case hexadecimal digits
     */
    public record Request(String method, String path, String query, Map<String, String> fields, String bodyHash) {
        /** Keeps its own copy. */
        public Request {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * The head fields that a request needs besides those that are signed: the time, the session's token where the key has one, and the
     * signature. They hold secrets: write them to the wire and nowhere else.
     *
     * @param nowSeconds since 1970
     */
    public Map<String, String> sign(Request request, AwsKey key, long nowSeconds) {
        String time = TIME.format(Instant.ofEpochSecond(nowSeconds));
        Map<String, String> added = new LinkedHashMap<>();
        added.put("x-amz-date", time);
        Secret token = key.sessionToken();
        if (token != null) {
            added.put("x-amz-security-token", token.reveal());
        }
        SortedMap<String, String> signed = new TreeMap<>(request.fields());
        signed.putAll(added);
        String names = String.join(";", signed.keySet());
        String date = time.substring(0, DATE_CHARACTERS);
        String scope = String.join("/", date, region, service, SCOPE_END);
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(canonical(request, signed, names)));
        String signature = HEX.formatHex(hmac(signingKey(key.secret(), date), toSign));
        added.put(
                "authorization",
                ALGORITHM + " Credential=" + key.id() + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + signature);
        return added;
    }

    /** The request in the one form that both sides hash. */
    static String canonical(Request request, SortedMap<String, String> fields, String names) {
        StringBuilder text = new StringBuilder(request.method()).append('\n');
        text.append(canonicalPath(request.path())).append('\n');
        text.append(canonicalQuery(request.query())).append('\n');
        fields.forEach((name, value) -> text.append(name)
                .append(':')
                .append(value.strip().replaceAll(" +", " "))
                .append('\n'));
        return text.append('\n')
                .append(names)
                .append('\n')
                .append(request.bodyHash())
                .toString();
    }

    /** Escaped once more: every service but S3 wants it twice. */
    private static String canonicalPath(String path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b == '/' || (b > 0 && UNRESERVED.indexOf(b) >= 0)) {
                text.append((char) b);
            } else {
                text.append('%').append(UPPER_HEX.toHexDigits(b));
            }
        }
        return text.isEmpty() ? "/" : text.toString();
    }

    /** By name, and by value among those of one name; a name alone has an empty value. */
    private static String canonicalQuery(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> pair.indexOf('=') < 0 ? pair + "=" : pair)
                // Below every character of a name, as the end of a name has to be.
                .map(pair -> pair.replaceFirst("=", "\0"))
                .sorted()
                .map(pair -> pair.replace('\0', '='))
                .collect(Collectors.joining("&"));
    }

    /** Good for one day, region and service, so that whoever learns it learns no more. */
    private byte[] signingKey(Secret secret, String date) {
        byte[] key = ("AWS4" + secret.reveal()).getBytes(StandardCharsets.US_ASCII);
        for (String step : new String[] {date, region, service, SCOPE_END}) {
            key = hmac(key, step);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HEX.formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
