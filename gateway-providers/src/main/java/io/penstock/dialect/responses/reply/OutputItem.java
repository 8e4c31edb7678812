package io.penstock.dialect.responses.reply;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of an answer: what it is and what of it was told so far. */
final class OutputItem {
    private final Type type;
    private final String id;
    private final int index;
    private final List<Block> blocks = new ArrayList<>(1);
    private Status status = Status.IN_PROGRESS;
    private EscapedText callId = EscapedText.EMPTY;
    private EscapedText name = EscapedText.EMPTY;
    private String format = "";
    private @Nullable EscapedText state;

    /**
     * An item.
     *
     * @param answer what ids of this answer are made of
     * @param index its place in the output
     */
    OutputItem(Type type, String answer, int index) {
        this.type = type;
        this.id = type.idPrefix + answer + "_" + index;
        this.index = index;
    }

    /** What an item can be. */
    enum Type {
        MESSAGE("message", "msg_"),
        REASONING("reasoning", "rs_"),
        FUNCTION_CALL("function_call", "fc_"),
        CUSTOM_TOOL_CALL("custom_tool_call", "ctc_"),
        IMAGE("image_generation_call", "ig_");

        private final String key;
        private final String idPrefix;

        Type(String key, String idPrefix) {
            this.key = key;
            this.idPrefix = idPrefix;
        }
    }

    /** How far an item is. */
    enum Status {
        IN_PROGRESS("in_progress"),
        COMPLETED("completed"),
        /** The answer ended within it. */
        INCOMPLETE("incomplete");

        private final String key;

        Status(String key) {
            this.key = key;
        }
    }

    Type type() {
        return type;
    }

    String id() {
        return id;
    }

    int index() {
        return index;
    }

    List<Block> blocks() {
        return blocks;
    }

    boolean isDone() {
        return status != Status.IN_PROGRESS;
    }

    void end(Status reached) {
        status = reached;
    }

    /** Of a call: its id, and the name of what is called. */
    void setCall(EscapedText told, EscapedText tool) {
        callId = told;
        name = tool;
    }

    /** Of an image: how its bytes are coded. */
    void setFormat(String told) {
        format = told;
    }

    /** Of reasoning: what its maker wants back. Says no where it has one already. */
    boolean setState(EscapedText told) {
        if (state != null) {
            return false;
        }
        state = told;
        return true;
    }

    /** The item as an object: before it is done, without what it says. */
    void write(JsonWriter out) {
        out.beginObject().name("id").string(id);
        out.name("type").string(type.key);
        if (type != Type.REASONING) {
            out.name("status").string(status.key);
        }
        switch (type) {
            case MESSAGE -> {
                out.name("role").string("assistant").name("content");
                blocks(out);
            }
            case REASONING -> {
                out.name("summary");
                blocks(out);
                EscapedText encrypted = state;
                if (encrypted != null && isDone()) {
                    out.name("encrypted_content").text(encrypted);
                }
            }
            case IMAGE -> image(out);
            default -> {
                out.name(type == Type.FUNCTION_CALL ? "arguments" : "input").text(text());
                out.name("call_id").text(callId);
                out.name("name").text(name);
            }
        }
        out.endObject();
    }

    private void image(JsonWriter out) {
        out.name("output_format").string(format);
        out.name("result");
        if (isDone()) {
            out.text(text());
        } else {
            out.nothing();
        }
    }

    private EscapedText text() {
        return isDone() ? blocks.get(0).text().toText() : EscapedText.EMPTY;
    }

    private void blocks(JsonWriter out) {
        out.beginArray();
        if (isDone()) {
            blocks.forEach(block -> block.write(out));
        }
        out.endArray();
    }
}
