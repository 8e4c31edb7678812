package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's answer for translation, as a stream or whole. One instance serves one answer, on one event loop; it keeps no buffer.
 * What goes on into another JSON text is checked on its way: a byte below 0x20 in a string, a malformed escape, bytes that are no UTF-8,
 * and a value that is no JSON make the answer an error.
 */
public interface AnswerReader {

    /**
     * Reads one event of a stream, whole, as it stands on the wire ({@link EventFraming}), and says what it was. Nothing is told of an
     * event that is {@link Verdict#ERROR}: {@link #fault} then says what happened. Allocates nothing for a fragment of text. Borrows
     * {@code buffer} for the call.
     */
    Verdict onEvent(ByteBuf buffer, int start, int end, GenerationEvents out);

    /**
     * Reads a whole answer, tells all of it, its end too, and says {@link Verdict#END}; or {@link Verdict#ERROR}, and nothing was told.
     * Borrows {@code buffer} for the call.
     */
    Verdict onBody(ByteBuf buffer, int start, int end, GenerationEvents out);

    /** The stream has ended, cleanly as far as its framing goes. Where {@link #isFinished}, tells what is still owed, the end last. */
    void onSourceEnd(GenerationEvents out);

    /** Whether the stream is complete: by its last event, or by the model's reason to stop where nothing need follow that. */
    boolean isFinished();

    /** What the answer reported as used, the last report winning; null while it reported nothing. */
    @Nullable
    Usage usage();

    /** What the event or body that was {@link Verdict#ERROR} says, in the provider's words. */
    GatewayFault fault();

    /** What an answer of an error status says, in the provider's words; its body need be no JSON. Borrows {@code buffer}. */
    GatewayFault fault(int status, ByteBuf buffer, int start, int end);
}
