package io.penstock.exchange;

import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.upstream.ConnectFailure;

/** What is told of an attempt that came to no connection. */
final class ConnectFaults {
    private static final String NOT_IN_TIME = "the provider did not accept a connection in time";

    private ConnectFaults() {}

    static GatewayFault of(ConnectFailure failure) {
        return switch (failure) {
            case UNREACHABLE, REFUSED -> GatewayFault.of(Kind.UPSTREAM_UNREACHABLE, "the provider cannot be reached");
            case TLS -> GatewayFault.of(Kind.UPSTREAM_UNREACHABLE, "no secure connection to the provider can be made");
            case TIMED_OUT -> GatewayFault.of(Kind.UPSTREAM_TIMEOUT, NOT_IN_TIME);
            case BUSY ->
                GatewayFault.of(Kind.OVERLOADED, "too many requests wait for the provider")
                        .retryAfter(1);
        };
    }

    /** Of one whose time is over: only where nobody else is late, it is the gateway that has too few connections. */
    static GatewayFault expired(boolean isAuthorized, boolean isConnecting) {
        if (!isAuthorized) {
            return GatewayFault.of(Kind.UPSTREAM_TIMEOUT, "no credential for the provider was granted in time");
        }
        return isConnecting
                ? GatewayFault.of(Kind.UPSTREAM_TIMEOUT, NOT_IN_TIME)
                : GatewayFault.of(Kind.OVERLOADED, "no connection to the provider came free in time")
                        .retryAfter(1);
    }
}
