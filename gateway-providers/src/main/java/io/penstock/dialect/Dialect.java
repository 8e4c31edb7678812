package io.penstock.dialect;

import org.jspecify.annotations.Nullable;

/** One of the API dialects, as far as the relay lane needs it: how its requests are scanned, its answers probed, its faults told. */
public interface Dialect {

    /** The dialect's name, as the catalogue and the log have it. */
    String name();

    /**
     * A scan for one request of {@code operation}.
     *
     * @param contentType the request's, null where it has none
     * @throws FaultException where the operation takes no such content
     */
    RequestScan newRequestScan(Operation operation, @Nullable String contentType);

    /** A probe for one answer of {@code operation}. */
    AnswerProbe newAnswerProbe(Operation operation);

    /** How this dialect tells a fault. */
    FaultWriter faults();
}
