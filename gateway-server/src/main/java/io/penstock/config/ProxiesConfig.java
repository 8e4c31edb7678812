package io.penstock.config;

import io.penstock.codec.address.Networks;
import java.util.List;
import java.util.Locale;

/**
 * Proxies between the clients and the gateway, and how they say whom they speak for.
 *
 * @param trusted whose word counts
 * @param protocol what their connections begin with
 * @param field where their requests say it
 */
public record ProxiesConfig(Networks trusted, Protocol protocol, ForwardedField field) {
    static final Setting<Networks> TRUSTED = Setting.networks("server.trustedProxies", "SERVER_TRUSTED_PROXIES");
    static final Setting<Protocol> PROTOCOL =
            Setting.choice("server.proxyProtocol", Protocol.OFF, Protocol.class, "SERVER_PROXY_PROTOCOL");
    static final Setting<ForwardedField> FIELD = new Setting<>(
            "server.forwardedField",
            "x-forwarded-for",
            List.of("SERVER_FORWARDED_FIELD"),
            "x-forwarded-for or forwarded",
            text -> ForwardedField.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')),
            value -> true);

    static final List<Setting<?>> SETTINGS = List.of(TRUSTED, PROTOCOL, FIELD);

    /** No proxy is trusted. */
    public static final ProxiesConfig NONE =
            new ProxiesConfig(Networks.NONE, Protocol.OFF, ForwardedField.X_FORWARDED_FOR);

    /** What a connection of a trusted proxy begins with. */
    public enum Protocol {
        /** With what a client's would. */
        OFF,
        /** With a header of the PROXY protocol; nobody but a trusted proxy may connect. */
        REQUIRED
    }

    /** Which field of a request counts. The other one may be whatever the client wrote. */
    public enum ForwardedField {
        /** The one that no RFC describes, and nearly all proxies write. */
        X_FORWARDED_FOR,
        /** That of RFC 7239. */
        FORWARDED
    }

    /** Refuses what nobody could connect to. */
    public ProxiesConfig {
        if (protocol == Protocol.REQUIRED && trusted.list().isEmpty()) {
            throw new IllegalArgumentException(Setting.finding(
                    PROTOCOL.path(),
                    "required",
                    "off, or the proxies in " + TRUSTED.path() + ": nobody else may connect"));
        }
    }

    static ProxiesConfig read(Values values, Findings findings) {
        Networks trusted = values.get(TRUSTED);
        trusted.list().stream()
                .map(Object::toString)
                .filter(each -> each.endsWith("/0"))
                .forEach(all -> findings.warn(Setting.finding(
                        TRUSTED.path(), all, "your proxies alone; now every client is whoever it says")));
        try {
            return new ProxiesConfig(trusted, values.get(PROTOCOL), values.get(FIELD));
        } catch (IllegalArgumentException nobody) {
            findings.add(String.valueOf(nobody.getMessage()));
            return NONE;
        }
    }
}
