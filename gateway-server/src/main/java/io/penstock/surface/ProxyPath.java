package io.penstock.surface;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Joins what a caller asked of {@code /proxy/{provider}/...} to a provider's base path, and never leaves it.
 *
 * <p>Between here and the vendor's handler there may be servers that decode once more, cut at {@code ;}, take {@code \} for
 * {@code /} or map Unicode look-alikes to ASCII. So nothing is normalised, which would be one reading of many: a path that any of
 * them could read as leaving the base path is refused, and what passes goes up byte for byte. Refused are, in a segment or after
 * decoding it: an empty segment other than the last, a segment, or a {@code ;parameter} of one, of dots alone (spaces not counted), a slash or
 * backslash, a percent sign, a control byte, bytes that are no UTF-8, and whatever RFC 3986 does not allow in a path.
 *
 * <p>Clients take a base URL with {@code /v1} or without: leading segments that repeat the last ones of the base path are folded,
 * and so is a version that stands twice ({@code v1/v1}).
 */
public final class ProxyPath {
    private static final String PUNCTUATION = "-._~!$&'()*+,;=:@%";
    private static final Pattern VERSION = Pattern.compile("v[0-9]+[a-z0-9]*");
    private static final Pattern DOTS = Pattern.compile("\\s*\\.[\\s.]*");

    private final String basePath;
    private final List<String> baseSegments;

    /**
     * Paths under {@code basePath}.
     *
     * @param basePath the path of the provider's base URL: empty, or segments that each follow a slash; slashes at its end do not count
     */
    public ProxyPath(String basePath) {
        int end = basePath.length();
        while (end > 0 && basePath.charAt(end - 1) == '/') {
            end--;
        }
        this.basePath = basePath.substring(0, end);
        if (end > 0 && basePath.charAt(0) != '/') {
            throw new IllegalArgumentException("base path: " + basePath + " (expected: nothing, or a leading slash)");
        }
        this.baseSegments =
                end == 0 ? List.of() : List.of(this.basePath.substring(1).split("/", -1));
    }

    /**
     * The target of the upstream's request line.
     *
     * @param rest what followed {@code /proxy/{provider}/}, as it was sent; empty where nothing did
     * @param query what followed the question mark, as it was sent; null where there is none
     * @throws FaultException {@code INVALID_REQUEST} where {@code rest} could be read as leaving the base path, or either holds what no
     *     request line may
     */
    public String target(String rest, @Nullable String query) {
        List<String> segments = new ArrayList<>(Arrays.asList(rest.split("/", -1)));
        for (int i = 0; i < segments.size(); i++) {
            requireSafe(segments.get(i), i == segments.size() - 1);
        }
        fold(segments);
        StringBuilder target = new StringBuilder(basePath.length() + rest.length() + 32).append(basePath);
        if (!rest.isEmpty() && !segments.isEmpty()) {
            target.append('/').append(String.join("/", segments));
        }
        if (target.isEmpty()) {
            target.append('/');
        }
        if (query != null) {
            requireSafeQuery(query);
            target.append('?').append(query);
        }
        return target.toString();
    }

    private static void requireSafe(String segment, boolean isLast) {
        if (segment.isEmpty()) {
            if (!isLast) {
                throw refused("an empty segment");
            }
            return;
        }
        for (int i = 0; i < segment.length(); i++) {
            if (!isPathByte(segment.charAt(i))) {
                throw refused("a byte that no path may hold");
            }
        }
        String decoded = PercentDecoder.decode(segment);
        if (decoded == null) {
            throw refused("a malformed escape, a control character or bytes that are no UTF-8");
        }
        // The compatibility form is what a server that maps to a narrower character set would see: U+FF0F becomes a
        // slash.
        requireOneSegment(decoded);
        requireOneSegment(Normalizer.normalize(decoded, Normalizer.Form.NFKC));
    }

    private static void requireOneSegment(String text) {
        if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('%') >= 0) {
            throw refused("an escaped slash, backslash or percent sign");
        }
        // A server may cut a segment at its semicolon, or drop the semicolon alone.
        for (String part : text.split(";", -1)) {
            if (DOTS.matcher(part).matches()) {
                throw refused("a segment of dots");
            }
        }
    }

    private static boolean isPathByte(char c) {
        boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return isLetter || (c >= '0' && c <= '9') || PUNCTUATION.indexOf(c) >= 0;
    }

    private static void requireSafeQuery(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw refused("a byte that no query may hold");
            }
        }
    }

    private void fold(List<String> segments) {
        segments.subList(0, overlap(segments)).clear();
        String before = baseSegments.isEmpty() ? "" : baseSegments.get(baseSegments.size() - 1);
        while (!segments.isEmpty() && isRepeatedVersion(before, segments)) {
            segments.remove(0);
        }
    }

    private static boolean isRepeatedVersion(String before, List<String> segments) {
        String first = segments.get(0);
        boolean isRepeated = first.equals(before) || (segments.size() > 1 && first.equals(segments.get(1)));
        return isRepeated && VERSION.matcher(first).matches();
    }

    /** How many of the first segments are the last ones of the base path: the most that are. */
    private int overlap(List<String> segments) {
        for (int count = Math.min(baseSegments.size(), segments.size()); count > 0; count--) {
            if (baseSegments
                    .subList(baseSegments.size() - count, baseSegments.size())
                    .equals(segments.subList(0, count))) {
                return count;
            }
        }
        return 0;
    }

    private static FaultException refused(String what) {
        return new FaultException(GatewayFault.of(
                GatewayFault.Kind.INVALID_REQUEST,
                "path: " + what + " (expected: segments that stay below the provider's base path)"));
    }
}
