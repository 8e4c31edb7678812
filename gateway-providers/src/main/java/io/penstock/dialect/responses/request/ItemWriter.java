package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.ToolIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the messages of one request as items: of what the model said, each text, reasoning and call is one. */
final class ItemWriter {
    private static final String STATE = ReasoningState.LOST;
    private static final String ENCRYPTED = "encrypted_content";

    private final ChatRequest request;
    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;
    private final PartWriter parts;
    private boolean hasStates;
    /** A message of the model is begun, and takes further texts. */
    private boolean isInMessage;

    ItemWriter(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        this.request = request;
        this.target = target;
        this.out = out;
        this.loss = loss;
        this.parts = new PartWriter(target, out, loss);
    }

    /** Whether any of what was written is state that the provider gave out. */
    boolean hasStates() {
        return hasStates;
    }

    /**
     * Writes them all.
     *
     * @param toldSchema the schema of the output, where it must be told in words
     */
    void write(@Nullable RawJson toldSchema) {
        String system = target.nameOf("developer");
        out.name("input").beginArray();
        if (toldSchema != null) {
            begin(system).name("content").beginString();
            out.part("Answer with JSON that keeps to this JSON Schema, and with nothing else:\\n");
            out.part(toldSchema).endString().endObject();
        }
        for (Message message : request.messages()) {
            switch (message.role()) {
                case SYSTEM -> said(system, message.parts());
                case USER -> said("user", message.parts());
                case ASSISTANT -> answer(message.parts());
                default -> results(message.parts());
            }
        }
        out.endArray();
    }

    private JsonWriter begin(String role) {
        return out.beginObject().name("type").string("message").name("role").string(role);
    }

    private void said(String role, List<Part> said) {
        begin(role).name("content");
        parts.content(said);
        out.endObject();
    }

    private void answer(List<Part> answer) {
        for (Part part : answer) {
            if (part instanceof Part.Text text) {
                beginAnswer("output_text").name("text").text(text.text());
                out.endObject();
                reportState(text.state());
            } else if (part instanceof Part.Refusal refusal) {
                beginAnswer("refusal").name("refusal").text(refusal.text());
                out.endObject();
            } else if (part instanceof Part.Reasoning reasoning) {
                reasoning(reasoning);
            } else if (part instanceof Part.ToolCall call) {
                endAnswer();
                call(call);
            } else if (part instanceof Part.Opaque opaque && opaque.dialect().equals(Turns.DIALECT)) {
                endAnswer();
                out.raw(opaque.json());
            } else {
                loss.dropped(unwritten(part));
            }
        }
        endAnswer();
    }

    /** What of an answer has no place in the history of one. */
    private static String unwritten(Part part) {
        if (part instanceof Part.Opaque opaque) {
            return opaque.type();
        }
        return part instanceof Part.CachePoint ? PartWriter.CACHE : "media";
    }

    private JsonWriter beginAnswer(String type) {
        if (!isInMessage) {
            begin("assistant").name("content").beginArray();
            isInMessage = true;
        }
        return out.beginObject().name("type").string(type);
    }

    private void endAnswer() {
        if (isInMessage) {
            out.endArray().endObject();
            isInMessage = false;
        }
    }

    /** Reasoning goes to its maker, encrypted, and in words to those who want it back. */
    private void reasoning(Part.Reasoning reasoning) {
        ReasoningState state = reasoning.state();
        EscapedText ours = ours(state);
        boolean isOurs = ours != null;
        boolean isWanted = target.has(Trait.REASONING_CONTENT_IN) || target.has(Trait.REASONING_IN);
        boolean hasText = !reasoning.text().isEmpty();
        if (!isOurs) {
            reportState(state);
        }
        if (!isOurs && !(isWanted && hasText)) {
            if (hasText) {
                loss.dropped("reasoning");
            }
            return;
        }
        endAnswer();
        out.beginObject().name("type").string("reasoning");
        out.name("summary").beginArray();
        if (hasText && isOurs) {
            text("summary_text", reasoning.text());
        }
        out.endArray();
        if (ours != null) {
            hasStates = true;
            out.name(ENCRYPTED).text(ours);
        } else {
            out.name("content").beginArray();
            text("reasoning_text", reasoning.text());
            out.endArray();
        }
        out.endObject();
    }

    /** What the provider itself has encrypted; null where it is another's. */
    private @Nullable EscapedText ours(@Nullable ReasoningState state) {
        return state != null && state.kind().equals(ENCRYPTED) && state.isFor(Turns.DIALECT, target)
                ? state.data()
                : null;
    }

    private void text(String type, EscapedText text) {
        out.beginObject().name("type").string(type);
        out.name("text").text(text).endObject();
    }

    private void call(Part.ToolCall call) {
        if (target.has(Trait.NO_TOOLS)) {
            loss.dropped("tool_calls");
            return;
        }
        out.beginObject().name("type").string("function_call");
        out.name("call_id").text(id(call.id()));
        out.name("name").text(call.name());
        out.name("arguments").beginString();
        if (call.arguments() instanceof Part.Arguments.Text text && !text.text().isBlank()) {
            out.part(text.text());
        } else {
            out.part(call.arguments().toObject());
        }
        out.endString().endObject();
        reportState(call.state());
    }

    private EscapedText id(EscapedText id) {
        return target.has(Trait.NINE_LETTER_TOOL_IDS) ? ToolIds.nineLetters(id) : ToolIds.plain(id);
    }

    private void reportState(@Nullable ReasoningState state) {
        if (state != null) {
            loss.dropped(STATE);
        }
    }

    private void results(List<Part> results) {
        for (Part part : results) {
            if (part instanceof Part.ToolResult result && !target.has(Trait.NO_TOOLS)) {
                out.beginObject().name("type").string("function_call_output");
                out.name("call_id").text(id(result.callId()));
                out.name("output");
                parts.output(result);
                out.endObject();
            }
        }
    }
}
