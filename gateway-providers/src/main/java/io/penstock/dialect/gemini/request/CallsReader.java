package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the calls of a conversation and what their tools said. Both may do without ids; a result then belongs to the first call of its
 * name that has none yet, and both get an id that is the same each time the conversation is sent.
 */
final class CallsReader {
    private static final JsonKey[] CALL = Names.of("id", "name", "args");
    private static final JsonKey[] RESULT = Names.of("id", "name", "response", "parts");
    private static final JsonKey[] RESULT_PART = Names.of("inlineData", "fileData");
    private static final JsonKey[] OUTPUTS = {JsonKey.of("output"), JsonKey.of("result"), JsonKey.of("content")};
    private static final JsonKey ERROR = JsonKey.of("error");
    private static final RawJson NOTHING = RawJson.of("{}");

    /** A call that no result was read for. */
    private record Open(EscapedText id, EscapedText name) {}

    private final LossReport loss;
    private final List<Open> open = new ArrayList<>();
    private int calls;

    CallsReader(LossReport loss) {
        this.loss = loss;
    }

    /** A call that the model made. */
    Part.ToolCall call(RawJson value, String path, @Nullable ReasoningState state) {
        @Nullable RawJson[] values = Values.members(value, CALL, "contents.parts.functionCall", loss);
        EscapedText name = name(values[1], path);
        RawJson args = values[2] == null ? NOTHING : values[2];
        if (!args.isObject()) {
            throw Values.wrong(path + ".args", "an object");
        }
        EscapedText given = Values.textOrNull(values[0], path + ".id");
        EscapedText id = given == null || given.isEmpty() ? EscapedText.of("call_" + calls) : given;
        calls++;
        open.add(new Open(id, name));
        return new Part.ToolCall(id, name, new Part.Arguments.Json(args), state);
    }

    private static EscapedText name(@Nullable RawJson value, String path) {
        EscapedText name = Values.textOrNull(value, path + ".name");
        if (name == null) {
            throw Values.invalid(path + ".name", "missing (expected: a string)");
        }
        return name;
    }

    /** What a tool said: the object at hand. */
    Part.ToolResult result(JsonCursor cursor, String path) {
        RawJson value = cursor.takeRaw();
        if (value == null) {
            throw Values.wrong(path, "an object");
        }
        @Nullable RawJson[] values = Values.members(value, RESULT, "contents.parts.functionResponse", loss);
        EscapedText name = name(values[1], path);
        EscapedText given = Values.textOrNull(values[0], path + ".id");
        EscapedText id = given == null || given.isEmpty() ? idOf(name, path) : answered(given);
        List<Part> content = new ArrayList<>();
        boolean isError = values[2] != null && addResponse(values[2], path + ".response", content);
        if (values[3] != null) {
            addMedia(values[3], path + ".parts", content);
        }
        return new Part.ToolResult(id, name, content, isError);
    }

    private EscapedText idOf(EscapedText name, String path) {
        for (Open call : open) {
            if (call.name().equals(name)) {
                open.remove(call);
                return call.id();
            }
        }
        throw Values.invalid(path + ".name", "no call waits for that tool's result (expected: a call before it)");
    }

    private EscapedText answered(EscapedText id) {
        open.removeIf(call -> call.id().equals(id));
        return id;
    }

    /** What stands in it under a name that says no more than that; else all of it. Says whether it is an error. */
    private static boolean addResponse(RawJson response, String path, List<Part> content) {
        JsonCursor cursor = Values.cursor(response);
        if (!cursor.enterObject()) {
            throw Values.wrong(path, "an object");
        }
        RawJson only = null;
        boolean isError = false;
        int members = 0;
        while (cursor.nextMember()) {
            members++;
            isError = cursor.isKey(ERROR);
            boolean isOutput = isError || cursor.keyIn(OUTPUTS) >= 0;
            RawJson value = cursor.takeRaw();
            only = isOutput ? value : null;
        }
        if (members != 1 || only == null) {
            content.add(new Part.Structured(response));
            return false;
        }
        content.add(only.first() == '"' ? new Part.Text(Values.text(only, path)) : new Part.Structured(only));
        return isError;
    }

    private void addMedia(RawJson parts, String path, List<Part> content) {
        for (RawJson part : Values.elements(parts)) {
            @Nullable
            RawJson[] values = Values.members(part, RESULT_PART, "contents.parts.functionResponse.parts", loss);
            if (values[0] != null) {
                content.add(MediaReader.inline(Values.cursor(values[0]), path, loss));
            } else if (values[1] != null) {
                content.add(MediaReader.file(Values.cursor(values[1]), path, loss));
            }
        }
    }
}
