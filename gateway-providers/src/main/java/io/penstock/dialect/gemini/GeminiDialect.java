package io.penstock.dialect.gemini;

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
import io.penstock.dialect.gemini.answer.GeminiAnswerProbe;
import io.penstock.dialect.gemini.answer.GeminiAnswerReader;
import io.penstock.dialect.gemini.answer.GeminiArrayProbe;
import io.penstock.dialect.gemini.answer.Signature;
import io.penstock.dialect.gemini.reply.GeminiArrayFaultWriter;
import io.penstock.dialect.gemini.reply.GeminiFaultWriter;
import io.penstock.dialect.gemini.reply.GeminiStreamWriter;
import io.penstock.dialect.gemini.reply.GeminiWholeWriter;
import io.penstock.dialect.gemini.request.GeminiRequestReader;
import io.penstock.dialect.gemini.request.GeminiRequestWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Google's generateContent. The model, and whether the answer is streamed, stand in the URL of a request and not in its body. Stateless:
 * one instance serves every exchange.
 */
public final class GeminiDialect implements Dialect {
    /** The one instance that is needed. */
    public static final GeminiDialect INSTANCE = new GeminiDialect(false);

    /** The same for a client that did not ask for {@code alt=sse}: a stream is one JSON array, an element at a time. */
    public static final GeminiDialect IN_ARRAYS = new GeminiDialect(true);

    private static final FaultWriter FAULTS = new GeminiFaultWriter();
    private static final FaultWriter ARRAY_FAULTS = new GeminiArrayFaultWriter();
    private static final RequestReader READER = new GeminiRequestReader();
    private static final RequestWriter WRITER = new GeminiRequestWriter();

    private final boolean isArray;

    private GeminiDialect(boolean isArray) {
        this.isArray = isArray;
    }

    @Override
    public String name() {
        return Signature.DIALECT;
    }

    @Override
    public RequestScan newRequestScan(Operation operation, @Nullable String contentType) {
        if (contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            throw new FaultException(GatewayFault.of(
                    GatewayFault.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "content-type: " + contentType + " (expected: application/json)"));
        }
        return new GeminiRequestScan();
    }

    @Override
    public AnswerProbe newAnswerProbe(Operation operation) {
        return isArray ? new GeminiArrayProbe() : new GeminiAnswerProbe();
    }

    @Override
    public FaultWriter faults() {
        return isArray ? ARRAY_FAULTS : FAULTS;
    }

    @Override
    public EventFraming framing() {
        return isArray ? EventFraming.ARRAY : EventFraming.SERVER_SENT;
    }

    @Override
    public RequestReader requestReader() {
        return READER;
    }

    @Override
    public RequestWriter requestWriter() {
        return WRITER;
    }

    @Override
    public AnswerReader newAnswerReader() {
        return new GeminiAnswerReader();
    }

    @Override
    public AnswerWriter newAnswerWriter(AnswerContext context) {
        if (!context.isStream()) {
            return new GeminiWholeWriter(context);
        }
        return isArray ? GeminiStreamWriter.ofArray(context) : GeminiStreamWriter.ofEvents(context);
    }
}
