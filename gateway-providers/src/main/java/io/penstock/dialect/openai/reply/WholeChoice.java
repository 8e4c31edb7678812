package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One choice of a whole answer while it is told: what it says, in buffers of its own, each made when it is needed. */
final class WholeChoice {
    private static final int BYTES = 256;

    /** What a choice collects, as it goes into the answer: texts escaped, and members of arrays with commas between them. */
    enum Collected {
        TEXT,
        REASONING,
        REFUSAL,
        ANNOTATIONS,
        IMAGES,
        AUDIO
    }

    private record Call(ByteBuf id, ByteBuf name, ByteBuf arguments) {}

    final ChoiceState state;
    private final Extras extras = new Extras();
    private final Map<Collected, ByteBuf> collected = new EnumMap<>(Collected.class);
    private final List<Call> calls = new ArrayList<>(2);
    private final List<ByteBuf> owned = new ArrayList<>(4);
    private @Nullable FinishReason finish;

    WholeChoice(int choice, AnswerContext context, LossReport loss) {
        this.state = new ChoiceState(choice, context, loss);
    }

    private ByteBuf own(ByteBufAllocator alloc) {
        ByteBuf buffer = alloc.buffer(BYTES);
        owned.add(buffer);
        return buffer;
    }

    /** Where the next part of it goes; members of an array get their comma. */
    ByteBuf more(Collected what, ByteBufAllocator alloc) {
        ByteBuf buffer = collected.get(what);
        if (buffer == null) {
            buffer = own(alloc);
            collected.put(what, buffer);
        } else if (what.compareTo(Collected.ANNOTATIONS) >= 0) {
            buffer.writeByte(',');
        }
        return buffer;
    }

    /** Whether there is some of it already. */
    boolean has(Collected what) {
        return collected.containsKey(what);
    }

    void addCall(EscapedText id, EscapedText name, ByteBufAllocator alloc) {
        Call call = new Call(own(alloc), own(alloc), own(alloc));
        id.copyTo(call.id());
        name.copyTo(call.name());
        calls.add(call);
    }

    void addArguments(int call, ByteBuf buffer, int start, int end) {
        calls.get(call).arguments().writeBytes(buffer, start, end - start);
    }

    void addInput(int call, ByteBuf buffer, int start, int end) {
        Unescaper.escape(buffer, start, end, calls.get(call).arguments());
    }

    Extras extras() {
        return extras;
    }

    void finish(FinishReason reason) {
        finish = reason;
    }

    /** Writes the choice. Borrows {@code target}, into which {@code out} writes. */
    void write(int index, JsonWriter out, ByteBuf target) {
        out.beginObject().name("index").number(index);
        out.name("message").beginObject();
        out.name("role").string("assistant");
        out.name("content");
        if (!has(Collected.TEXT) && (!calls.isEmpty() || has(Collected.REFUSAL) || has(Collected.AUDIO))) {
            out.nothing();
        } else {
            string(Collected.TEXT, out);
        }
        out.name("refusal");
        if (has(Collected.REFUSAL)) {
            string(Collected.REFUSAL, out);
        } else {
            out.nothing();
        }
        out.name("annotations").beginArray();
        members(Collected.ANNOTATIONS, out);
        out.endArray();
        if (has(Collected.REASONING)) {
            out.name("reasoning_content");
            string(Collected.REASONING, out);
        }
        if (has(Collected.IMAGES)) {
            out.name("images").beginArray();
            members(Collected.IMAGES, out);
            out.endArray();
        }
        if (has(Collected.AUDIO)) {
            out.name("audio");
            members(Collected.AUDIO, out);
        }
        calls(out);
        extras.moveTo(target);
        out.endObject();
        out.name("logprobs").nothing();
        out.name("finish_reason").string(FinishWords.name(finish == null ? FinishReason.STOP : finish));
        out.endObject();
    }

    private void string(Collected what, JsonWriter out) {
        ByteBuf text = collected.get(what);
        out.beginString();
        if (text != null) {
            out.part(text, text.readerIndex(), text.writerIndex());
        }
        out.endString();
    }

    private void members(Collected what, JsonWriter out) {
        ByteBuf members = collected.get(what);
        if (members != null) {
            out.raw(new RawJson(members, members.readerIndex(), members.writerIndex()));
        }
    }

    private void calls(JsonWriter out) {
        if (calls.isEmpty()) {
            return;
        }
        out.name("tool_calls").beginArray();
        for (Call call : calls) {
            out.beginObject().name("id").beginString();
            out.part(call.id(), 0, call.id().writerIndex()).endString();
            out.name("type").string("function");
            out.name("function").beginObject().name("name").beginString();
            out.part(call.name(), 0, call.name().writerIndex()).endString();
            out.name("arguments").beginString();
            if (call.arguments().isReadable()) {
                out.part(call.arguments(), 0, call.arguments().writerIndex());
            } else {
                out.part("{}");
            }
            out.endString().endObject().endObject();
        }
        out.endArray();
    }

    /** Gives all of it up. */
    void release() {
        owned.forEach(ByteBuf::release);
        owned.clear();
    }
}
