package io.penstock.dialect.retrieval;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;

/** A provider's answer that does not answer. */
public final class BrokenAnswer {
    private BrokenAnswer() {}

    /** What is wrong with it. */
    public static FaultException of(String what) {
        return new FaultException(GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer: " + what));
    }
}
