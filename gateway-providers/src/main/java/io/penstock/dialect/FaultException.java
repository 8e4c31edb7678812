package io.penstock.dialect;

/** Carries a fault to whoever answers the caller. It is expected, and so has no stack trace. */
public final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient GatewayFault fault;

    /** An exception that carries {@code fault}. */
    public FaultException(GatewayFault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    /** What the caller is to be told. */
    public GatewayFault fault() {
        return fault;
    }
}
