package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.CallStates;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the messages of one request. What the tools said to the calls of one answer becomes one message. */
final class MessageReader {
    private static final String CONTENT = "content";
    private static final String ROLES = "system, user, assistant or tool";

    private final LossReport loss;
    private final ContentReader contents;
    private final List<Message> messages = new ArrayList<>();

    MessageReader(LossReport loss) {
        this.loss = loss;
        this.contents = new ContentReader(loss);
    }

    /** The messages, in a list that may be changed. */
    List<Message> read(List<Members> all) {
        for (Members message : all) {
            onMessage(message);
            message.reportRest(loss);
        }
        return messages;
    }

    private void onMessage(Members message) {
        String role = message.requiredText("role").decode();
        switch (role.toLowerCase(Locale.ROOT)) {
            case "system", "developer" -> messages.add(new Message(Role.SYSTEM, contents.read(message, CONTENT)));
            case "user" -> messages.add(new Message(Role.USER, contents.read(message, CONTENT)));
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, answer(message)));
            case "tool" -> onToolResult(message);
            default -> throw Refusal.of(message.path("role"), role, ROLES);
        }
    }

    /** The plan first, then what was thought and said, then the calls. */
    private List<Part> answer(Members message) {
        List<Part> parts = new ArrayList<>();
        EscapedText plan = message.text("tool_plan");
        if (plan != null && !plan.isEmpty()) {
            parts.add(new Part.Reasoning(plan, null));
        }
        parts.addAll(contents.read(message, CONTENT));
        parts.removeIf(part -> part instanceof Part.Text text && text.text().isEmpty());
        Deque<ReasoningState> states = new ArrayDeque<>();
        List<Part> calls = new ArrayList<>();
        for (Members call : message.objects("tool_calls")) {
            calls.add(call(call, parts, states));
            call.reportRest(loss);
        }
        List<Part> answer = withStates(parts, states);
        answer.addAll(calls);
        return answer;
    }

    private Part call(Members call, List<Part> parts, Deque<ReasoningState> states) {
        CallStates.Carried carried = CallStates.read(call.requiredText("id"));
        states.addAll(carried.ofReasoning());
        ReasoningState ofText = carried.ofText();
        if (ofText != null) {
            giveToText(ofText, parts);
        }
        call.ignore("type");
        Members function = call.requiredObject("function");
        EscapedText name = function.requiredText("name");
        Part.Arguments arguments = arguments(function);
        function.reportRest(loss);
        return new Part.ToolCall(carried.id(), name, arguments, carried.ofCall());
    }

    private static void giveToText(ReasoningState state, List<Part> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Text text && text.state() == null) {
                parts.set(i, new Part.Text(text.text(), state));
                return;
            }
        }
    }

    /** States belong to the reasoning before the calls, in order; those that are more stand for some that cannot be read. */
    private static List<Part> withStates(List<Part> parts, Deque<ReasoningState> states) {
        List<Part> answer = new ArrayList<>();
        for (Part part : parts) {
            ReasoningState state = part instanceof Part.Reasoning ? states.poll() : null;
            answer.add(state == null ? part : new Part.Reasoning(((Part.Reasoning) part).text(), state));
        }
        int unread = 0;
        for (ReasoningState state = states.poll(); state != null; state = states.poll()) {
            answer.add(unread++, new Part.Reasoning(EscapedText.EMPTY, state));
        }
        return answer;
    }

    private static Part.Arguments arguments(Members function) {
        RawJson arguments = function.take("arguments");
        if (arguments == null) {
            return new Part.Arguments.Text(EscapedText.EMPTY);
        }
        if (arguments.isObject()) {
            return new Part.Arguments.Json(arguments);
        }
        EscapedText text = Members.text(arguments, function.path("arguments"));
        // What the provider itself says of a call without any.
        return new Part.Arguments.Text(text.is("null") ? EscapedText.EMPTY : text);
    }

    private void onToolResult(Members message) {
        EscapedText id = CallStates.read(message.requiredText("tool_call_id")).id();
        List<Part> content = contents.read(message, CONTENT);
        addResult(new Part.ToolResult(id, null, content, false));
    }

    private void addResult(Part.ToolResult result) {
        Message last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        List<Part> results = new ArrayList<>();
        if (isOfTools(last)) {
            results.addAll(messages.remove(messages.size() - 1).parts());
        }
        results.add(result);
        messages.add(new Message(Role.TOOL, results));
    }

    private static boolean isOfTools(@Nullable Message message) {
        return message != null && message.role() == Role.TOOL;
    }
}
