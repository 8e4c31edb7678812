package io.penstock.dialect.gemini.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.RequestReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request of generateContent. Its contents are read in one pass, for they may hold images of many megabytes; the rest is small and
 * read member by member.
 */
public final class GeminiRequestReader implements RequestReader {
    private static final JsonKey[] MEMBERS = Names.of(
            "contents",
            "systemInstruction",
            "tools",
            "toolConfig",
            "generationConfig",
            "cachedContent",
            "labels",
            "serviceTier",
            "model");
    private static final JsonKey[] INSTRUCTION = Names.of("parts", "role");
    private static final JsonKey[] TEXT_PART = Names.of("text");

    @Override
    public ChatRequest read(ByteBuf body, int start, int end, LossReport loss) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(body, start, end);
        if (!cursor.enterObject()) {
            throw Values.wrong("body", "an object");
        }
        ContentsReader contents = new ContentsReader(body, cursor, loss);
        ConfigReader config = new ConfigReader(loss);
        ToolsReader tools = new ToolsReader(loss);
        List<Part> instruction = List.of();
        while (cursor.nextMember()) {
            int member = Names.in(cursor, MEMBERS);
            String name = cursor.keyName();
            if (cursor.first() == 'n') {
                cursor.skip();
            } else if (member == 0) {
                contents.read();
            } else {
                RawJson value = cursor.takeRaw();
                if (value != null && member == 1) {
                    instruction = instruction(value, loss);
                } else if (value != null) {
                    onMember(member, name, value, config, tools, loss);
                }
            }
        }
        if (cursor.isBroken()) {
            throw Values.wrong("body", "JSON");
        }
        return request(instruction, contents.messages(), config, tools);
    }

    private static void onMember(
            int member, String name, RawJson value, ConfigReader config, ToolsReader tools, LossReport loss) {
        switch (member) {
            case 2 -> tools.readTools(value);
            case 3 -> tools.readConfig(value);
            case 4 -> config.read(value);
            case 5 ->
                throw Values.invalid(
                        name,
                        "holds a part of the prompt that is kept elsewhere (expected: a provider of this dialect)");
            case 6 -> config.add(ChatRequest.Option.METADATA, name, value);
            case 7 -> config.add(ChatRequest.Option.SERVICE_TIER, name, value);
            case 8 -> {
                // The URL says it.
            }
            default -> loss.dropped(name);
        }
    }

    private static ChatRequest request(
            List<Part> instruction, List<Message> contents, ConfigReader config, ToolsReader tools) {
        List<Message> messages = new ArrayList<>(contents.size() + 1);
        if (!instruction.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, instruction));
        }
        messages.addAll(contents);
        return new ChatRequest(
                messages,
                tools.tools(),
                tools.choice(),
                config.format(),
                config.effort(),
                config.stops(),
                config.settings(),
                false,
                true);
    }

    /** A content without a role that counts, or a string in place of one. */
    private static List<Part> instruction(RawJson value, LossReport loss) {
        if (value.first() == '"') {
            return List.of(new Part.Text(Values.text(value, "systemInstruction")));
        }
        List<Part> parts = new ArrayList<>();
        RawJson list = Values.members(value, INSTRUCTION, "systemInstruction", loss)[0];
        for (RawJson part : list == null ? List.<RawJson>of() : Values.elements(list)) {
            RawJson text = Values.members(part, TEXT_PART, "systemInstruction.parts", loss)[0];
            EscapedText body = text == null ? null : Values.text(text, "systemInstruction.parts.text");
            if (body != null && !body.isEmpty()) {
                parts.add(new Part.Text(body));
            }
        }
        return parts;
    }

    /** The effort that a thinking configuration asks for; null where it leaves that to the model. */
    static ChatRequest.@Nullable Effort effort(@Nullable RawJson level, @Nullable RawJson budget) {
        if (level != null) {
            String name = Values.text(level, "generationConfig.thinkingConfig.thinkingLevel")
                    .decode();
            for (ChatRequest.Effort.Level each : ChatRequest.Effort.Level.values()) {
                if (each.name().equalsIgnoreCase(name)) {
                    return new ChatRequest.Effort(each, -1);
                }
            }
            return null;
        }
        long tokens = budget == null ? -1 : budget.toCount();
        return tokens < 0 ? null : new ChatRequest.Effort(null, tokens);
    }
}
