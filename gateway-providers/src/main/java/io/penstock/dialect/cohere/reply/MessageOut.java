package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;

/**
 * Where an answer is written to, block by block, each ended before the next one begins: as events, or as one document. Ranges are
 * borrowed for the call.
 */
interface MessageOut {

    /** From now on, writes behind what {@code out} holds. */
    void to(ByteBuf out);

    /** The content type of what is written. */
    String contentType();

    /** The answer begins. */
    void begin(EscapedText id);

    /** A text begins. */
    void beginText();

    /** Reasoning begins. */
    void beginThinking();

    /** A call begins. */
    void beginCall(EscapedText id, EscapedText name);

    /** A piece of the block that has begun: of a call, of its arguments; escaped. */
    void fragment(ByteBuf buffer, int start, int end);

    /** All arguments of the call that has begun; json. */
    void input(ByteBuf buffer, int start, int end);

    /** The text or the reasoning ends. */
    void endContent();

    /** The call ends. */
    void endCall();

    /** Where the last text comes from. */
    void citation(Citation citation);

    /**
     * The answer is whole.
     *
     * @param finishReason in the dialect's words
     */
    void end(String finishReason, Usage usage);

    /** The answer broke off. */
    void error(GatewayFault fault, String id);

    /** Gives up what it keeps. */
    void close();
}
