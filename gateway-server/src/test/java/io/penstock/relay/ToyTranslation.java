package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A dialect for tests. An event that begins with {@code +} is text, {@code -} says nothing, {@code !} is an error, {@code .} the end,
 * {@code ;} the reason to stop; a whole answer is text, an error where it begins with {@code !}. What is written is the text in brackets,
 * and a stop for the end.
 */
final class ToyTranslation implements AnswerReader, AnswerWriter {
    private final ByteBuf kept = Unpooled.buffer();
    private final boolean isStream;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean isFinished;
    private boolean isClosed;

    ToyTranslation(boolean isStream) {
        this.isStream = isStream;
    }

    boolean isStream() {
        return isStream;
    }

    boolean isClosed() {
        return isClosed;
    }

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end, GenerationEvents events) {
        switch (buffer.getByte(start)) {
            case '+' -> events.onText(0, buffer, start + 1, end - 2);
            case '.' -> {
                isFinished = true;
                events.onEnd();
                return Verdict.END;
            }
            case ';' -> isFinished = true;
            case '!' -> {
                return Verdict.ERROR;
            }
            default -> {
                return Verdict.PREAMBLE;
            }
        }
        return Verdict.OUTPUT;
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int end, GenerationEvents events) {
        if (start == end || buffer.getByte(start) == '!') {
            return Verdict.ERROR;
        }
        events.onText(0, buffer, start, end);
        events.onEnd();
        return Verdict.END;
    }

    @Override
    public void onSourceEnd(GenerationEvents events) {
        events.onEnd();
    }

    @Override
    public boolean isFinished() {
        return isFinished;
    }

    @Override
    public @Nullable Usage usage() {
        return null;
    }

    @Override
    public GatewayFault fault() {
        return GatewayFault.of(GatewayFault.Kind.OVERLOADED, "busy");
    }

    @Override
    public GatewayFault fault(int status, ByteBuf buffer, int start, int end) {
        String text = buffer.toString(start, end - start, StandardCharsets.US_ASCII);
        return GatewayFault.ofProvider(status, null, null, status + " " + text, null);
    }

    @Override
    public void to(ByteBuf target) {
        out = target;
    }

    @Override
    public String contentType() {
        return "text/plain";
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        ByteBuf target = isStream ? out : kept;
        target.writeByte('[').writeBytes(buffer, start, end - start).writeByte(']');
    }

    @Override
    public void onEnd() {
        out.writeBytes(kept).writeByte('.');
    }

    @Override
    public void onError(GatewayFault fault) {
        out.writeByte('!');
    }

    @Override
    public LossReport loss() {
        return new LossReport();
    }

    @Override
    public void close() {
        isClosed = true;
    }

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {}

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {}

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {}

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {}

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {}

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {}

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {}

    @Override
    public void onCitation(int choice, Citation citation) {}

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {}

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {}

    @Override
    public void onBlockEnd(int choice) {}

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence) {}

    @Override
    public void onUsage(Usage usage) {}
}
