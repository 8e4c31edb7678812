package io.penstock.config;

import io.penstock.provider.Catalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: defaults, over them the file, over that the environment. */
public final class ConfigLoader {
    /** Every setting, in the order of {@code conf/gateway.yaml}. */
    static final List<Setting<?>> SETTINGS = settings();

    private ConfigLoader() {}

    /**
     * Reads and judges the whole configuration.
     *
     * @param file a YAML file; null if there is none
     * @param variables the environment's; empty ones count as absent
     * @param catalogue the providers that are known without being described
     * @throws ConfigException with all that is wrong
     */
    public static GatewayConfig load(@Nullable Path file, Map<String, String> variables, Catalogue catalogue) {
        Findings findings = new Findings();
        Map<String, String> environment = SecretFiles.read(variables, findings);
        YamlFile yaml = YamlFile.read(file, SETTINGS, findings);
        Values values = new Values(yaml.settings(), environment, findings);
        ProvidersConfig providers = new ProvidersReader(environment, catalogue, findings).read(yaml.providers());
        ServerConfig server = ServerConfig.read(values, findings);
        UpstreamConfig upstream = UpstreamConfig.read(values);
        CommitConfig commit = CommitConfig.read(values);
        ModelsConfig models = ModelsConfig.read(values, yaml.aliases());
        FeaturesConfig features = FeaturesConfig.read(values);
        AuthConfig auth = AuthConfig.read(
                values, yaml.listed(AuthConfig.ISSUERS), yaml.listed(AuthConfig.CERTIFICATES), findings);
        AccessLogConfig accessLog = AccessLogConfig.read(values);
        CrossCheck crossCheck = new CrossCheck(providers, findings);
        crossCheck.check(server, upstream.timeouts(), models, features, auth);
        crossCheck.warnOfMisspelt(
                variables, Variables.known(SETTINGS, providers.known().providers()));
        KeysConfig keys = KeysConfig.read(values);
        crossCheck.warnOfClosed(auth, keys);
        StoreConfig store = StoreConfig.read(values);
        LimitsConfig limits = LimitsConfig.read(values);
        TelemetryConfig telemetry = TelemetryConfig.read(values);
        findings.throwIfAny();
        return new GatewayConfig(
                server,
                upstream,
                commit,
                models,
                features,
                ResponsesConfig.read(values),
                auth,
                limits,
                accessLog,
                telemetry,
                keys,
                store,
                providers,
                findings.warnings(),
                Variables.notYet(environment));
    }

    /**
     * Reads where things are kept, and nothing else: who looks into the store need not have the providers' keys.
     *
     * @param file a YAML file; null if there is none
     * @param environment the environment's variables; empty ones count as absent
     * @throws ConfigException with all that is wrong
     */
    public static StoreConfig loadStore(@Nullable Path file, Map<String, String> environment) {
        Findings findings = new Findings();
        YamlFile yaml = YamlFile.read(file, SETTINGS, findings);
        StoreConfig store = StoreConfig.read(new Values(yaml.settings(), environment, findings));
        findings.throwIfAny();
        return store;
    }

    private static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>();
        all.addAll(ServerConfig.SETTINGS);
        all.addAll(ProxiesConfig.SETTINGS);
        all.addAll(ServerConfig.Timeouts.SETTINGS);
        all.addAll(ServerConfig.Limits.SETTINGS);
        all.addAll(ServerConfig.SlowRequest.SETTINGS);
        all.addAll(TlsConfig.SETTINGS);
        all.addAll(Http2Config.SETTINGS);
        all.addAll(UpstreamConfig.Timeouts.SETTINGS);
        all.addAll(UpstreamConfig.Pool.SETTINGS);
        all.addAll(UpstreamConfig.SETTINGS);
        all.addAll(CommitConfig.SETTINGS);
        all.addAll(ModelsConfig.SETTINGS);
        all.addAll(FeaturesConfig.SETTINGS);
        all.addAll(ResponsesConfig.SETTINGS);
        all.addAll(AuthConfig.SETTINGS);
        all.addAll(AuthConfig.Tokens.SETTINGS);
        all.addAll(LimitsConfig.SETTINGS);
        all.addAll(LimitsConfig.Concurrency.SETTINGS);
        all.addAll(LimitsConfig.Request.SETTINGS);
        all.addAll(LimitsConfig.Memory.SETTINGS);
        all.addAll(AccessLogConfig.SETTINGS);
        all.addAll(TelemetryConfig.SETTINGS);
        all.addAll(KeysConfig.SETTINGS);
        all.addAll(StoreConfig.SETTINGS);
        return List.copyOf(all);
    }
}
