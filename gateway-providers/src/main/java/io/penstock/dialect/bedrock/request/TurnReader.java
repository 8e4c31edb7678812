package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.StateLabel.Labelled;
import io.penstock.dialect.bedrock.answer.CarriedState;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one turn of the model. State of other providers that was put into its blocks is taken off here and put where it belongs: to its
 * reasoning, to the text before, or to the call behind.
 */
final class TurnReader {
    private static final RawJson NO_INPUT = RawJson.of("{}");
    private static final String REASONING = "reasoningContent";
    private static final String REDACTED = "redactedContent";
    private static final String SIGNATURE = "signature";
    private static final String TOOL_USE = "toolUse";

    private final ContentReader contents;
    private final LossReport loss;
    private final List<Part> parts = new ArrayList<>();
    /** State of the call that comes next. */
    private @Nullable ReasoningState ofCall;

    TurnReader(ContentReader contents, LossReport loss) {
        this.contents = contents;
        this.loss = loss;
    }

    /** All that was read. Of a call that is no longer there the state stands for itself. */
    List<Part> parts() {
        if (ofCall != null) {
            parts.add(new Part.Reasoning(EscapedText.EMPTY, ofCall));
            ofCall = null;
        }
        return parts;
    }

    void onBlock(Members block) {
        if (block.has(REASONING)) {
            onReasoning(block.requiredObject(REASONING));
        } else if (!block.has(TOOL_USE)) {
            contents.read(block, parts);
            return;
        } else {
            Members call = block.requiredObject(TOOL_USE);
            if (call.has("type")) {
                parts.add(new Part.Opaque(ContentReader.DIALECT, TOOL_USE, block.raw()));
            } else {
                onCall(call);
            }
        }
        block.reportRest(loss);
    }

    private static ReasoningState state(String kind, EscapedText data) {
        return new ReasoningState(ContentReader.DIALECT, kind, data);
    }

    private void onReasoning(Members reasoning) {
        EscapedText redacted = reasoning.text(REDACTED);
        if (redacted != null) {
            parts.add(new Part.Reasoning(EscapedText.EMPTY, state(REDACTED, redacted)));
        }
        Members text = reasoning.object("reasoningText");
        if (text != null) {
            onReasoningText(text);
            text.reportRest(loss);
        }
        reasoning.reportRest(loss);
    }

    private void onReasoningText(Members reasoning) {
        EscapedText text = reasoning.requiredText("text");
        EscapedText signature = reasoning.text(SIGNATURE);
        if (signature == null || signature.isEmpty()) {
            parts.add(new Part.Reasoning(text, null));
            return;
        }
        Labelled labelled = StateLabel.read(signature);
        ReasoningState state = labelled.state();
        if (state == null) {
            parts.add(new Part.Reasoning(text, state(SIGNATURE, signature)));
        } else if (labelled.id().is(CarriedState.OF_CALL)) {
            ofCall = state;
        } else if (!labelled.id().is(CarriedState.OF_TEXT) || !isOfText(state)) {
            parts.add(new Part.Reasoning(text, state));
        }
    }

    /** Gives the state to the text before; false where there is none. */
    private boolean isOfText(ReasoningState state) {
        int last = parts.size() - 1;
        if (last >= 0 && parts.get(last) instanceof Part.Text text) {
            parts.set(last, new Part.Text(text.text(), state));
            return true;
        }
        return false;
    }

    private void onCall(Members call) {
        Labelled id = StateLabel.read(call.requiredText("toolUseId"));
        EscapedText name = call.requiredText("name");
        RawJson input = call.take("input");
        if (input != null && !input.isObject()) {
            throw Refusal.of(call.path("input"), input, "an object");
        }
        ReasoningState state = id.state() == null ? ofCall : id.state();
        ofCall = null;
        parts.add(new Part.ToolCall(id.id(), name, new Part.Arguments.Json(input == null ? NO_INPUT : input), state));
        call.reportRest(loss);
    }
}
