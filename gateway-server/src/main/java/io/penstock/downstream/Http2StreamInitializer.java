package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.util.function.BiConsumer;

/** The channel of a stream has what its connection's has, and its own handlers. */
final class Http2StreamInitializer extends ChannelInitializer<Channel> {
    private final Http2Connection connection;
    private final BiConsumer<ChannelPipeline, Boolean> handlers;

    /**
     * An initializer for the streams of {@code connection}.
     *
     * @param handlers adds those of a stream; is told whether it is one too many
     */
    Http2StreamInitializer(Http2Connection connection, BiConsumer<ChannelPipeline, Boolean> handlers) {
        this.connection = connection;
        this.handlers = handlers;
    }

    @Override
    protected void initChannel(Channel stream) {
        ChannelConfig shared = stream.parent().config();
        stream.config().setAllocator(shared.getAllocator()).setWriteBufferWaterMark(shared.getWriteBufferWaterMark());
        boolean isTooMany = !connection.onStream(stream);
        handlers.accept(stream.pipeline(), isTooMany);
    }
}
