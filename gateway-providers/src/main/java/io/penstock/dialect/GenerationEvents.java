package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import org.jspecify.annotations.Nullable;

/**
 * What a model answers, in no dialect's words, as calls and not as objects: an {@link AnswerReader} makes them, an {@link AnswerWriter}
 * is called. Of a stream they come as it comes, of a whole answer one behind the other.
 *
 * <p>A range ({@code buffer}, {@code start}, {@code end}) is borrowed for the call. Its level is part of the contract:
 * <ul>
 *   <li><b>escaped</b>: the body of a JSON string, checked by the reader, so that it can be copied into another one as it is;
 *   <li><b>json</b>: a whole JSON value, checked by the reader.
 * </ul>
 *
 * <p>An answer is a row of blocks in each choice: a text, reasoning, a refusal, a call of a tool. A fragment of another kind begins a new
 * block, as does {@link #onToolCallStart}; {@link #onBlockEnd} ends one early where the dialect says so, and two texts in a row are then
 * two blocks. Arguments alone may come to a call that is no longer the last: parallel calls are interleaved in some dialects.
 *
 * <p>The order is: {@link #onStart} first; {@link #onFinish} behind a choice's last block; {@link #onUsage} anywhere, the last one wins;
 * {@link #onEnd} last, once, and only where the answer is whole. An empty range says nothing and need not be given.
 */
public interface GenerationEvents {

    /**
     * An answer begins.
     *
     * @param id the provider's; null where it gives none
     * @param model as the provider calls it; null where it does not say
     * @param createdSeconds since 1970; 0 where the provider does not say
     */
    void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds);

    /** A fragment of text; escaped. */
    void onText(int choice, ByteBuf buffer, int start, int end);

    /** A fragment of what the model thinks; escaped. */
    void onReasoning(int choice, ByteBuf buffer, int start, int end);

    /** A fragment of why it does not answer; escaped. */
    void onRefusal(int choice, ByteBuf buffer, int start, int end);

    /**
     * A call of a tool begins.
     *
     * @param call the calls of this choice before this one
     * @param id null where the provider gives none
     */
    void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name);

    /** A fragment of a call's arguments, which are JSON when all of them are put together; escaped. */
    void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end);

    /** All of a call's arguments, in place of fragments; json, an object. */
    void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end);

    /**
     * Something that is no text, whole, a block of its own: its bytes in base64; escaped.
     *
     * @param mimeType such as {@code image/png}
     */
    void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end);

    /** Where something in the text before comes from. */
    void onCitation(int choice, Citation citation);

    /**
     * What the provider wants back in the next turn; escaped. Within a block of text or reasoning it belongs to that block; before
     * {@link #onToolCallStart}, outside of any block, to the call; followed by {@link #onBlockEnd} at once, it is a block of reasoning that
     * cannot be read.
     *
     * @param dialect the name of the dialect that made it
     * @param kind what that dialect calls it
     */
    void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end);

    /**
     * A member of the provider's answer that has no place here, for writers whose clients tolerate it where it stood; json.
     *
     * @param choice whose; -1 for the whole answer's
     * @param name of the member, ASCII
     */
    void onExtra(int choice, String name, ByteBuf buffer, int start, int end);

    /** The block at hand is over. */
    void onBlockEnd(int choice);

    /**
     * A choice is over.
     *
     * @param stopSequence the text that ended it; null where none did, or the provider does not say
     */
    void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence);

    /** What was used so far. */
    void onUsage(Usage usage);

    /** The answer is whole. */
    void onEnd();

    /**
     * Where something comes from.
     *
     * @param url null where it is no page
     * @param title null where it has none
     * @param quote what is cited; null where that is not said
     * @param start first character of the text that it belongs to; -1 where that is not said
     * @param end behind the last one
     */
    record Citation(
            @Nullable EscapedText url,
            @Nullable EscapedText title,
            @Nullable EscapedText quote,
            long start,
            long end) {}
}
