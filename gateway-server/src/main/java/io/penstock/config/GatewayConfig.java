package io.penstock.config;

import java.util.List;

/**
 * All that can be set, judged and merged: defaults, then the file, then the environment. Immutable; a reload makes a new one.
 *
 * @param server the client side
 * @param upstream the provider side
 * @param commit when an answer is given for good
 * @param models names of models
 * @param features what is switched on
 * @param responses what is stored of responses
 * @param auth who may call
 * @param limits how much of it all one may have
 * @param accessLog the line of each exchange
 * @param telemetry what is measured
 * @param keys the gateway's own keys
 * @param store where things are kept
 * @param providers who can answer
 * @param warnings what was taken, but is worth a second look; one line each
 * @param notYet environment variables that are known, and have no effect yet
 */
public record GatewayConfig(
        ServerConfig server,
        UpstreamConfig upstream,
        CommitConfig commit,
        ModelsConfig models,
        FeaturesConfig features,
        ResponsesConfig responses,
        AuthConfig auth,
        LimitsConfig limits,
        AccessLogConfig accessLog,
        TelemetryConfig telemetry,
        KeysConfig keys,
        StoreConfig store,
        ProvidersConfig providers,
        List<String> warnings,
        List<String> notYet) {

    /** Copies what could still be changed. */
    public GatewayConfig {
        warnings = List.copyOf(warnings);
        notYet = List.copyOf(notYet);
    }

    /** The keys of what is set otherwise in {@code running}, and stays so until the next start. */
    public List<String> waitingForStart(GatewayConfig running) {
        return FixedAtStart.differing(this, running);
    }

    /** Whether the built-in model answers: switched on, or nobody else is there and it is not switched off. */
    public boolean isDemo() {
        return switch (features.demo()) {
            case ON -> true;
            case OFF -> false;
            case AUTO -> providers.configured().isEmpty();
        };
    }
}
