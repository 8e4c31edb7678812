package io.penstock.server;

import io.penstock.config.FeaturesConfig.ErrorFormat;
import io.penstock.config.GatewayConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.exchange.ExchangePolicy;
import io.penstock.models.ModelIndex;
import io.penstock.route.RouteTable;
import io.penstock.surface.SurfaceTable;

/** Turns a configuration into what exchanges go by. */
final class Policies {
    private final SurfaceTable surfaces;
    private final OpenAiDialect dialect = OpenAiDialect.INSTANCE;

    Policies(SurfaceTable surfaces) {
        this.surfaces = surfaces;
    }

    ExchangePolicy of(GatewayConfig config, ModelIndex models) {
        boolean isSimple = config.features().errorFormat() == ErrorFormat.SIMPLE;
        return new ExchangePolicy(
                surfaces,
                RouteTable.of(config, models),
                dialect,
                isSimple ? OpenAiDialect.simpleFaults() : dialect.faults(),
                new ExchangePolicy.Limits(
                        config.server().limits().bodyBytesMax(),
                        config.commit().holdBytesMax(),
                        config.upstream().attemptsMax()),
                timeouts(config),
                new ExchangePolicy.KeepAlive(
                        config.commit().openEarly(),
                        config.commit().keepAliveInterval().toNanos()),
                config.features().vision(),
                config.features().images(),
                config.accessLog().enabled());
    }

    private static ExchangePolicy.Timeouts timeouts(GatewayConfig config) {
        UpstreamConfig.Timeouts timeouts = config.upstream().timeouts();
        return new ExchangePolicy.Timeouts(
                config.upstream().pool().queueTimeout().toNanos()
                        + timeouts.connect().toNanos(),
                timeouts.firstByte().toNanos(),
                timeouts.firstOutput().toNanos(),
                config.commit().holdTimeout().toNanos(),
                timeouts.idle().toNanos(),
                timeouts.total().toNanos());
    }
}
