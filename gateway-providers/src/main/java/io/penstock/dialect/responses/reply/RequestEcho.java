package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.Part;
import io.penstock.dialect.responses.stored.Turn;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The members of a response that repeat what was asked. What the request has as its first words to the model, wherever the client put
 * them, stands in {@code instructions}.
 */
final class RequestEcho {
    private final ChatRequest request;
    private final @Nullable Turn turn;
    private final JsonWriter out;

    private RequestEcho(ChatRequest request, @Nullable Turn turn, JsonWriter out) {
        this.request = request;
        this.turn = turn;
        this.out = out;
    }

    /** The members, each with a comma before it, on one line: they go into events. */
    static byte[] of(ChatRequest request, @Nullable Turn turn) {
        ByteBuf echo = Unpooled.buffer(512);
        JsonWriter json = JsonWriter.into(echo).beginObject();
        new RequestEcho(request, turn, json).write();
        echo.setByte(0, ',');
        // Between the tokens of the client's own JSON; within a string neither can stand.
        for (int i = 0; i < echo.writerIndex(); i++) {
            byte b = echo.getByte(i);
            if (b == Ascii.LF || b == Ascii.CR) {
                echo.setByte(i, Ascii.SPACE);
            }
        }
        return ByteBufUtil.getBytes(echo);
    }

    private void write() {
        out.name("background").bool(false);
        out.name("instructions");
        textOrNull(instructions());
        setting("max_output_tokens", Option.OUTPUT_TOKENS_MAX, "null");
        out.name("max_tool_calls").nothing();
        ToolChoice choice = request.toolChoice();
        out.name("parallel_tool_calls").bool(choice == null || !Boolean.FALSE.equals(choice.isParallel()));
        String previous = turn == null ? null : turn.previousId();
        out.name("previous_response_id");
        if (previous == null) {
            out.nothing();
        } else {
            out.string(previous);
        }
        setting("prompt_cache_key", Option.PROMPT_CACHE_KEY, "null");
        reasoning();
        setting("safety_identifier", Option.SAFETY_IDENTIFIER, "null");
        out.name("store").bool(turn != null && turn.isStored());
        setting("temperature", Option.TEMPERATURE, "1.0");
        text();
        out.name("tool_choice");
        choice(choice);
        out.name("tools").beginArray();
        request.tools().forEach(this::tool);
        out.endArray();
        out.name("top_logprobs").number(0L);
        setting("top_p", Option.TOP_P, "1.0");
        out.name("truncation").string("disabled");
        setting("user", Option.USER, "null");
        setting("metadata", Option.METADATA, "{}");
    }

    private void setting(String name, Option option, String unsaid) {
        RawJson value = request.setting(option);
        out.name(name);
        if (value == null) {
            out.raw(unsaid);
        } else {
            out.raw(value);
        }
    }

    private void textOrNull(@Nullable EscapedText text) {
        if (text == null) {
            out.nothing();
        } else {
            out.text(text);
        }
    }

    private @Nullable EscapedText instructions() {
        List<Message> messages = request.messages();
        if (messages.isEmpty() || messages.get(0).role() != Role.SYSTEM) {
            return null;
        }
        List<Part> parts = messages.get(0).parts();
        return parts.size() == 1 && parts.get(0) instanceof Part.Text text ? text.text() : null;
    }

    private void reasoning() {
        Effort effort = request.effort();
        out.name("reasoning").beginObject().name("effort");
        if (effort == null) {
            out.nothing();
        } else {
            out.string(effort.toLevel().name().toLowerCase(Locale.ROOT));
        }
        out.name("summary").nothing().endObject();
    }

    private void text() {
        OutputFormat format = request.format();
        out.name("text").beginObject().name("format").beginObject();
        if (format instanceof OutputFormat.JsonSchema schema) {
            EscapedText description = schema.description();
            out.name("type").string("json_schema").name("name");
            textOrNull(schema.name());
            if (description != null) {
                out.name("description").text(description);
            }
            out.name("schema").raw(schema.schema());
            out.name("strict").bool(Boolean.TRUE.equals(schema.isStrict()));
        } else {
            out.name("type").string(format == null ? "text" : "json_object");
        }
        out.endObject();
        setting("verbosity", Option.VERBOSITY, "\"medium\"");
        out.endObject();
    }

    private void choice(@Nullable ToolChoice choice) {
        if (choice == null) {
            out.string("auto");
            return;
        }
        String mode = choice.mode().name().toLowerCase(Locale.ROOT);
        List<EscapedText> names = choice.names();
        if (names.isEmpty()) {
            out.string(mode);
        } else if (names.size() == 1 && choice.mode() == ToolChoice.Mode.REQUIRED) {
            named(names.get(0));
        } else {
            out.beginObject().name("type").string("allowed_tools");
            out.name("mode").string(mode).name("tools").beginArray();
            names.forEach(this::named);
            out.endArray().endObject();
        }
    }

    private void named(EscapedText name) {
        boolean isCustom = CustomTools.isCustom(request, name);
        out.beginObject().name("type").string(isCustom ? "custom" : "function");
        out.name("name").text(name).endObject();
    }

    private void tool(Tool tool) {
        boolean isCustom = CustomTools.isCustom(request, tool.name());
        out.beginObject().name("type").string(isCustom ? "custom" : "function");
        out.name("name").text(tool.name());
        out.name("description");
        textOrNull(tool.description());
        if (!isCustom) {
            RawJson schema = tool.schema();
            out.name("parameters");
            if (schema == null) {
                out.nothing();
            } else {
                out.raw(schema);
            }
            out.name("strict").bool(!Boolean.FALSE.equals(tool.isStrict()));
        }
        out.endObject();
    }
}
