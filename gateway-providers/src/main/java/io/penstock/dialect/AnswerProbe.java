package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an answer that passes by unchanged, for what the relay and the meter must know of it. One instance serves one answer;
 * it is used on one event loop, keeps no buffer and allocates nothing per event.
 */
public interface AnswerProbe {

    /**
     * Says what one event of a stream is. The range is the whole event as it stands on the wire: its lines with their field
     * names, up to and including the blank line that ends it. Borrows {@code buffer} for the call.
     *
     * <p>An event of comments only, and one that cannot be read, is {@link Verdict#PREAMBLE}.
     */
    Verdict onEvent(ByteBuf buffer, int start, int end);

    /**
     * Looks at the next piece of an event that is too long to be held and goes down in pieces, cut at any byte. Its last piece, with
     * the empty line, goes to {@link #onEvent}, which then says what the whole of it was. Borrows {@code buffer} for the call.
     */
    void onEventPart(ByteBuf buffer, int start, int end);

    /**
     * Whether a stream has said that it is complete: by its last event, or by the model's reason to stop, which is the last that
     * some servers send. A stream that ends before was cut off.
     */
    boolean isFinished();

    /**
     * Looks at the next piece of a whole (not streamed) JSON answer. Resumable: pieces may be cut at any byte. Borrows
     * {@code buffer} for the call.
     */
    void onBody(ByteBuf buffer, int start, int end);

    /** Says that the whole answer has passed: {@link Verdict#ERROR} where it was an error in place of one, else {@link Verdict#END}. */
    Verdict onBodyEnd();

    /** What the answer reported as used, the last report winning; null while it reported nothing. */
    @Nullable
    Usage usage();
}
