package io.penstock.dialect.anthropic.request;

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
    private static final String BLOCKS = "a string or an array of blocks";

    private final LossReport loss;
    private final BlockPartReader blocks;
    private final List<Message> messages = new ArrayList<>();

    MessageReader(LossReport loss) {
        this.loss = loss;
        this.blocks = new BlockPartReader(loss);
    }

    List<Message> read(Members request) {
        RawJson system = request.take("system");
        if (system != null) {
            messages.add(new Message(Role.SYSTEM, parts(system, "system")));
        }
        RawJson list = request.take("messages");
        if (list == null) {
            throw Refusal.missing("messages", "an array of messages");
        }
        for (Members message : Members.all(list, "messages", "an array of messages")) {
            onMessage(message);
            message.reportRest(loss);
        }
        return messages;
    }

    private void onMessage(Members message) {
        EscapedText role = message.requiredText("role");
        RawJson content = message.take(CONTENT);
        if (content == null) {
            throw Refusal.missing(message.path(CONTENT), BLOCKS);
        }
        String path = message.path(CONTENT);
        switch (role.decode()) {
            case "user" -> onUser(content, path);
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, turn(content, path)));
            case "system" -> messages.add(new Message(Role.SYSTEM, parts(content, path)));
            default -> throw Refusal.of(message.path("role"), role.decode(), "user, assistant or system");
        }
    }

    private List<Part> parts(RawJson content, String path) {
        List<Part> parts = new ArrayList<>();
        if (content.first() == '"') {
            parts.add(new Part.Text(Members.text(content, path)));
            return parts;
        }
        for (Members block : Members.all(content, path, BLOCKS)) {
            blocks.read(block, block.requiredText("type"), parts);
        }
        return parts;
    }

    private void onUser(RawJson content, String path) {
        if (content.first() == '"') {
            messages.add(new Message(Role.USER, parts(content, path)));
            return;
        }
        List<Part> results = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (Members block : Members.all(content, path, BLOCKS)) {
            EscapedText type = block.requiredText("type");
            if (type.is("tool_result")) {
                results.add(result(block));
            } else {
                blocks.read(block, type, parts);
            }
        }
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
        }
        if (!parts.isEmpty() || results.isEmpty()) {
            messages.add(new Message(Role.USER, parts));
        }
    }

    private Part result(Members block) {
        EscapedText id = block.requiredText("tool_use_id");
        RawJson content = block.take(CONTENT);
        boolean isError = Boolean.TRUE.equals(block.bool("is_error"));
        List<Part> parts = content == null ? new ArrayList<>() : parts(content, block.path(CONTENT));
        Part.CachePoint cache = BlockPartReader.cachePoint(block);
        if (cache != null) {
            parts.add(cache);
        }
        block.reportRest(loss);
        return new Part.ToolResult(StateLabel.read(id).id(), null, parts, isError);
    }

    private List<Part> turn(RawJson content, String path) {
        if (content.first() == '"') {
            return parts(content, path);
        }
        TurnReader turn = new TurnReader(blocks, loss);
        for (Members block : Members.all(content, path, BLOCKS)) {
            turn.onBlock(block);
        }
        return turn.parts();
    }
}
