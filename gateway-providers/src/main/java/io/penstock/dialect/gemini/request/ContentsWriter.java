package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.gemini.answer.Signature;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code contents}: one for what the same side says in a row, but what tools said in one of its own, for newer models refuse it
 * beside anything else. None is empty: it would be refused.
 */
final class ContentsWriter {
    private static final EscapedText SPACE = EscapedText.of(" ");

    private final ChatRequest request;
    private final ModelTarget target;
    private final ModelFamily family;
    private final JsonWriter json;
    private final LossReport loss;
    private final MediaWriter media;

    /** What one content is made of. */
    private record Turn(Role role, List<Part> parts) {}

    ContentsWriter(ChatRequest request, ModelTarget target, ModelFamily family, JsonWriter json, LossReport loss) {
        this.request = request;
        this.target = target;
        this.family = family;
        this.json = json;
        this.loss = loss;
        this.media = new MediaWriter(target, family, json, loss);
    }

    /**
     * Writes them.
     *
     * @param instructions what stands before the first text of the user, of models that have no other place for it
     */
    void write(List<EscapedText> instructions) {
        List<Turn> turns = turns(instructions);
        json.name("contents").beginArray();
        List<Part> called = List.of();
        for (Turn turn : turns) {
            json.beginObject().name("role").string(turn.role() == Role.ASSISTANT ? "model" : "user");
            json.name("parts").beginArray();
            switch (turn.role()) {
                case ASSISTANT -> writeModel(turn.parts());
                case TOOL -> new ResultsWriter(request, target, family, json, loss).write(turn.parts(), called);
                default -> writeUser(turn.parts());
            }
            json.endArray().endObject();
            called = turn.role() == Role.ASSISTANT ? turn.parts() : called;
        }
        if (turns.isEmpty()) {
            json.beginObject().name("role").string("user").name("parts").beginArray();
            writeText(SPACE, null, false);
            json.endArray().endObject();
        }
        json.endArray();
    }

    private List<Turn> turns(List<EscapedText> instructions) {
        List<Turn> turns = new ArrayList<>();
        List<Part> first = new ArrayList<>();
        instructions.forEach(text -> first.add(new Part.Text(text)));
        if (!first.isEmpty()) {
            loss.approximated("messages.role");
            turns.add(new Turn(Role.USER, first));
        }
        for (Message message : request.messages()) {
            if (message.role() != Role.SYSTEM) {
                add(message.role(), message.parts(), turns);
            }
            if (message.role() == Role.TOOL && !family.isSigned()) {
                List<Part> shown = ResultsWriter.mediaOf(message.parts());
                if (!shown.isEmpty()) {
                    loss.approximated("messages.content");
                    add(Role.USER, shown, turns);
                }
            }
        }
        return turns;
    }

    private static void add(Role role, List<Part> parts, List<Turn> turns) {
        Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last != null && last.role() == role) {
            last.parts().addAll(parts);
        } else {
            turns.add(new Turn(role, new ArrayList<>(parts)));
        }
    }

    private void writeUser(List<Part> parts) {
        boolean hasText = false;
        for (Part part : parts) {
            if (part instanceof Part.Media each) {
                media.write(each);
            } else {
                hasText |= writePart(part);
            }
        }
        if (!hasText) {
            // An empty content is refused, and so are images that nothing is said of.
            writeText(SPACE, null, false);
        }
    }

    private void writeModel(List<Part> parts) {
        boolean isWritten = false;
        boolean isFirstCall = true;
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                writeCall(call, isFirstCall);
                isFirstCall = false;
                isWritten = true;
            } else if (part instanceof Part.Media each) {
                media.write(each);
                isWritten = true;
            } else {
                isWritten |= writePart(part);
            }
        }
        if (!isWritten) {
            writeText(SPACE, null, false);
        }
    }

    /** Writes what both sides may say, and says whether it was anything. */
    private boolean writePart(Part part) {
        if (part instanceof Part.Text text) {
            return writeText(text.text(), stateFor(text.state()), false);
        }
        if (part instanceof Part.Reasoning reasoning) {
            EscapedText state = stateFor(reasoning.state());
            if (state == null && !reasoning.text().isEmpty()) {
                loss.dropped("reasoning");
            }
            return state != null
                    && writeText(reasoning.text(), state, !reasoning.text().isEmpty());
        }
        if (part instanceof Part.Refusal refusal) {
            loss.approximated("refusal");
            return writeText(refusal.text(), null, false);
        }
        if (part instanceof Part.Opaque opaque && opaque.dialect().equals(Signature.DIALECT)) {
            json.raw(opaque.json());
            return true;
        }
        if (part instanceof Part.Structured structured) {
            json.beginObject()
                    .name("text")
                    .beginString()
                    .part(structured.json())
                    .endString()
                    .endObject();
            return true;
        }
        loss.dropped(nameOf(part));
        return false;
    }

    /** What a part is called where it is lost. */
    static String nameOf(Part part) {
        if (part instanceof Part.CachePoint) {
            return "cache_control";
        }
        if (part instanceof Part.Opaque opaque) {
            return opaque.type();
        }
        return "messages.content";
    }

    private boolean writeText(EscapedText text, @Nullable EscapedText signature, boolean isThought) {
        if (text.isEmpty() && signature == null) {
            return false;
        }
        json.beginObject().name("text").text(text);
        if (isThought) {
            json.name("thought").bool(true);
        }
        if (signature != null) {
            json.name("thoughtSignature").text(signature);
        }
        json.endObject();
        return true;
    }

    private void writeCall(Part.ToolCall call, boolean isFirst) {
        json.beginObject().name("functionCall").beginObject();
        if (!target.has(ModelTarget.Trait.NO_TOOL_IDS) && !call.id().isEmpty()) {
            json.name("id").text(call.id());
        }
        json.name("name").text(call.name()).name("args").raw(call.arguments().toObject());
        json.endObject();
        EscapedText signature = stateFor(call.state());
        if (signature != null) {
            json.name("thoughtSignature").text(signature);
        } else if (isFirst && family.isSigned()) {
            // Newer models refuse a turn whose first call has none.
            loss.defaulted("thoughtSignature");
            json.name("thoughtSignature").string(Signature.LOST);
        }
        json.endObject();
    }

    private @Nullable EscapedText stateFor(@Nullable ReasoningState state) {
        if (state == null) {
            return null;
        }
        if (state.isFor(Signature.DIALECT, target)) {
            return state.data();
        }
        loss.dropped(ReasoningState.LOST);
        return null;
    }
}
