package io.penstock.surface;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the variables of a pattern took from one path. Immutable. */
public final class PathVariables {
    /** Of a pattern that has none. */
    public static final PathVariables NONE = new PathVariables(List.of(), new String[0]);

    private final List<String> names;
    private final String[] values;

    /** Takes {@code values}, one for each of {@code names}, in their order. */
    PathVariables(List<String> names, String[] values) {
        this.names = names;
        this.values = values;
    }

    /** What {@code name} took, byte for byte as the caller sent it; null where the pattern has no such variable. */
    public @Nullable String raw(String name) {
        int at = names.indexOf(name);
        return at < 0 ? null : values[at];
    }

    /**
     * What {@code name} took, percent-decoded once and without one slash at its end; null where the pattern has no such variable.
     *
     * @throws FaultException {@code INVALID_REQUEST} where an escape is malformed, or decodes to a control byte or to what is no
     *     UTF-8
     */
    public @Nullable String decoded(String name) {
        String raw = raw(name);
        if (raw == null) {
            return null;
        }
        String decoded = PercentDecoder.decode(raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw);
        if (decoded == null) {
            throw new FaultException(GatewayFault.of(
                    GatewayFault.Kind.INVALID_REQUEST,
                    "path: a malformed escape in {" + name
                            + "} (expected: percent-encoded UTF-8 without control characters)"));
        }
        return decoded;
    }

    /** How many there are. */
    public int size() {
        return values.length;
    }
}
