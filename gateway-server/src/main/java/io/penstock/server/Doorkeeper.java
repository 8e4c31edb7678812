package io.penstock.server;

import io.netty.channel.EventLoop;
import io.penstock.config.GatewayConfig;
import io.penstock.credential.Secret;
import io.penstock.dialect.SealKey;
import io.penstock.identity.AdminToken;
import io.penstock.identity.CertificateRules;
import io.penstock.identity.CredentialCheck;
import io.penstock.identity.Gate;
import io.penstock.identity.GatewayKeys;
import io.penstock.identity.KeyWatch;
import io.penstock.identity.token.TokenCheck;
import io.penstock.store.SqliteKeyStore;
import io.penstock.upstream.UpstreamPool;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: the checks of credentials, and what keeps them up to date; and the key that binds what is theirs to them. Nothing of it is
 * opened before somebody is asked who they are.
 */
final class Doorkeeper implements AutoCloseable {
    private final TokenCheck tokens = new TokenCheck(Clock.systemUTC(), System::nanoTime);
    private final GatewayKeys keys = new GatewayKeys(Clock.systemUTC());
    private @Nullable KeyWatch watch;
    /** For as long as the process runs: where no secret is set, reloading does not lose what was bound. */
    private @Nullable SealKey ownKey;

    /** Key sets are fetched on one event loop, over its {@code pool}. */
    void carry(EventLoop loop, UpstreamPool pool) {
        tokens.carry(loop, pool);
    }

    /** Goes by {@code config} from now on. */
    synchronized void follow(GatewayConfig config) {
        tokens.follow(config.auth());
        if (watch == null && areKeysAsked(config)) {
            watch = new KeyWatch(new SqliteKeyStore(config.store().path()), keys);
        }
        if (watch != null) {
            watch.follow(config.keys());
        }
    }

    /** The gate that {@code config} wants. */
    Gate gate(GatewayConfig config) {
        List<CredentialCheck> checks = new ArrayList<>();
        Secret adminToken = config.auth().adminToken();
        if (adminToken != null) {
            checks.add(new AdminToken(adminToken));
        }
        if (config.auth().enabled() && !config.auth().issuers().isEmpty()) {
            checks.add(tokens);
        }
        if (areKeysAsked(config)) {
            checks.add(keys);
        }
        Gate gate = config.auth().enabled() ? Gate.closed(checks) : Gate.open(checks);
        if (config.auth().enabled() && !config.auth().certificates().isEmpty()) {
            gate = gate.taking(new CertificateRules(config.auth().certificates(), Clock.systemUTC()));
        }
        // Behind a proxy everybody may seem to be on this machine: where there is one, nobody is believed to be.
        boolean isBehindProxy = !config.server().proxies().trusted().list().isEmpty();
        return adminToken == null && !isBehindProxy ? gate.trustingLocal() : gate;
    }

    /** The key that binds state to callers; null where {@code config} asks nobody who they are. */
    synchronized @Nullable SealKey sealKey(GatewayConfig config) {
        if (!config.auth().enabled()) {
            return null;
        }
        Secret secret = config.auth().stateSecret();
        if (secret != null) {
            return SealKey.of(secret);
        }
        if (ownKey == null) {
            ownKey = SealKey.random();
        }
        return ownKey;
    }

    private static boolean areKeysAsked(GatewayConfig config) {
        return config.auth().enabled() && config.keys().enabled();
    }

    @Override
    public synchronized void close() {
        tokens.close();
        if (watch != null) {
            watch.close();
        }
    }
}
