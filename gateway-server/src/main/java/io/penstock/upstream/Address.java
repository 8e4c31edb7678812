package io.penstock.upstream;

/**
 * Where connections go to; connections to equal addresses are interchangeable. A guarded address equals no pinned one, so what was
 * connected to without the guard serves nobody who is to be guarded.
 *
 * @param host name or literal address
 * @param port 1 to 65535
 * @param isTls whether TLS is spoken, with the host's name verified
 * @param isGuarded whether it came over HTTP: then {@link AddressGuard} judges where it leads
 */
public record Address(String host, int port, boolean isTls, boolean isGuarded) {
    /** What the operator wrote, in the environment or the configuration: it may lead anywhere. */
    public static Address pinned(String host, int port, boolean isTls) {
        return new Address(host, port, isTls, false);
    }

    /** The same place, by somebody else's word. */
    Address guarded() {
        return new Address(host, port, isTls, true);
    }
}
