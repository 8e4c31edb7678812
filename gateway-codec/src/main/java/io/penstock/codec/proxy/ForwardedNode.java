package io.penstock.codec.proxy;

import io.penstock.codec.address.AddressLiteral;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One station of a request's way here, as a proxy writes it down: an address of IPv4, or one of IPv6 in brackets or without, and perhaps a
 * port. Anything else ({@code unknown}, a made-up name) is no address.
 *
 * <p>A list of them is to be taken apart at its commas from the right. What a proxy has added on the right then counts, whatever a client
 * wrote to the left of it: an open quote, say.
 */
public final class ForwardedNode {
    /** As RFC 7239 6 has a node with a port; brackets stand around IPv6 alone. */
    private static final Pattern NODE =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]++)]|([0-9.]++))(?::(?:\\d{1,5}|_[A-Za-z0-9._-]++))?");

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

    /** One {@code name=value} of an element, up to the semicolon behind it; a value that needs a backslash is no address. */
    private static final Pattern PAIR =
            Pattern.compile("[ \\t]*+(?:(" + TOKEN + ")=(?:(" + TOKEN + ")|\"([^\"\\\\]*+)\"))?+[ \\t]*+(;|\\z)");

    private static final int NAME = 1;
    private static final int PLAIN = 2;
    private static final int QUOTED = 3;

    private ForwardedNode() {}

    /** The 4 or 16 bytes of an entry of {@code X-Forwarded-For}, which no RFC describes; null where it is no address. */
    public static byte @Nullable [] ofEntry(String entry) {
        return address(entry.strip());
    }

    /** The same of {@code for} in an element of {@code Forwarded} (RFC 7239 4); null too where the element has none or two, or another form. */
    public static byte @Nullable [] ofElement(String element) {
        Matcher pair = PAIR.matcher(element);
        String found = null;
        for (int at = 0; at < element.length(); at = pair.end()) {
            if (!pair.region(at, element.length()).lookingAt()) {
                return null;
            }
            if ("for".equalsIgnoreCase(pair.group(NAME))) {
                if (found != null) {
                    return null;
                }
                found = pair.group(PLAIN) == null ? pair.group(QUOTED) : pair.group(PLAIN);
            }
        }
        return found == null ? null : address(found);
    }

    private static byte @Nullable [] address(String text) {
        byte[] bare = AddressLiteral.parse(text);
        if (bare != null) {
            return AddressLiteral.unmapped(bare);
        }
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return null;
        }
        String inBrackets = node.group(1);
        byte[] address = AddressLiteral.parse(inBrackets == null ? node.group(2) : inBrackets);
        boolean isV6 = address != null && address.length == ProxyLayout.V6_BYTES;
        return address == null || isV6 != (inBrackets != null) ? null : AddressLiteral.unmapped(address);
    }
}
