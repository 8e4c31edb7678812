package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer is written to, block by block, each ended before the next one begins: as frames, or as one document. Ranges are
 * borrowed for the call.
 */
interface MessageOut {

    /** From now on, writes behind what {@code out} holds. */
    void to(ByteBuf out);

    /** The content type of what is written. */
    String contentType();

    /** The answer begins. */
    void begin();

    /** A text begins. */
    void beginText();

    /** Reasoning begins. */
    void beginThinking();

    /** A call begins. */
    void beginTool(EscapedText id, EscapedText name);

    /** A piece of the block that has begun: of a call, of its arguments; escaped. */
    void fragment(ByteBuf buffer, int start, int end);

    /** All arguments of the call that has begun; json. */
    void input(ByteBuf buffer, int start, int end);

    /** Where the text that has begun comes from. */
    void citation(Citation citation);

    /** The text or the call ends. */
    void endBlock();

    /**
     * The reasoning ends.
     *
     * @param signature null where it has none
     */
    void endThinking(@Nullable EscapedText signature);

    /** Reasoning that nobody can read, a block of its own. */
    void redacted(EscapedText data);

    /** An image, a block of its own; escaped. */
    void image(String format, ByteBuf buffer, int start, int end);

    /** The answer is whole. */
    void end(Ending ending);

    /** The answer broke off. */
    void error(GatewayFault fault, String id);

    /** Gives up what it keeps. */
    void close();

    /**
     * How an answer ends.
     *
     * @param stopReason in the dialect's words
     * @param stopSequence the text that ended it; null where none did
     */
    record Ending(String stopReason, @Nullable EscapedText stopSequence, Usage usage) {}
}
