package io.penstock.dialect.responses.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.responses.reply.CarriedState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts items together into messages, and states back to what they belong to. */
final class Turns {
    /** The name of this dialect. */
    static final String DIALECT = "responses";

    private static final String STATE = ReasoningState.LOST;
    private static final EscapedText BETWEEN_PARTS = EscapedText.of("\n\n");

    private final List<Message> messages = new ArrayList<>();
    private final List<Part> answer = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    private final List<ReasoningState> callStates = new ArrayList<>(0);

    /** A message of its own, which ends what was being put together. */
    void add(Message message) {
        flush();
        messages.add(message);
    }

    /** Something that the model said. */
    void onAnswer(Part part) {
        flushResults();
        answer.add(part);
    }

    void onCall(EscapedText id, EscapedText name, Part.Arguments arguments) {
        ReasoningState state = callStates.isEmpty() ? null : callStates.remove(0);
        onAnswer(new Part.ToolCall(StateLabel.read(id).id(), name, arguments, state));
    }

    void onResult(EscapedText callId, List<Part> content) {
        flushAnswer();
        results.add(new Part.ToolResult(StateLabel.read(callId).id(), null, content, false));
    }

    /** Reasoning: what it says, or a summary of that, and what its maker wants back. */
    void onReasoning(Members item, ContentReader contents, LossReport loss) {
        EscapedText summary = joined(contents.read(item, "summary"));
        EscapedText content = joined(contents.read(item, "content"));
        EscapedText encrypted = item.textIfAny("encrypted_content");
        if (!summary.isEmpty() && !content.isEmpty()) {
            loss.dropped(item.field("summary"));
        }
        EscapedText text = content.isEmpty() ? summary : content;
        CarriedState carried = encrypted == null || encrypted.isEmpty() ? null : CarriedState.read(encrypted);
        if (carried == null) {
            if (!text.isEmpty()) {
                onAnswer(new Part.Reasoning(text, null));
            }
            return;
        }
        switch (carried.owner()) {
            case CALL -> callStates.add(carried.state());
            case TEXT -> onTextState(carried.state(), loss);
            default -> onAnswer(new Part.Reasoning(text, carried.state()));
        }
    }

    private void onTextState(ReasoningState state, LossReport loss) {
        for (int i = answer.size() - 1; i >= 0; i--) {
            if (answer.get(i) instanceof Part.Text text && text.state() == null) {
                answer.set(i, new Part.Text(text.text(), state));
                return;
            }
        }
        loss.dropped(STATE);
    }

    private static EscapedText joined(List<Part> parts) {
        ByteBuf joined = null;
        EscapedText only = EscapedText.EMPTY;
        for (Part part : parts) {
            EscapedText text = part instanceof Part.Text said ? said.text() : EscapedText.EMPTY;
            if (only.isEmpty()) {
                only = text;
            } else if (!text.isEmpty()) {
                joined = more(joined, only);
                BETWEEN_PARTS.copyTo(joined);
                text.copyTo(joined);
            }
        }
        return joined == null ? only : new EscapedText(joined, 0, joined.writerIndex());
    }

    private static ByteBuf more(@Nullable ByteBuf joined, EscapedText first) {
        if (joined != null) {
            return joined;
        }
        ByteBuf begun = Unpooled.buffer(2 * first.length());
        first.copyTo(begun);
        return begun;
    }

    /** All of them. */
    List<Message> messages(LossReport loss) {
        flush();
        if (!callStates.isEmpty()) {
            loss.dropped(STATE);
        }
        return messages;
    }

    private void flush() {
        flushAnswer();
        flushResults();
    }

    private void flushAnswer() {
        if (!answer.isEmpty()) {
            messages.add(new Message(Role.ASSISTANT, answer));
            answer.clear();
        }
    }

    private void flushResults() {
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
            results.clear();
        }
    }
}
