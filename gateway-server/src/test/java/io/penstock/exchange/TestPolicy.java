package io.penstock.exchange;

import io.penstock.config.GatewayConfig;
import io.penstock.dialect.FaultWriter;
import io.penstock.identity.Gate;
import io.penstock.models.ModelIndex;
import io.penstock.route.RouteTable;
import io.penstock.surface.SurfaceTable;
import java.util.List;
import java.util.Map;

/** How exchanges go where everybody may come in and next to nothing is timed. */
final class TestPolicy {
    private TestPolicy() {}

    static ExchangePolicy of(
            GatewayConfig config, Map<String, FaultWriter> faults, long bodyBytesMax, long connectNanos) {
        return of(config, faults, bodyBytesMax, connectNanos, new ExchangePolicy.KeepAlive(false, 0));
    }

    static ExchangePolicy of(
            GatewayConfig config,
            Map<String, FaultWriter> faults,
            long bodyBytesMax,
            long connectNanos,
            ExchangePolicy.KeepAlive keepAlive) {
        return new ExchangePolicy(
                SurfaceTable.standard(),
                Gate.open(List.of()),
                null,
                RouteTable.of(config, ModelIndex.EMPTY),
                faults,
                new ExchangePolicy.Limits(bodyBytesMax, 1024, 2),
                config.limits(),
                new ExchangePolicy.Timeouts(0, connectNanos, 0, 0, 0, 0, 0),
                keepAlive,
                false,
                false,
                false,
                false);
    }
}
