package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Usage;
import io.penstock.dialect.openai.reply.ChoiceState.Block;
import io.penstock.dialect.openai.reply.WholeChoice.Collected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer as one document, when all of it was told. Keeps what it is told in buffers of the allocator of where it writes. */
public final class OpenAiWholeWriter implements AnswerWriter {
    private final AnswerContext context;
    private final LossReport loss = new LossReport();
    private final Extras extras = new Extras();
    private final List<WholeChoice> choices = new ArrayList<>(1);

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private Identity identity;
    private @Nullable Usage usage;

    /** A writer of one answer. */
    public OpenAiWholeWriter(AnswerContext context) {
        this.context = context;
        this.identity = Identity.of(null, null, 0, context);
    }

    @Override
    public void to(ByteBuf target) {
        out = target;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {
        identity = Identity.of(id, model, createdSeconds, context);
        choice(0);
    }

    private WholeChoice choice(int index) {
        while (choices.size() <= index) {
            choices.add(new WholeChoice(choices.size(), context, loss));
        }
        return choices.get(index);
    }

    private void fragment(int choice, Collected what, ByteBuf buffer, int start, int end) {
        if (start < end) {
            WholeChoice told = choice(choice);
            told.state.onFragment(what == Collected.REASONING ? Block.REASONING : Block.TEXT);
            told.more(what, out.alloc()).writeBytes(buffer, start, end - start);
        }
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, Collected.TEXT, buffer, start, end);
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, Collected.REASONING, buffer, start, end);
    }

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, Collected.REFUSAL, buffer, start, end);
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        WholeChoice told = choice(choice);
        told.addCall(told.state.onCall(call, id), name, out.alloc());
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        choice(choice).addArguments(call, buffer, start, end);
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        choice(choice).addInput(call, buffer, start, end);
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        WholeChoice told = choice(choice);
        if (Pieces.isImage(mimeType)) {
            Pieces.image(mimeType, buffer, start, end, JsonWriter.into(told.more(Collected.IMAGES, out.alloc())));
        } else if (Pieces.isAudio(mimeType) && !told.has(Collected.AUDIO)) {
            Pieces.audio(identity, buffer, start, end, JsonWriter.into(told.more(Collected.AUDIO, out.alloc())));
        } else {
            loss.dropped("media");
        }
        told.state.onFragment(Block.TEXT);
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        EscapedText url = citation.url();
        if (url == null) {
            loss.dropped("citation");
            return;
        }
        ByteBuf annotations = choice(choice).more(Collected.ANNOTATIONS, out.alloc());
        Pieces.annotation(url, citation, JsonWriter.into(annotations));
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        choice(choice).state.onState(dialect, kind, buffer, start, end);
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        Extras place = choice < 0 ? extras : choice(choice).extras();
        place.add(name, buffer, start, end, loss);
    }

    @Override
    public void onBlockEnd(int choice) {
        choice(choice).state.onBlockEnd();
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence) {
        choice(choice).state.onFinish();
        choice(choice).finish(reason);
        FinishWords.reportLoss(reason, stopSequence, loss);
    }

    @Override
    public void onUsage(Usage told) {
        usage = told;
    }

    @Override
    public void onEnd() {
        JsonWriter json = JsonWriter.into(out);
        identity.begin("chat.completion", json);
        json.name("choices").beginArray();
        for (int i = 0; i < choices.size(); i++) {
            choices.get(i).write(i, json, out);
        }
        json.endArray();
        Usage used = usage;
        if (used != null) {
            json.name("usage");
            UsageWriter.write(used, json);
        }
        extras.moveTo(out);
        json.endObject();
    }

    @Override
    public void onError(GatewayFault fault) {
        throw new IllegalStateException("a whole answer that breaks off is never written");
    }

    @Override
    public LossReport loss() {
        return loss;
    }

    @Override
    public void close() {
        choices.forEach(WholeChoice::release);
        choices.clear();
        out = Unpooled.EMPTY_BUFFER;
    }
}
