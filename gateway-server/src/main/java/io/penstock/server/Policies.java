package io.penstock.server;

import io.penstock.config.FeaturesConfig.ErrorFormat;
import io.penstock.config.FeaturesConfig.Translation;
import io.penstock.config.GatewayConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.SealKey;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.dialect.responses.ResponsesDialect;
import io.penstock.exchange.ExchangePolicy;
import io.penstock.identity.Gate;
import io.penstock.models.ModelIndex;
import io.penstock.provider.Dialects;
import io.penstock.route.RouteTable;
import io.penstock.surface.SurfaceTable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a configuration into what exchanges go by. */
final class Policies {
    private final SurfaceTable surfaces;

    Policies(SurfaceTable surfaces) {
        this.surfaces = surfaces;
    }

    ExchangePolicy of(GatewayConfig config, Doorkeeper door, ModelIndex models) {
        return of(config, door.gate(config), door.sealKey(config), models);
    }

    /** The same with another gate; {@code sealKey} binds state to callers, null where nobody knows them. */
    ExchangePolicy of(GatewayConfig config, Gate gate, @Nullable SealKey sealKey, ModelIndex models) {
        return new ExchangePolicy(
                surfaces,
                gate,
                sealKey,
                RouteTable.of(config, models),
                faults(config.features().errorFormat() == ErrorFormat.SIMPLE),
                new ExchangePolicy.Limits(
                        config.server().limits().bodyBytesMax(),
                        config.commit().holdBytesMax(),
                        config.upstream().attemptsMax()),
                config.limits(),
                timeouts(config),
                new ExchangePolicy.KeepAlive(
                        config.commit().openEarly(),
                        config.commit().keepAliveInterval().toNanos()),
                config.features().vision(),
                config.features().images(),
                config.accessLog().enabled(),
                config.features().translation() == Translation.STRICT);
    }

    private static Map<String, FaultWriter> faults(boolean isSimple) {
        Map<String, FaultWriter> faults = new HashMap<>();
        Dialects.all().forEach(dialect -> faults.put(dialect.name(), dialect.faults()));
        if (isSimple) {
            faults.put(OpenAiDialect.INSTANCE.name(), OpenAiDialect.simpleFaults());
            faults.put(ResponsesDialect.INSTANCE.name(), OpenAiDialect.simpleFaults());
        }
        return faults;
    }

    private static ExchangePolicy.Timeouts timeouts(GatewayConfig config) {
        UpstreamConfig.Timeouts timeouts = config.upstream().timeouts();
        return new ExchangePolicy.Timeouts(
                config.upstream().pool().queueTimeout().toNanos(),
                timeouts.connect().toNanos(),
                timeouts.firstByte().toNanos(),
                timeouts.firstOutput().toNanos(),
                config.commit().holdTimeout().toNanos(),
                timeouts.idle().toNanos(),
                timeouts.total().toNanos());
    }
}
