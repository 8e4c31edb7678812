package io.penstock.telemetry;

/** Which models may be named in a metric: whatever a client can make up must not make a series. */
public interface KnownModels {

    /** Whether the operator, or the provider's own list, names that model. Allocates nothing. */
    boolean isKnown(String provider, String model);
}
