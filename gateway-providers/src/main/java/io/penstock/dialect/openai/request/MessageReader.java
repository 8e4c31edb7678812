package io.penstock.dialect.openai.request;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one request. What the tools said to the calls of one answer becomes one message. A {@code function_call} and the
 * {@code function} message behind it, the form before there were tools, become a call and its result, with an id of their own.
 */
final class MessageReader {
    /** The name of this dialect. */
    static final String DIALECT = "openai";

    private static final String ROLES = "system, developer, user, assistant, tool or function";

    /** What came back behind the ids of an answer's calls and is not the calls' own. */
    private record CarriedStates(Deque<ReasoningState> ofReasoning, Deque<ReasoningState> ofTexts) {
        private CarriedStates() {
            this(new ArrayDeque<>(), new ArrayDeque<>());
        }
    }

    private final LossReport loss;
    private final ContentReader contents;
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, EscapedText> functionCalls = new HashMap<>();
    private int functionCallCount;

    MessageReader(LossReport loss) {
        this.loss = loss;
        this.contents = new ContentReader(loss);
    }

    List<Message> read(List<Members> all) {
        for (Members message : all) {
            onMessage(message);
            message.reportRest(loss);
        }
        return messages;
    }

    private void onMessage(Members message) {
        String role = message.requiredText("role").decode();
        switch (role) {
            case "system", "developer" -> messages.add(new Message(Role.SYSTEM, contents.read(message)));
            case "user" -> messages.add(new Message(Role.USER, contents.read(message)));
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, answer(message)));
            case "tool" -> onToolResult(message);
            case "function" -> onFunctionResult(message);
            default -> throw Refusal.of(message.path("role"), role, ROLES);
        }
    }

    private List<Part> answer(Members message) {
        List<Part> parts = new ArrayList<>();
        CarriedStates states = new CarriedStates();
        List<Part> calls = new ArrayList<>();
        for (Members call : message.objects("tool_calls")) {
            calls.add(call(call, states));
            call.reportRest(loss);
        }
        Members legacy = message.object("function_call");
        if (legacy != null) {
            calls.add(functionCall(legacy));
        }
        addReasoning(message, states.ofReasoning(), parts);
        addTexts(contents.read(message), states.ofTexts(), parts);
        EscapedText refusal = message.textIfAny("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        parts.addAll(calls);
        return parts;
    }

    /** Reasoning goes by two names, of which some servers send both; the states of it came behind the ids of calls. */
    private static void addReasoning(Members message, Deque<ReasoningState> states, List<Part> parts) {
        EscapedText first = message.textIfAny("reasoning_content");
        EscapedText second = message.textIfAny("reasoning");
        EscapedText text = first != null && !first.isEmpty() ? first : second;
        if (text != null && !text.isEmpty()) {
            parts.add(new Part.Reasoning(text, states.poll()));
        }
        for (ReasoningState state = states.poll(); state != null; state = states.poll()) {
            parts.add(new Part.Reasoning(EscapedText.EMPTY, state));
        }
    }

    /** The states of texts came behind the ids of calls as well. */
    private static void addTexts(List<Part> contents, Deque<ReasoningState> states, List<Part> parts) {
        for (Part part : contents) {
            parts.add(part instanceof Part.Text text ? new Part.Text(text.text(), states.poll()) : part);
        }
        for (ReasoningState state = states.poll(); state != null; state = states.poll()) {
            parts.add(new Part.Text(EscapedText.EMPTY, state));
        }
    }

    private Part call(Members call, CarriedStates states) {
        CallStates.Carried carried = CallStates.read(call.requiredText("id"));
        ReasoningState state = carried.ofCall();
        ReasoningState ofText = carried.ofText();
        states.ofReasoning().addAll(carried.ofReasoning());
        if (ofText != null) {
            states.ofTexts().add(ofText);
        }
        ReasoningState extra = thoughtSignature(call);
        EscapedText type = call.text("type");
        call.ignore("index");
        if (type != null && type.is("custom")) {
            Members custom = call.requiredObject("custom");
            Part.Arguments input = new Part.Arguments.Json(CustomTools.input(custom.requiredText("input")));
            return new Part.ToolCall(carried.id(), custom.requiredText("name"), input, state == null ? extra : state);
        }
        Members function = call.requiredObject("function");
        EscapedText name = function.requiredText("name");
        Part.Arguments arguments = arguments(function);
        function.reportRest(loss);
        return new Part.ToolCall(carried.id(), name, arguments, state == null ? extra : state);
    }

    private static Part.Arguments arguments(Members function) {
        RawJson arguments = function.take("arguments");
        if (arguments == null) {
            return new Part.Arguments.Text(EscapedText.EMPTY);
        }
        if (arguments.isObject()) {
            return new Part.Arguments.Json(arguments);
        }
        return new Part.Arguments.Text(Members.text(arguments, function.path("arguments")));
    }

    /**
     * The state of a call where Google's own compatible API puts it. It is the one that its native API gives, so it is taken for that
     * one's: a request that goes back to the compatible API is not translated.
     */
    private static @Nullable ReasoningState thoughtSignature(Members call) {
        Members extra = call.has("extra_content") ? call.object("extra_content") : null;
        Members google = extra == null ? null : extra.object("google");
        EscapedText signature = google == null ? null : google.textIfAny("thought_signature");
        return signature == null ? null : new ReasoningState("gemini", "thought_signature", signature);
    }

    private Part functionCall(Members call) {
        EscapedText name = call.requiredText("name");
        EscapedText id = EscapedText.of("call_function_" + functionCallCount++);
        functionCalls.put(name.decode(), id);
        return new Part.ToolCall(id, name, arguments(call), null);
    }

    private void onToolResult(Members message) {
        EscapedText id = CallStates.read(message.requiredText("tool_call_id")).id();
        addResult(new Part.ToolResult(id, message.text("name"), contents.read(message), false));
    }

    private void onFunctionResult(Members message) {
        EscapedText name = message.requiredText("name");
        EscapedText id = functionCalls.get(name.decode());
        if (id == null) {
            throw Refusal.of(message.path("name"), name.decode(), "a function that was called before");
        }
        addResult(new Part.ToolResult(id, name, contents.read(message), false));
    }

    private void addResult(Part.ToolResult result) {
        int last = messages.size() - 1;
        List<Part> results = new ArrayList<>();
        if (last >= 0 && messages.get(last).role() == Role.TOOL) {
            results.addAll(messages.remove(last).parts());
        }
        results.add(result);
        messages.add(new Message(Role.TOOL, results));
    }
}
