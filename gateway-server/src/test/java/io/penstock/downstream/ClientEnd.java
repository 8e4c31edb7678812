package io.penstock.downstream;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;

/** The client's end of a connection or a stream, whose time stands still, and who may take nothing. */
final class ClientEnd extends EmbeddedChannel {
    boolean takesBytes = true;
    private boolean takesOne;

    ClientEnd(ChannelHandler... handlers) {
        super(handlers);
        freezeTime();
    }

    /** Takes one of the pieces that were written. */
    void takeOne() {
        takesOne = true;
        flush();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (takesBytes) {
            super.doWrite(in);
        } else if (takesOne) {
            takesOne = false;
            in.remove();
        }
    }
}
