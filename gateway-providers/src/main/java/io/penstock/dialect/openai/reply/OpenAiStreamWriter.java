package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Usage;
import io.penstock.dialect.openai.reply.ChoiceState.Block;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as a stream of chunks. What all chunks have in common is made once; a fragment of text is copied between bytes that
 * are there already, and nothing is allocated for it.
 *
 * <pre>
 *   data: {"id":...,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}
 *   |head                                         |    |TEXT              |  |"  |tail
 * </pre>
 */
public final class OpenAiStreamWriter implements AnswerWriter {
    private static final byte[] ROLE = ascii(",\"delta\":{\"role\":\"assistant\",\"content\":\"\"");
    private static final byte[] TEXT = ascii(",\"delta\":{\"content\":\"");
    private static final byte[] REASONING = ascii(",\"delta\":{\"reasoning_content\":\"");
    private static final byte[] REFUSAL = ascii(",\"delta\":{\"refusal\":\"");
    private static final byte[] CALL = ascii(",\"delta\":{\"tool_calls\":[{\"index\":");
    private static final byte[] CALL_ID = ascii(",\"id\":\"");
    private static final byte[] CALL_NAME = ascii("\",\"type\":\"function\",\"function\":{\"name\":\"");
    private static final byte[] CALL_NAMED = ascii("\",\"arguments\":\"\"}}]");
    private static final byte[] CALL_ARGUMENTS = ascii(",\"function\":{\"arguments\":\"");
    private static final byte[] CALL_END = ascii("\"}}]");
    private static final byte[] NO_ARGUMENTS = ascii("{}");
    private static final byte[] DELTA = ascii(",\"delta\":{");
    private static final byte[] FINISH = ascii("},\"finish_reason\":\"");
    private static final byte[] FINISHED = ascii("\"}]");
    private static final byte[] TAIL = ascii("},\"finish_reason\":null}]}\n\n");
    private static final byte[] TAIL_USAGE = ascii("},\"finish_reason\":null}],\"usage\":null}\n\n");
    private static final byte[] CHUNK_END = ascii("}\n\n");
    private static final byte[] CHUNK_END_USAGE = ascii(",\"usage\":null}\n\n");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final int DECIMAL = 10;

    private final AnswerContext context;
    private final FaultWriter faults;
    private final LossReport loss = new LossReport();
    private final Extras extras = new Extras();
    private final List<ChoiceState> choices = new ArrayList<>(1);
    private final byte[] tail;
    private final byte[] chunkEnd;

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private Identity identity;
    private byte[] head = {};
    private @Nullable Usage usage;

    /**
     * A writer of one stream.
     *
     * @param faults how the client is told that it broke off
     */
    public OpenAiStreamWriter(AnswerContext context, FaultWriter faults) {
        this.context = context;
        this.faults = faults;
        this.identity = Identity.of(null, null, 0, context);
        this.tail = context.isUsageWanted() ? TAIL_USAGE : TAIL;
        this.chunkEnd = context.isUsageWanted() ? CHUNK_END_USAGE : CHUNK_END;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void to(ByteBuf target) {
        out = target;
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {
        identity = Identity.of(id, model, createdSeconds, context);
        head = identity.chunkHead();
        choice(0);
    }

    /** The state of a choice, which begins with its role. */
    private ChoiceState choice(int index) {
        while (choices.size() <= index) {
            begin(choices.size(), ROLE);
            out.writeBytes(tail);
            choices.add(new ChoiceState(choices.size(), context, loss));
        }
        return choices.get(index);
    }

    private void begin(int choice, byte[] member) {
        out.writeBytes(head);
        writeIndex(choice);
        out.writeBytes(member);
    }

    private void writeIndex(int index) {
        if (index < DECIMAL) {
            out.writeByte('0' + index);
        } else {
            ByteBufUtil.writeAscii(out, Integer.toString(index));
        }
    }

    private void fragment(int choice, Block kind, byte[] member, ByteBuf buffer, int start, int end) {
        if (start == end) {
            return;
        }
        choice(choice).onFragment(kind);
        begin(choice, member);
        out.writeBytes(buffer, start, end - start);
        out.writeByte('"');
        out.writeBytes(tail);
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, Block.TEXT, TEXT, buffer, start, end);
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, Block.REASONING, REASONING, buffer, start, end);
    }

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        fragment(choice, Block.TEXT, REFUSAL, buffer, start, end);
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        EscapedText carrier = choice(choice).onCall(call, id);
        begin(choice, CALL);
        writeIndex(call);
        out.writeBytes(CALL_ID);
        carrier.copyTo(out);
        out.writeBytes(CALL_NAME);
        name.copyTo(out);
        out.writeBytes(CALL_NAMED);
        out.writeBytes(tail);
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        if (start < end) {
            beginArguments(choice, call);
            out.writeBytes(buffer, start, end - start);
            endArguments();
        }
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        beginArguments(choice, call);
        Unescaper.escape(buffer, start, end, out);
        endArguments();
    }

    private void noArguments(int choice, int call) {
        beginArguments(choice, call);
        out.writeBytes(NO_ARGUMENTS);
        endArguments();
    }

    private void beginArguments(int choice, int call) {
        choice(choice).onArguments(call);
        begin(choice, CALL);
        writeIndex(call);
        out.writeBytes(CALL_ARGUMENTS);
    }

    private void endArguments() {
        out.writeBytes(CALL_END);
        out.writeBytes(tail);
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        boolean isImage = Pieces.isImage(mimeType);
        if (!isImage && !Pieces.isAudio(mimeType)) {
            loss.dropped("media");
            return;
        }
        choice(choice).onFragment(Block.TEXT);
        begin(choice, DELTA);
        JsonWriter json = JsonWriter.into(out);
        if (isImage) {
            json.name("images").beginArray();
            Pieces.image(mimeType, buffer, start, end, json);
            json.endArray();
        } else {
            json.name("audio");
            Pieces.audio(identity, buffer, start, end, json);
        }
        out.writeBytes(tail);
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        EscapedText url = citation.url();
        if (url == null) {
            loss.dropped("citation");
            return;
        }
        choice(choice);
        begin(choice, DELTA);
        JsonWriter json = JsonWriter.into(out).name("annotations").beginArray();
        Pieces.annotation(url, citation, json);
        json.endArray();
        out.writeBytes(tail);
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        choice(choice).onState(dialect, kind, buffer, start, end);
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        if (choice < 0) {
            extras.add(name, buffer, start, end, loss);
            return;
        }
        choice(choice);
        begin(choice, DELTA);
        ByteBufUtil.writeAscii(out, "\"" + name + "\":");
        RawJson.copyLine(buffer, start, end, out);
        out.writeBytes(tail);
    }

    @Override
    public void onBlockEnd(int choice) {
        int call = choice(choice).onBlockEnd();
        if (call >= 0) {
            noArguments(choice, call);
        }
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence) {
        ChoiceState state = choice(choice);
        for (int call = state.nextWithoutArguments(0); call >= 0; call = state.nextWithoutArguments(call)) {
            noArguments(choice, call);
        }
        state.onFinish();
        FinishWords.reportLoss(reason, stopSequence, loss);
        begin(choice, DELTA);
        out.writeBytes(FINISH);
        ByteBufUtil.writeAscii(out, FinishWords.name(reason));
        out.writeBytes(FINISHED);
        extras.moveTo(out);
        out.writeBytes(chunkEnd);
    }

    @Override
    public void onUsage(Usage told) {
        usage = told;
    }

    @Override
    public void onEnd() {
        Usage used = usage;
        if (context.isUsageWanted() && used != null) {
            ByteBufUtil.writeAscii(out, "data: ");
            JsonWriter json = JsonWriter.into(out);
            identity.begin("chat.completion.chunk", json);
            json.name("choices").beginArray().endArray();
            json.name("usage");
            UsageWriter.write(used, json);
            extras.moveTo(out);
            out.writeBytes(CHUNK_END);
        } else if (!extras.isEmpty()) {
            loss.dropped("members_behind_the_end");
        }
        out.writeBytes(DONE);
    }

    @Override
    public void onError(GatewayFault fault) {
        faults.writeEvent(fault, context.id(), out);
    }

    @Override
    public LossReport loss() {
        return loss;
    }

    @Override
    public void close() {
        out = Unpooled.EMPTY_BUFFER;
    }
}
