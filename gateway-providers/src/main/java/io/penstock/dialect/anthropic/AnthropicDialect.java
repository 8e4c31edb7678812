package io.penstock.dialect.anthropic;

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
import io.penstock.dialect.anthropic.answer.AnthropicAnswerProbe;
import io.penstock.dialect.anthropic.answer.AnthropicAnswerReader;
import io.penstock.dialect.anthropic.answer.AnthropicAnswerWriter;
import io.penstock.dialect.anthropic.answer.AnthropicFaultWriter;
import io.penstock.dialect.anthropic.request.AnthropicRequestReader;
import io.penstock.dialect.anthropic.request.AnthropicRequestWriter;
import org.jspecify.annotations.Nullable;

/** Anthropic's Messages API. Stateless: one instance serves every exchange. */
public final class AnthropicDialect implements Dialect {
    /** The one instance that is needed. */
    public static final AnthropicDialect INSTANCE = new AnthropicDialect();

    private static final FaultWriter FAULTS = new AnthropicFaultWriter();
    private static final RequestReader REQUEST_READER = new AnthropicRequestReader();
    private static final RequestWriter REQUEST_WRITER = new AnthropicRequestWriter();

    @Override
    public String name() {
        return "anthropic";
    }

    /** What an operation that takes JSON is sent is judged by what it is, whatever it is called. */
    @Override
    public RequestScan newRequestScan(Operation operation, @Nullable String contentType) {
        return new AnthropicRequestScan();
    }

    @Override
    public AnswerProbe newAnswerProbe(Operation operation) {
        return new AnthropicAnswerProbe();
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
        return new AnthropicAnswerReader();
    }

    @Override
    public AnswerWriter newAnswerWriter(AnswerContext context) {
        return new AnthropicAnswerWriter(context);
    }
}
