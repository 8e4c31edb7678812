package io.penstock.dialect;

/** One of the API dialects, as far as the relay lane needs it: how its requests are scanned, its answers probed, its faults told. */
public interface Dialect {

    /** The dialect's name, as the catalogue and the log have it. */
    String name();

    /** A scan for one request of {@code operation}. */
    RequestScan newRequestScan(Operation operation);

    /** A probe for one answer of {@code operation}. */
    AnswerProbe newAnswerProbe(Operation operation);

    /** How this dialect tells a fault. */
    FaultWriter faults();
}
