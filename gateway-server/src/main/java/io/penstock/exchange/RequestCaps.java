package io.penstock.exchange;

import io.penstock.config.LimitsConfig;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.RequestScan;

/**
 * What one request may ask for. More is refused and not lowered: a caller whose answer ends before the bound that it named would take it for
 * the model's own end.
 */
final class RequestCaps {
    private RequestCaps() {}

    static void require(RequestScan scan, LimitsConfig.Request limits) {
        if (limits.outputTokensMax() > 0 && scan.outputTokensMax() > limits.outputTokensMax()) {
            throw refusal("output tokens", scan.outputTokensMax(), limits.outputTokensMax());
        }
        if (scan.choices() > limits.choicesMax()) {
            throw refusal("choices", scan.choices(), limits.choicesMax());
        }
    }

    private static FaultException refusal(String name, long asked, long max) {
        return new FaultException(
                GatewayFault.of(Kind.INVALID_REQUEST, name + ": " + asked + " (expected: up to " + max + ")"));
    }
}
