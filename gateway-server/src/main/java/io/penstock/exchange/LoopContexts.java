package io.penstock.exchange;

import io.netty.channel.EventLoop;

/** Gives each event loop what is its own. */
public interface LoopContexts {

    /** The context of {@code loop}; the same one each time. */
    LoopContext of(EventLoop loop);
}
