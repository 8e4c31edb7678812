package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.ToolIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the messages of one request. */
final class MessageWriter {
    /** What a state is called in the report that its provider does not get. */
    static final String STATE = ReasoningState.LOST;

    private static final String CONTENT = "content";

    private final ChatRequest request;
    private final MemberNames names;
    private final JsonWriter out;
    private final LossReport loss;
    private final PartWriter parts;
    private final boolean hasTools;

    MessageWriter(ChatRequest request, MemberNames names, JsonWriter out, LossReport loss) {
        this.request = request;
        this.names = names;
        this.out = out;
        this.loss = loss;
        this.parts = new PartWriter(names, out, loss);
        this.hasTools = !has(Trait.NO_TOOLS);
    }

    /**
     * Writes them all.
     *
     * @param toldSchema the schema of the output, where it must be told in words
     */
    void write(@Nullable RawJson toldSchema) {
        String system = ModelFamily.of(names.target().model()).isReasoning() ? "developer" : "system";
        out.name("messages").beginArray();
        if (toldSchema != null) {
            begin(system).name(CONTENT).beginString();
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

    private boolean has(Trait trait) {
        return names.target().has(trait);
    }

    private JsonWriter begin(String role) {
        return out.beginObject().name("role").string(role);
    }

    private void said(String role, List<Part> said) {
        begin(role).name(CONTENT);
        parts.content(said);
        out.endObject();
    }

    private void answer(List<Part> answer) {
        List<EscapedText> texts = new ArrayList<>();
        List<EscapedText> thoughts = new ArrayList<>();
        List<Part.ToolCall> calls = new ArrayList<>();
        List<EscapedText> refusals = new ArrayList<>(0);
        for (Part part : answer) {
            if (part instanceof Part.Text text) {
                texts.add(text.text());
                reportState(text.state());
            } else if (part instanceof Part.Reasoning reasoning) {
                thoughts.add(reasoning.text());
                reportState(reasoning.state());
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call);
            } else if (part instanceof Part.Refusal refusal) {
                refusals.add(refusal.text());
            } else {
                loss.dropped(unwritten(part));
            }
        }
        begin("assistant").name(CONTENT);
        if (!hasTools && !calls.isEmpty()) {
            callsInWords(texts, calls);
        } else if (texts.isEmpty() && (!calls.isEmpty() || !refusals.isEmpty())) {
            out.nothing();
        } else {
            joined(texts);
        }
        if (!refusals.isEmpty()) {
            out.name("refusal");
            joined(refusals);
        }
        reasoning(thoughts);
        if (hasTools && !calls.isEmpty()) {
            out.name("tool_calls").beginArray();
            calls.forEach(this::call);
            out.endArray();
        }
        out.endObject();
    }

    /** What of an answer has no place in the history of one. */
    private static String unwritten(Part part) {
        if (part instanceof Part.Opaque opaque) {
            return opaque.type();
        }
        return part instanceof Part.CachePoint ? "cache_control" : "media";
    }

    private void joined(List<EscapedText> texts) {
        out.beginString();
        texts.forEach(out::part);
        out.endString();
    }

    /** Earlier reasoning goes to those who want it back, by the name that they have for it. */
    private void reasoning(List<EscapedText> thoughts) {
        thoughts.removeIf(EscapedText::isEmpty);
        if (thoughts.isEmpty()) {
            return;
        }
        if (has(Trait.REASONING_CONTENT_IN)) {
            out.name("reasoning_content");
        } else if (has(Trait.REASONING_IN)) {
            out.name("reasoning");
        } else {
            loss.dropped("reasoning");
            return;
        }
        joined(thoughts);
    }

    private void call(Part.ToolCall call) {
        out.beginObject().name("id").text(id(call.id()));
        out.name("type").string("function");
        out.name("function").beginObject();
        out.name("name").text(call.name());
        out.name("arguments").beginString();
        arguments(call.arguments());
        out.endString().endObject();
        ReasoningState state = call.state();
        boolean isOurs = state != null && state.isFor(MessageReader.DIALECT, names.target());
        if (state != null && isOurs && state.kind().equals("thought_signature")) {
            out.name("extra_content").beginObject().name("google").beginObject();
            out.name("thought_signature").text(state.data());
            out.endObject().endObject();
        } else {
            reportState(state);
        }
        out.endObject();
    }

    private void arguments(Part.Arguments arguments) {
        if (arguments instanceof Part.Arguments.Text text && !text.text().isBlank()) {
            out.part(text.text());
        } else {
            out.part(arguments.toObject());
        }
    }

    private EscapedText id(EscapedText id) {
        return has(Trait.NINE_LETTER_TOOL_IDS) ? ToolIds.nineLetters(id) : ToolIds.plain(id);
    }

    private void reportState(@Nullable ReasoningState state) {
        if (state != null) {
            loss.dropped(STATE);
        }
    }

    /** What has been called before, for a provider that knows no tools. */
    private void callsInWords(List<EscapedText> texts, List<Part.ToolCall> calls) {
        loss.approximated("tool_calls");
        out.beginString();
        texts.forEach(out::part);
        for (Part.ToolCall call : calls) {
            out.part("[called ").part(call.name()).part(" with ");
            arguments(call.arguments());
            out.part("]");
        }
        out.endString();
    }

    /** One message for each result; what is no text in them follows in a message of the user's. */
    private void results(List<Part> results) {
        List<Part> media = new ArrayList<>();
        for (Part part : results) {
            if (part instanceof Part.ToolResult result) {
                result(result);
                result.content().stream().filter(PartWriter::isMedia).forEach(media::add);
            }
        }
        if (!media.isEmpty()) {
            loss.approximated("tool_result_media");
            begin("user").name(CONTENT);
            parts.array(media);
            out.endObject();
        }
    }

    private void result(Part.ToolResult result) {
        if (hasTools) {
            begin("tool").name("tool_call_id").text(id(result.callId()));
        } else {
            begin("user");
        }
        out.name(CONTENT).beginString();
        if (!hasTools) {
            EscapedText name = request.toolName(result.callId());
            out.part("[result of ").part(name == null ? result.callId() : name).part("] ");
        }
        if (result.isError()) {
            out.part("Error: ");
            loss.approximated("is_error");
        }
        result.content().forEach(this::resultPart);
        out.endString().endObject();
    }

    private void resultPart(Part part) {
        if (part instanceof Part.Text text) {
            out.part(text.text());
        } else if (part instanceof Part.Structured structured) {
            out.part(structured.json());
        } else if (part instanceof Part.Media media && media.source() instanceof Source.Plain plain) {
            out.part(plain.text());
        } else if (!PartWriter.isMedia(part)) {
            loss.dropped(unwritten(part));
        }
    }
}
