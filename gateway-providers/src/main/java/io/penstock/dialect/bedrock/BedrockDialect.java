package io.penstock.dialect.bedrock;

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
import io.penstock.dialect.bedrock.answer.BedrockAnswerProbe;
import io.penstock.dialect.bedrock.answer.BedrockAnswerReader;
import io.penstock.dialect.bedrock.answer.BedrockAnswerWriter;
import io.penstock.dialect.bedrock.answer.BedrockFaultWriter;
import io.penstock.dialect.bedrock.request.BedrockRequestReader;
import io.penstock.dialect.bedrock.request.BedrockRequestWriter;
import org.jspecify.annotations.Nullable;

/** Bedrock's Converse API. The model and whether to stream stand in its URLs. Stateless: one instance serves every exchange. */
public final class BedrockDialect implements Dialect {
    /** The one instance that is needed. */
    public static final BedrockDialect INSTANCE = new BedrockDialect();

    private static final FaultWriter FAULTS = new BedrockFaultWriter();
    private static final RequestReader REQUEST_READER = new BedrockRequestReader();
    private static final RequestWriter REQUEST_WRITER = new BedrockRequestWriter();

    @Override
    public String name() {
        return "bedrock";
    }

    /** What an operation that takes JSON is sent is judged by what it is, whatever it is called. */
    @Override
    public RequestScan newRequestScan(Operation operation, @Nullable String contentType) {
        return new BedrockRequestScan();
    }

    @Override
    public AnswerProbe newAnswerProbe(Operation operation) {
        return new BedrockAnswerProbe();
    }

    @Override
    public FaultWriter faults() {
        return FAULTS;
    }

    @Override
    public EventFraming framing() {
        return EventFraming.AWS_FRAMES;
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
        return new BedrockAnswerReader();
    }

    @Override
    public AnswerWriter newAnswerWriter(AnswerContext context) {
        return new BedrockAnswerWriter(context);
    }
}
