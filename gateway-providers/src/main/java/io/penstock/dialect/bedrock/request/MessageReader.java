package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code system} and {@code messages}. What the tools said stands in a user's message here and becomes one of its own, ahead of the
 * rest of that message.
 */
final class MessageReader {
    private static final String CONTENT = "content";
    private static final String TOOL_RESULT = "toolResult";

    private final LossReport loss;
    private final ContentReader contents;
    private final List<Message> messages = new ArrayList<>();

    MessageReader(LossReport loss) {
        this.loss = loss;
        this.contents = new ContentReader(loss);
    }

    List<Message> read(Members request) {
        List<Part> system = new ArrayList<>();
        for (Members block : request.objects("system")) {
            contents.read(block, system);
        }
        if (!system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system));
        }
        if (!request.has("messages")) {
            throw Refusal.missing("messages", "an array of messages");
        }
        for (Members message : request.objects("messages")) {
            onMessage(message);
            message.reportRest(loss);
        }
        return messages;
    }

    private void onMessage(Members message) {
        String role = message.requiredText("role").decode();
        if (!message.has(CONTENT)) {
            throw Refusal.missing(message.path(CONTENT), "an array of blocks");
        }
        List<Members> blocks = message.objects(CONTENT);
        switch (role) {
            case "user" -> onUser(blocks);
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, turn(blocks)));
            default -> throw Refusal.of(message.path("role"), role, "user or assistant");
        }
    }

    private List<Part> turn(List<Members> blocks) {
        TurnReader turn = new TurnReader(contents, loss);
        blocks.forEach(turn::onBlock);
        return turn.parts();
    }

    /** A cache point behind a tool's result goes with it. */
    private void onUser(List<Members> blocks) {
        List<Part> results = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        Part.ToolResult last = null;
        for (Members block : blocks) {
            if (block.has(TOOL_RESULT)) {
                last = result(block.requiredObject(TOOL_RESULT));
                results.add(last);
                block.reportRest(loss);
            } else if (last != null && block.has("cachePoint")) {
                List<Part> content = new ArrayList<>(last.content());
                content.add(contents.cachePoint(block));
                results.set(
                        results.size() - 1, new Part.ToolResult(last.callId(), last.name(), content, last.isError()));
                last = null;
            } else {
                contents.read(block, parts);
                last = null;
            }
        }
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
        }
        if (!parts.isEmpty() || results.isEmpty()) {
            messages.add(new Message(Role.USER, parts));
        }
    }

    private Part.ToolResult result(Members result) {
        EscapedText id = StateLabel.read(result.requiredText("toolUseId")).id();
        EscapedText status = result.text("status");
        List<Part> parts = new ArrayList<>();
        for (Members block : result.objects(CONTENT)) {
            RawJson json = block.take("json");
            if (json == null) {
                contents.read(block, parts);
            } else {
                parts.add(new Part.Structured(json));
                block.reportRest(loss);
            }
        }
        result.reportRest(loss);
        return new Part.ToolResult(id, null, parts, status != null && status.is("error"));
    }
}
