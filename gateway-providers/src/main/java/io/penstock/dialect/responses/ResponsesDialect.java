package io.penstock.dialect.responses;

import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.EventFraming;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.RequestScan;
import io.penstock.dialect.RequestWriter;
import io.penstock.dialect.responses.answer.ResponsesAnswerProbe;
import io.penstock.dialect.responses.answer.ResponsesAnswerReader;
import io.penstock.dialect.responses.reply.ResponsesAnswerWriter;
import io.penstock.dialect.responses.reply.ResponsesFaultWriter;
import io.penstock.dialect.responses.request.ResponsesRequestReader;
import io.penstock.dialect.responses.request.ResponsesRequestWriter;
import io.penstock.dialect.responses.stored.Turn;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses API. Stateless where nothing is stored: one instance serves every exchange. */
public final class ResponsesDialect implements Dialect {
    /** The one instance that is needed. */
    public static final ResponsesDialect INSTANCE = new ResponsesDialect();

    private static final String FORM = "multipart/form-data";
    private static final FaultWriter FAULTS = new ResponsesFaultWriter();
    private static final RequestWriter REQUEST_WRITER = new ResponsesRequestWriter();

    private final @Nullable Turn turn;

    /** The dialect where nothing is stored. */
    public ResponsesDialect() {
        this.turn = null;
    }

    private ResponsesDialect(Turn turn) {
        this.turn = turn;
    }

    /** The dialect as it is read and written for that one turn. */
    public static Dialect of(Turn turn) {
        return new ResponsesDialect(turn);
    }

    @Override
    public String name() {
        return "responses";
    }

    /** What is no form is judged by what it is: curl calls JSON a form of another kind when it is told nothing. */
    @Override
    public RequestScan newRequestScan(Operation operation, @Nullable String contentType) {
        if (contentType != null && contentType.regionMatches(true, 0, FORM, 0, FORM.length())) {
            throw new FaultException(GatewayFault.of(
                    GatewayFault.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "content-type: " + contentType + " (expected: application/json)"));
        }
        return new ResponsesRequestScan();
    }

    @Override
    public AnswerProbe newAnswerProbe(Operation operation) {
        return new ResponsesAnswerProbe();
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
        return turn == null ? new ResponsesRequestReader() : new ResponsesRequestReader(turn);
    }

    @Override
    public RequestWriter requestWriter() {
        return REQUEST_WRITER;
    }

    @Override
    public AnswerReader newAnswerReader() {
        return new ResponsesAnswerReader();
    }

    @Override
    public AnswerWriter newAnswerWriter(AnswerContext context) {
        return new ResponsesAnswerWriter(context, turn);
    }
}
