package io.penstock.upstream;

/** Why an attempt got no connection. */
public enum ConnectFailure {
    /** The name did not resolve, the port refused, the way there is cut, or there is no socket left to go it. */
    UNREACHABLE,
    /** {@link AddressGuard} refuses where it leads; nothing was connected to. */
    REFUSED,
    /** Nobody answered within the connect timeout. */
    TIMED_OUT,
    /** TLS was refused, by them or by us. */
    TLS,
    /** As many connections as allowed are in use, and as many attempts as allowed wait. */
    BUSY
}
