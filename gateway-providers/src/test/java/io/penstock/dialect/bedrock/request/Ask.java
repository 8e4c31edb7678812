package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts a request together as clients of other dialects ask it. */
final class Ask {
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private final List<EscapedText> stops = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();
    private @Nullable ToolChoice choice;
    private @Nullable OutputFormat format;
    private @Nullable Effort effort;
    private boolean isStream;

    static Ask user(Part... parts) {
        return new Ask().says(Role.USER, parts);
    }

    static Ask hi() {
        return user(text("Hi"));
    }

    static Part text(String text) {
        return new Part.Text(EscapedText.of(text));
    }

    static Part call(String id, String name, String arguments) {
        return new Part.ToolCall(
                EscapedText.of(id), EscapedText.of(name), new Part.Arguments.Text(EscapedText.of(arguments)), null);
    }

    static Part result(String id, boolean isError, Part... content) {
        return new Part.ToolResult(EscapedText.of(id), null, List.of(content), isError);
    }

    Ask says(Role role, Part... parts) {
        messages.add(new Message(role, List.of(parts)));
        return this;
    }

    Ask tool(String name, @Nullable String schema) {
        tools.add(new Tool(
                EscapedText.of(name), null, schema == null ? null : RawJson.of(schema.replace('\'', '"')), null, null));
        return this;
    }

    Ask tool(Tool tool) {
        tools.add(tool);
        return this;
    }

    Ask choose(ToolChoice.Mode mode, @Nullable Boolean isParallel, String... names) {
        List<EscapedText> only = new ArrayList<>();
        for (String name : names) {
            only.add(EscapedText.of(name));
        }
        choice = new ToolChoice(mode, only, isParallel);
        return this;
    }

    Ask format(OutputFormat wanted) {
        format = wanted;
        return this;
    }

    Ask effort(Effort.@Nullable Level level, long budget) {
        effort = new Effort(level, budget);
        return this;
    }

    Ask stop(String text) {
        stops.add(EscapedText.of(text));
        return this;
    }

    /** Sets an option, under its own name in lower case. */
    Ask set(Option option, String json) {
        settings.add(new Setting(option, option.name().toLowerCase(Locale.ROOT), RawJson.of(json.replace('\'', '"'))));
        return this;
    }

    Ask stream() {
        isStream = true;
        return this;
    }

    Asked asked() {
        return Asked.of(new ChatRequest(messages, tools, choice, format, effort, stops, settings, isStream, isStream));
    }
}
