package io.penstock.dialect;

import org.jspecify.annotations.Nullable;

/**
 * One of the API dialects. Where client and provider speak the same, its requests are scanned and its answers probed on their way; where
 * they do not, a request goes through one dialect's {@link RequestReader} and another's {@link RequestWriter}, and its answer back
 * through an {@link AnswerReader} and an {@link AnswerWriter}. Stateless: one instance serves every exchange.
 */
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

    /** How its streams are parted into events. */
    EventFraming framing();

    /** How its requests are read for translation. */
    RequestReader requestReader();

    /** How its requests are written. */
    RequestWriter requestWriter();

    /** A reader for one answer of a chat. */
    AnswerReader newAnswerReader();

    /** A writer for one answer of a chat. */
    AnswerWriter newAnswerWriter(AnswerContext context);
}
