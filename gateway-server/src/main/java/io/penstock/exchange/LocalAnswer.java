package io.penstock.exchange;

/**
 * An answer that the gateway makes by itself, in the words of the dialect that was called. It travels as a provider's would: it is
 * probed, held, committed and recorded the same way.
 */
public interface LocalAnswer {

    /**
     * Begins the answer; {@code reply} is called from within, or later on the same event loop. What is returned is told when the
     * client takes no more for now, and when it is gone.
     */
    LocalSource answer(LocalRequest request, LocalReply reply);
}
