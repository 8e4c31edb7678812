package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.codec.http.Head;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.Operation;
import io.penstock.identity.Identity;
import io.penstock.surface.PathVariables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LocalAnswer} is asked.
 *
 * @param head valid for as long as the answer is not whole
 * @param variables what the row's pattern took of the path
 * @param identity who asks
 * @param caller for whom things are kept
 * @param dialect the client's
 * @param operation what is asked of a model; null where the URL is the gateway's own
 * @param model the model's name without its provider, null where none was named
 * @param isStream whether events are wanted
 * @param body the request's body in pieces; borrowed for the call
 * @param loop the event loop of the exchange
 * @param alloc where buffers come from
 */
public record LocalRequest(
        Head head,
        PathVariables variables,
        Identity identity,
        Caller caller,
        Dialect dialect,
        @Nullable Operation operation,
        @Nullable String model,
        boolean isStream,
        List<ByteBuf> body,
        EventExecutor loop,
        ByteBufAllocator alloc) {}
