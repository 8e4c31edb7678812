package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.StateLabel.Labelled;
import io.penstock.dialect.anthropic.answer.CarriedState;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the model said before. A signature that carries another dialect's state is taken off here and put where it belongs: to its
 * reasoning, to the text before, or to the call behind.
 */
final class TurnReader {
    private static final RawJson NO_INPUT = RawJson.of("{}");

    private final BlockPartReader blocks;
    private final LossReport loss;
    private final List<Part> parts = new ArrayList<>();
    /** State of the call that comes next. */
    private @Nullable ReasoningState ofCall;

    TurnReader(BlockPartReader blocks, LossReport loss) {
        this.blocks = blocks;
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
        EscapedText type = block.requiredText("type");
        switch (type.decode()) {
            case "thinking" -> onThinking(block);
            case "redacted_thinking" ->
                parts.add(
                        new Part.Reasoning(EscapedText.EMPTY, state("redacted_thinking", block.requiredText("data"))));
            case "tool_use" -> onCall(block);
            default -> {
                blocks.read(block, type, parts);
                return;
            }
        }
        Part.CachePoint cache = BlockPartReader.cachePoint(block);
        if (cache != null) {
            parts.add(cache);
        }
        block.reportRest(loss);
    }

    private static ReasoningState state(String kind, EscapedText data) {
        return new ReasoningState(BlockPartReader.DIALECT, kind, data);
    }

    private void onThinking(Members block) {
        EscapedText thinking = block.requiredText("thinking");
        EscapedText signature = block.text("signature");
        if (signature == null || signature.isEmpty()) {
            parts.add(new Part.Reasoning(thinking, null));
            return;
        }
        Labelled labelled = StateLabel.read(signature);
        ReasoningState state = labelled.state();
        if (state == null) {
            parts.add(new Part.Reasoning(thinking, state("signature", signature)));
        } else if (labelled.id().is(CarriedState.OF_CALL)) {
            ofCall = state;
        } else if (!labelled.id().is(CarriedState.OF_TEXT) || !isOfText(state)) {
            parts.add(new Part.Reasoning(thinking, state));
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

    private void onCall(Members block) {
        Labelled id = StateLabel.read(block.requiredText("id"));
        RawJson input = block.take("input");
        if (input != null && !input.isObject()) {
            throw Refusal.of(block.path("input"), input, "an object");
        }
        ReasoningState state = id.state() == null ? ofCall : id.state();
        ofCall = null;
        parts.add(new Part.ToolCall(
                id.id(), block.requiredText("name"), new Part.Arguments.Json(input == null ? NO_INPUT : input), state));
    }
}
