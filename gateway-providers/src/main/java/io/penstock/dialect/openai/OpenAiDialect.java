package io.penstock.dialect.openai;

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
import io.penstock.dialect.openai.answer.OpenAiAnswerReader;
import io.penstock.dialect.openai.reply.OpenAiStreamWriter;
import io.penstock.dialect.openai.reply.OpenAiWholeWriter;
import io.penstock.dialect.openai.request.OpenAiRequestReader;
import io.penstock.dialect.openai.request.OpenAiRequestWriter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's API. Stateless: one instance serves every exchange. */
public final class OpenAiDialect implements Dialect {
    /** The one instance that is needed. */
    public static final OpenAiDialect INSTANCE = new OpenAiDialect();

    private static final String FORM = "multipart/form-data";
    private static final Set<Operation> SPEECH_IN = EnumSet.of(Operation.TRANSCRIPTIONS, Operation.TRANSLATIONS);
    private static final Set<Operation> FORMS = EnumSet.of(
            Operation.IMAGE_EDITS, Operation.IMAGE_VARIATIONS, Operation.TRANSCRIPTIONS, Operation.TRANSLATIONS);
    private static final FaultWriter FAULTS = new OpenAiFaultWriter();
    private static final FaultWriter SIMPLE_FAULTS = new SimpleFaultWriter();
    private static final RequestReader REQUEST_READER = new OpenAiRequestReader();
    private static final RequestWriter REQUEST_WRITER = new OpenAiRequestWriter();

    /** Faults as {@code {"error":"..."}}, for callers that know no more than that. Their events and keep-alives are OpenAI's. */
    public static FaultWriter simpleFaults() {
        return SIMPLE_FAULTS;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public RequestScan newRequestScan(Operation operation, @Nullable String contentType) {
        boolean isForm = false;
        if (contentType != null && contentType.regionMatches(true, 0, FORM, 0, FORM.length())) {
            if (FORMS.contains(operation)) {
                return new OpenAiMultipartScan(operation, contentType);
            }
            isForm = true;
        }
        // What an operation that takes JSON is sent is judged by what it is: curl calls it a form when it is told
        // nothing.
        if (isForm || (SPEECH_IN.contains(operation) && !isJson(contentType))) {
            String expected = isForm ? "application/json" : FORM;
            throw new FaultException(GatewayFault.of(
                    GatewayFault.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "content-type: " + contentType + " (expected: " + expected + ")"));
        }
        return new OpenAiRequestScan(operation);
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    @Override
    public AnswerProbe newAnswerProbe(Operation operation) {
        return new OpenAiAnswerProbe(operation);
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
        return new OpenAiAnswerReader();
    }

    @Override
    public AnswerWriter newAnswerWriter(AnswerContext context) {
        return context.isStream() ? new OpenAiStreamWriter(context, FAULTS) : new OpenAiWholeWriter(context);
    }
}
