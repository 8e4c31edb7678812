package io.penstock.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is: an {@code http} or {@code https} URL, taken apart once. Equal URLs share connections.
 *
 * @param tls whether it is {@code https}
 * @param host lower case, an IPv6 address without its brackets
 * @param port 1 to 65535
 * @param path begins with a slash and does not end with one; empty for the root
 */
public record BaseUrl(boolean tls, String host, int port, String path) {
    /** What a URL must be, for messages. */
    public static final String EXPECTED =
            "http:// or https://, a host, no user, no query, no fragment, no '..' and no escapes in the path";

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int PORT_MAX = 65535;

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException if it is not as {@link #EXPECTED} says; the message does not repeat it, since the place of a
     *     user name is one where secrets are found
     */
    public static BaseUrl parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean tls = scheme.equals("https");
            String host = uri.getHost();
            boolean isKnown = tls || scheme.equals("http");
            boolean isBare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (!isKnown || host == null || !isBare || !hasPlainPath(uri.getRawPath()) || uri.getPort() > PORT_MAX) {
                throw refused();
            }
            return new BaseUrl(tls, bareHost(host), portOf(uri, tls), withoutEndingSlash(uri.getRawPath()));
        } catch (URISyntaxException e) {
            throw refused();
        }
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("url: not shown (expected: " + EXPECTED + ")");
    }

    private static String bareHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static int portOf(URI uri, boolean tls) {
        if (uri.getPort() == 0) {
            throw refused();
        }
        return uri.getPort() > 0 ? uri.getPort() : defaultPort(tls);
    }

    private static int defaultPort(boolean tls) {
        return tls ? HTTPS_PORT : HTTP_PORT;
    }

    /** A base path is what a proxied path must stay under, so nothing in it may be read in two ways. */
    private static boolean hasPlainPath(@Nullable String path) {
        if (path == null) {
            return true;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..") || !segment.matches("[A-Za-z0-9._~@:!$&'()*+,=-]*")) {
                return false;
            }
        }
        return !path.contains("//");
    }

    private static String withoutEndingSlash(@Nullable String path) {
        String text = path == null ? "" : path;
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** What stands in the {@code Host} field: the host, and the port unless it is the scheme's own (RFC 9110 7.2). */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == defaultPort(tls) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority() + path;
    }
}
