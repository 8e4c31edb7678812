package io.penstock.dialect.cohere;

import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.EventFraming;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.RequestScan;
import io.penstock.dialect.RequestWriter;
import io.penstock.dialect.cohere.answer.CohereAnswerProbe;
import io.penstock.dialect.cohere.answer.CohereAnswerReader;
import io.penstock.dialect.cohere.reply.CohereAnswerWriter;
import io.penstock.dialect.cohere.reply.CohereFaultWriter;
import io.penstock.dialect.cohere.request.CohereRequestReader;
import io.penstock.dialect.cohere.request.CohereRequestWriter;
import org.jspecify.annotations.Nullable;

/** Version 2 of Cohere's API. Stateless: one instance serves every exchange. */
public final class CohereDialect implements Dialect {
    /** The one instance that is needed. */
    public static final CohereDialect INSTANCE = new CohereDialect();

    private static final FaultWriter FAULTS = new CohereFaultWriter();
    private static final RequestReader REQUEST_READER = new CohereRequestReader();
    private static final RequestWriter REQUEST_WRITER = new CohereRequestWriter();

    @Override
    public String name() {
        return "cohere";
    }

    /** What an operation that takes JSON is sent is judged by what it is, whatever it is called. */
    @Override
    public RequestScan newRequestScan(Operation operation, @Nullable String contentType) {
        return new CohereRequestScan();
    }

    @Override
    public AnswerProbe newAnswerProbe(Operation operation) {
        return new CohereAnswerProbe();
    }

    @Override
    public FaultWriter faults() {
        return FAULTS;
    }

    @Override
    public EventFraming framing() {
        return EventFraming.SERVER_SENT;
    }

    @Override
    public RequestReader requestReader() {
        return REQUEST_READER;
    }

    @Override
    public RequestWriter requestWriter() {
        return REQUEST_WRITER;
    }

    @Override
    public AnswerReader newAnswerReader() {
        return new CohereAnswerReader();
    }

    @Override
    public AnswerWriter newAnswerWriter(AnswerContext context) {
        return new CohereAnswerWriter(context);
    }
}
