package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import org.jspecify.annotations.Nullable;

/** A call that began while another one was open: its arguments are kept until that one has ended. */
final class WaitingCall {
    private final int call;
    private final EscapedText id;
    private final EscapedText name;
    private final @Nullable EscapedText label;
    private final ByteBuf arguments = Unpooled.buffer();
    private boolean isJson;

    /**
     * A call without arguments yet.
     *
     * @param label state in front of it; null where it has none, or its id carries it
     */
    WaitingCall(int call, EscapedText id, EscapedText name, @Nullable EscapedText label) {
        this.call = call;
        this.id = id;
        this.name = name;
        this.label = label;
    }

    /** Its number. */
    int call() {
        return call;
    }

    /** The state in front of it. */
    @Nullable
    EscapedText label() {
        return label;
    }

    /** Keeps a fragment of its arguments. Borrows {@code buffer}. */
    void fragment(ByteBuf buffer, int start, int end) {
        arguments.writeBytes(buffer, start, end - start);
    }

    /** Keeps all of its arguments. Borrows {@code buffer}. */
    void input(ByteBuf buffer, int start, int end) {
        isJson = true;
        arguments.clear().writeBytes(buffer, start, end - start);
    }

    /** Writes the call up to its last argument, and says whether it had any. */
    boolean write(MessageOut out) {
        out.beginTool(id, name);
        int length = arguments.writerIndex();
        if (length == 0) {
            return false;
        }
        if (isJson) {
            out.input(arguments, 0, length);
        } else {
            out.fragment(arguments, 0, length);
        }
        return true;
    }
}
