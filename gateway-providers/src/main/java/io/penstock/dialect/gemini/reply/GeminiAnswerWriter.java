package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.Usage;
import io.penstock.dialect.gemini.answer.Signature;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a streamed and a whole answer of generateContent have in common: which part each block becomes, and when it can be written. Text
 * goes on at once; a call waits until its arguments are an object; why it stopped, what was used and where it comes from is the end.
 */
abstract class GeminiAnswerWriter implements AnswerWriter {
    /** What the arguments of one answer's calls may take up together while they are kept. */
    static final long ARGUMENT_BYTES_MAX = 16 * 1024 * 1024;

    private final AnswerContext context;
    private final LossReport loss = new LossReport();
    private AnswerChoice[] choices = {};
    private @Nullable Usage usage;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private long argumentBytes;

    GeminiAnswerWriter(AnswerContext context) {
        this.context = context;
    }

    /** Writes a fragment of text or, where {@code isThought}, of reasoning. Borrows {@code buffer}. */
    abstract void writeText(int choice, boolean isThought, ByteBuf buffer, int start, int end);

    /** Begins a part that is no fragment of text, to be written into the buffer that this gives. */
    abstract ByteBuf beginPart(int choice);

    /** Ends it. */
    abstract void endPart(int choice);

    /** Writes what ends the answer. */
    abstract void writeEnd();

    @Override
    public void to(ByteBuf buffer) {
        out = buffer;
    }

    final ByteBuf out() {
        return out;
    }

    final AnswerContext context() {
        return context;
    }

    final AnswerChoice choice(int index) {
        if (index >= choices.length) {
            int old = choices.length;
            choices = Arrays.copyOf(choices, index + 1);
            for (int i = old; i <= index; i++) {
                choices[i] = new AnswerChoice();
            }
        }
        return choices[index];
    }

    final int choices() {
        return choices.length;
    }

    @Override
    public LossReport loss() {
        return loss;
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        if (end > start) {
            begin(choice, AnswerChoice.TEXT);
            writeText(choice, false, buffer, start, end);
        }
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        if (end > start) {
            begin(choice, AnswerChoice.REASONING);
            writeText(choice, true, buffer, start, end);
        }
    }

    /** The dialect has no refusals: its reason to stop says that it is one. */
    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        loss.approximated("refusal");
        onText(choice, buffer, start, end);
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        AnswerChoice told = choice(choice);
        EscapedText known = id == null || id.isEmpty()
                ? EscapedText.of("call_" + context.id() + "_" + choice + "_" + call)
                : Kept.text(id);
        told.add(new AnswerCall(known, Kept.text(name), told.pending));
        told.pending = null;
        told.block = AnswerChoice.CALL;
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        AnswerCall waiting = waiting(choice, call, end - start);
        if (waiting != null) {
            waiting.onFragment(buffer, start, end);
        }
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        AnswerCall waiting = waiting(choice, call, end - start);
        if (waiting != null) {
            waiting.onInput(buffer, start, end);
            flush(choice, false);
        }
    }

    /** The call, where it can still take that much. */
    private @Nullable AnswerCall waiting(int choice, int call, int bytes) {
        AnswerCall waiting = choice(choice).waiting(call);
        argumentBytes += bytes;
        if (waiting != null && argumentBytes <= ARGUMENT_BYTES_MAX) {
            return waiting;
        }
        loss.dropped("functionCall.args");
        if (waiting != null) {
            waiting.onTooLong();
        }
        return null;
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        begin(choice, AnswerChoice.NONE);
        JsonWriter json = JsonWriter.into(beginPart(choice));
        json.beginObject().name("inlineData").beginObject();
        json.name("mimeType").text(mimeType).name("data").text(buffer, start, end);
        json.endObject().endObject();
        endPart(choice);
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        boolean isKept = (citation.url() != null || citation.title() != null)
                && choice(choice).add(citation);
        if (!isKept) {
            loss.dropped("citation");
        } else if (citation.start() >= 0) {
            loss.approximated("citation");
        }
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        EscapedText signature = Signature.of(dialect, context.target(), kind, buffer, start, end);
        AnswerChoice told = choice(choice);
        if (signature == null) {
            loss.dropped(ReasoningState.LOST);
        } else if (told.block == AnswerChoice.TEXT || told.block == AnswerChoice.REASONING) {
            writeState(choice, signature, told.block == AnswerChoice.REASONING);
        } else {
            writePending(choice);
            told.pending = signature;
        }
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        loss.dropped(name);
    }

    @Override
    public void onBlockEnd(int choice) {
        begin(choice, AnswerChoice.NONE);
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence) {
        flush(choice, true);
        begin(choice, AnswerChoice.NONE);
        choice(choice).finish = reason;
        if (stopSequence != null) {
            loss.dropped("stop_sequence");
        }
    }

    @Override
    public void onUsage(Usage used) {
        usage = used;
    }

    @Override
    public void onEnd() {
        for (int i = 0; i < choices.length; i++) {
            flush(i, true);
        }
        writeEnd();
    }

    /** A block of that kind begins, or goes on. */
    private void begin(int choice, int block) {
        AnswerChoice told = choice(choice);
        if (told.hasWaiting()) {
            flush(choice, false);
        }
        if (told.pending != null) {
            writePending(choice);
        }
        told.block = block;
    }

    private void flush(int choice, boolean isEnd) {
        AnswerChoice told = choice(choice);
        AnswerCall call = told.next(isEnd);
        while (call != null) {
            call.write(JsonWriter.into(beginPart(choice)));
            endPart(choice);
            call = told.next(isEnd);
        }
    }

    /** A signature that no call followed stands behind reasoning that cannot be read. */
    private void writePending(int choice) {
        AnswerChoice told = choice(choice);
        EscapedText signature = told.pending;
        if (signature != null) {
            told.pending = null;
            writeState(choice, signature, true);
        }
    }

    private void writeState(int choice, EscapedText signature, boolean isThought) {
        JsonWriter json = JsonWriter.into(beginPart(choice));
        json.beginObject().name("text").string("");
        if (isThought) {
            json.name("thought").bool(true);
        }
        json.name("thoughtSignature").text(signature).endObject();
        endPart(choice);
    }

    /** Writes the members of a candidate that stand behind its content. */
    final void writeFinish(int choice, JsonWriter json) {
        AnswerChoice told = choice(choice);
        FinishReason reason = told.finish;
        if (reason != null) {
            json.name("finishReason").string(nameOf(reason));
        }
        json.name("index").number(choice);
        told.writeSources(json);
    }

    /**
     * Writes the member of a response that stands behind its candidates. What was written to a cache is part of the prompt and has no
     * count of its own.
     */
    final void writeUsage(JsonWriter json) {
        Usage used = usage;
        if (used == null) {
            return;
        }
        json.name("usageMetadata").beginObject();
        json.name("promptTokenCount").number(used.prompt());
        json.name("candidatesTokenCount").number(used.output());
        json.name("totalTokenCount").number(used.prompt() + used.completion());
        if (used.cacheRead() > 0) {
            json.name("cachedContentTokenCount").number(used.cacheRead());
        }
        if (used.reasoning() > 0) {
            json.name("thoughtsTokenCount").number(used.reasoning());
        }
        json.endObject();
    }

    private static String nameOf(FinishReason reason) {
        return switch (reason) {
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
            // There is none for having called a tool.
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSE -> "STOP";
        };
    }

    @Override
    public void close() {
        for (AnswerChoice each : choices) {
            if (each.parts != null) {
                each.parts.release();
                each.parts = null;
            }
        }
    }
}
