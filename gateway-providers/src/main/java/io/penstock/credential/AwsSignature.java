package io.penstock.credential;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests are signed with a key of AWS, each for itself: the signature covers the method, the target, the host, the type and the hash of
 * the body, and is good for some minutes.
 *
 * @param scope what the signature is good for
 * @param key whose it is
 */
public record AwsSignature(AwsScope scope, AwsKey key) implements Authorization {
    /** How the names of fields begin that only who signs may send: AWS wants all of them signed. */
    public static final String OWN_PREFIX = "x-amz-";

    /**
     * What is signed of a request, all of it as it goes over the wire.
     *
     * @param method in upper case
     * @param target of the request line
     * @param host the value of the {@code Host} field
     * @param contentType null where the request has none, or more than one
     * @param bodyHash SHA-256 of the body, in lower case hexadecimal digits
     */
    public record Signed(
            String method,
            String target,
            String host,
            @Nullable String contentType,
            String bodyHash) {}

    /**
     * The fields that the signature consists of; the request must have no other field whose name begins with
     * {@link #OWN_PREFIX}.
     *
     * @param nowSeconds since 1970
     */
    public Map<String, String> fields(Signed request, long nowSeconds) {
        int question = request.target().indexOf('?');
        String path = question < 0 ? request.target() : request.target().substring(0, question);
        String query = question < 0 ? "" : request.target().substring(question + 1);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("host", request.host());
        if (request.contentType() != null) {
            fields.put("content-type", request.contentType());
        }
        SigV4.Request signed = new SigV4.Request(request.method(), path, query, fields, request.bodyHash());
        return new SigV4(scope.region(), scope.service()).sign(signed, key, nowSeconds);
    }

    /** SHA-256 of a body that is a text, as {@link Signed} wants it. */
    public static String hash(String body) {
        return SigV4.hash(body);
    }
}
