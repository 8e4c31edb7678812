package io.penstock.local;

import io.netty.buffer.ByteBufUtil;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import java.util.function.BooleanSupplier;

/** Says {@code {"message":"OK"}} with status 200, or 503 while new work should go elsewhere. */
public final class Health implements LocalAnswer {
    private final BooleanSupplier isWell;

    private Health(BooleanSupplier isWell) {
        this.isWell = isWell;
    }

    /** Whether the process lives: if it can answer, it does. */
    public static Health liveness() {
        return new Health(() -> true);
    }

    /** Whether the process takes new work. */
    public static Health readiness(BooleanSupplier isReady) {
        return new Health(isReady);
    }

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        if (isWell.getAsBoolean()) {
            reply.head(200, "application/json");
            reply.payload(ByteBufUtil.writeAscii(request.alloc(), "{\"message\":\"OK\"}"));
            reply.end();
        } else {
            reply.fault(
                    GatewayFault.of(Kind.OVERLOADED, "the gateway is stopping").retryAfter(1));
        }
        return LocalSource.NOTHING_MORE;
    }
}
