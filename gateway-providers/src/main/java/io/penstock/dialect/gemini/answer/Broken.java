package io.penstock.dialect.gemini.answer;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;

/** Faults of a provider whose answer cannot be read. */
final class Broken {
    private Broken() {}

    /** What ends the reading; its fault is what the client is told. */
    static FaultException because(String what) {
        return new FaultException(fault(what));
    }

    /** The fault alone. */
    static GatewayFault fault(String what) {
        return GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, "the provider's answer could not be read: " + what);
    }
}
