package io.penstock.codec.http;

/** The methods that are understood (RFC 9110, 9.3; RFC 5789); any other is refused with a 501. */
public enum HttpMethod {
    /** Transfers a representation; a body means nothing. */
    GET,
    /** As GET, and the answer has no body, whatever its head says. */
    HEAD,
    /** Does what the target does with the body. */
    POST,
    /** Replaces what the target stands for. */
    PUT,
    /** Changes a part of it. */
    PATCH,
    /** Removes it. */
    DELETE,
    /** Asks what the target can do; the only method whose target may be {@code *}. */
    OPTIONS,
    /** Asks for the request back. */
    TRACE,
    /** Asks for a tunnel; the reader refuses it with a 405. */
    CONNECT;

    @SuppressWarnings("ImmutableEnumChecker") // it is, and says so
    private final AsciiName ascii = AsciiName.ofToken(name());

    /** The method's bytes; borrowed, never written to. */
    byte[] bytes() {
        return ascii.bytes();
    }
}
