package io.penstock.config;

import io.penstock.codec.address.AddressLiteral;
import io.penstock.codec.address.HostName;
import io.penstock.credential.MetadataAddresses;
import io.penstock.provider.BaseUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where keys of an issuer, or the document about them, can be fetched. Unlike a provider's address it may have a query, and what follows
 * the host is sent as it stands.
 *
 * @param uri absolute, {@code http} or {@code https} in lower case
 * @param isGuarded whether its host is not the operator's own word
 */
public record KeyUrl(URI uri, boolean isGuarded) {
    /** What such a URL must be, for messages. */
    public static final String EXPECTED =
            "http:// or https://, a host that is no cloud's metadata service, no user, no fragment";

    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final int PORT_MAX = 65535;

    /**
     * Reads a URL that the operator wrote.
     *
     * @throws IllegalArgumentException if it is not as {@link #EXPECTED} says; the message does not repeat it
     */
    public static KeyUrl parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            boolean isKnown = "https".equals(scheme) || "http".equals(scheme);
            // The JDK's reader also takes characters that RFC 3986 has not, and that no request line may hold.
            boolean isAscii = uri.toASCIIString().equals(text);
            boolean isBare = isAscii && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            String host = uri.getHost();
            if (isKnown && isBare && host != null && isPort(uri.getPort()) && !isMetadata(host)) {
                return new KeyUrl(uri, false);
            }
        } catch (URISyntaxException e) {
            // Refused below; its message repeats the text.
        }
        throw refused();
    }

    /**
     * Reads a URL that a document has. It leads to where the document was found, or is guarded.
     *
     * @throws IllegalArgumentException if it is not as {@link #EXPECTED} says, or its host is no plain name or address
     */
    public static KeyUrl parseFound(String text, KeyUrl document) {
        KeyUrl url = parse(text);
        if (url.origin().equals(document.origin())) {
            return new KeyUrl(url.uri, document.isGuarded);
        }
        String host = bare(url.uri.getHost());
        if (HostName.isPlain(host) || AddressLiteral.parse(host) != null) {
            return new KeyUrl(url.uri, true);
        }
        throw refused();
    }

    private BaseUrl origin() {
        return BaseUrl.parse(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("url: not shown (expected: " + EXPECTED + ")");
    }

    private static boolean isPort(int port) {
        return port == -1 || (port > 0 && port <= PORT_MAX);
    }

    private static boolean isMetadata(String host) {
        return MetadataAddresses.isNamed(bare(host));
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /**
     * Where an issuer says what it is.
     *
     * @throws IllegalArgumentException if the issuer is no URL, or has a query
     */
    public static KeyUrl ofDiscovery(String issuer) {
        KeyUrl url = parse(issuer);
        if (url.uri.getRawQuery() != null) {
            throw new IllegalArgumentException("url: not shown (expected: no query)");
        }
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return parse(base + WELL_KNOWN);
    }

    /** Whether nobody on the way can put other keys there. */
    public boolean isTls() {
        return "https".equals(uri.getScheme());
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
