package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.bedrock.request.ModelFamily.Forcing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the model may call, and how it is to choose. It cannot be told to call none: then it gets no tools, unless calls were made
 * before, for which there must be some. Only Claude can be told to make one call at a time, in its own API's words, and then hears all of
 * the choice there: the same said in two places is refused.
 */
final class ToolWriter {
    private static final String CHOICE = "tool_choice";
    private static final RawJson NO_PARAMETERS = RawJson.of("{\"type\":\"object\",\"properties\":{}}");
    private static final JsonKey TYPE = JsonKey.of("type");

    private final ModelFamily family;
    private final LossReport loss;
    private final List<Tool> tools;
    private final @Nullable ToolChoice choice;
    private final boolean needsTools;
    private final boolean isSingle;

    /**
     * A writer for one request.
     *
     * @param hasCalls whether calls were made before
     */
    ToolWriter(ChatRequest request, ModelTarget target, ModelFamily family, boolean hasCalls, LossReport loss) {
        this.family = family;
        this.loss = loss;
        ToolChoice told = request.tools().isEmpty() ? null : request.toolChoice();
        boolean isNone = told != null && told.mode() == Mode.NONE;
        this.tools = isNone && !hasCalls ? List.of() : allowed(request.tools(), told);
        this.needsTools = tools.isEmpty() && hasCalls;
        this.choice = told == null || isNone ? null : possible(told);
        boolean isSingleAsked = told != null && !isNone && Boolean.FALSE.equals(told.isParallel());
        this.isSingle = isSingleAsked && ModelFamily.isClaude(target.model());
        if (isSingleAsked && !isSingle) {
            loss.dropped("parallel_tool_calls");
        }
        if (isNone && hasCalls) {
            loss.dropped(CHOICE);
        }
    }

    private static boolean isNamed(ToolChoice choice) {
        return choice.mode() == Mode.REQUIRED && choice.names().size() == 1;
    }

    /** The others are left out where the model cannot be told which tools to choose among. */
    private List<Tool> allowed(List<Tool> all, @Nullable ToolChoice told) {
        if (told == null || told.mode() == Mode.NONE || told.names().isEmpty()) {
            return all;
        }
        if (isNamed(told) && family.forcing() == Forcing.NAMED) {
            return all;
        }
        return all.stream().filter(tool -> told.names().contains(tool.name())).toList();
    }

    /** What the model understands of a choice; null where that is nothing. */
    private @Nullable ToolChoice possible(ToolChoice told) {
        if (family.forcing() == Forcing.NONE) {
            if (told.mode() == Mode.REQUIRED) {
                loss.dropped(CHOICE);
            }
            return null;
        }
        return told;
    }

    /** Whether the model must call a tool. */
    boolean isForced() {
        return choice != null && choice.mode() == Mode.REQUIRED && !tools.isEmpty();
    }

    /** Writes {@code toolConfig}, where there is any. */
    void write(BlockWriter blocks, JsonWriter out) {
        if (tools.isEmpty() && !needsTools) {
            return;
        }
        out.name("toolConfig").beginObject().name("tools").beginArray();
        for (Tool tool : tools) {
            tool(tool, out);
            blocks.cachePoint(tool.cache());
        }
        if (needsTools) {
            nothing(out);
        }
        out.endArray();
        if (choice != null && !isSingle && !tools.isEmpty()) {
            choice(choice, out);
        }
        out.endObject();
    }

    /** Calls that were made before are refused where there is no tool. */
    private void nothing(JsonWriter out) {
        loss.defaulted("tools");
        out.beginObject().name("toolSpec").beginObject();
        out.name("name").string("no_tool");
        out.name("description").string("Does nothing. Never call it.");
        out.name("inputSchema").beginObject().name("json").raw(NO_PARAMETERS);
        out.endObject().endObject().endObject();
    }

    private void tool(Tool tool, JsonWriter out) {
        out.beginObject().name("toolSpec").beginObject();
        out.name("name").text(ToolNames.plain(tool.name(), loss));
        EscapedText description = tool.description();
        if (description != null && !description.isEmpty()) {
            out.name("description").text(description);
        }
        out.name("inputSchema").beginObject().name("json");
        schema(tool.schema(), out);
        out.endObject();
        if (Boolean.TRUE.equals(tool.isStrict())) {
            if (family.hasFormat()) {
                out.name("strict").bool(true);
            } else {
                loss.dropped("tools.strict");
            }
        }
        out.endObject().endObject();
    }

    /** The schema is an object's, and says so. */
    private static void schema(@Nullable RawJson schema, JsonWriter out) {
        if (schema == null || !schema.isObject()) {
            out.raw(NO_PARAMETERS);
            return;
        }
        JsonCursor cursor = new JsonCursor();
        cursor.reset(schema.buffer(), schema.start(), schema.end());
        cursor.enterObject();
        boolean isEmpty = true;
        boolean hasType = false;
        while (cursor.nextMember()) {
            isEmpty = false;
            hasType |= cursor.isKey(TYPE);
            cursor.skip();
        }
        if (isEmpty) {
            out.raw(NO_PARAMETERS);
        } else if (hasType) {
            out.raw(schema);
        } else {
            // The first brace goes: the rest stands behind the type.
            out.beginObject().name("type").string("object");
            out.raw(new RawJson(schema.buffer(), schema.start() + 1, schema.end()));
        }
    }

    private void choice(ToolChoice told, JsonWriter out) {
        out.name("toolChoice").beginObject();
        if (isNamed(told) && family.forcing() == Forcing.NAMED) {
            out.name("tool").beginObject();
            out.name("name").text(ToolNames.plain(told.names().get(0), loss));
        } else {
            out.name(told.mode() == Mode.REQUIRED ? "any" : "auto").beginObject();
        }
        out.endObject().endObject();
    }

    /** Writes the choice in the words of the model's own API, where they can say more. */
    void writeOwn(Section fields) {
        ToolChoice told = choice;
        if (!isSingle || told == null || tools.isEmpty()) {
            return;
        }
        JsonWriter out = fields.name(CHOICE).beginObject().name("type");
        if (isNamed(told)) {
            out.string("tool").name("name").text(ToolNames.plain(told.names().get(0), loss));
        } else {
            out.string(told.mode() == Mode.REQUIRED ? "any" : "auto");
        }
        out.name("disable_parallel_tool_use").bool(true);
        out.endObject();
    }
}
