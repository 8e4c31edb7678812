package io.penstock.dialect.retrieval;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;

/** Why a request or an answer cannot be read. */
public final class Refusal {
    private static final int SHOWN_CHARACTERS_MAX = 64;

    private Refusal() {}

    /** A field that is not what it must be. A long value is not shown whole. */
    public static FaultException of(String path, RawJson value, String expected) {
        return of(path, value.toString(), expected);
    }

    /** A field that is not what it must be. */
    public static FaultException of(String path, String value, String expected) {
        String shown =
                value.length() <= SHOWN_CHARACTERS_MAX ? value : value.substring(0, SHOWN_CHARACTERS_MAX) + "...";
        return invalid(path + ": " + shown + " (expected: " + expected + ")", path);
    }

    /** A field that must be there. */
    public static FaultException missing(String path, String expected) {
        return invalid(path + ": absent (expected: " + expected + ")", path);
    }

    private static FaultException invalid(String message, String param) {
        return new FaultException(GatewayFault.of(Kind.INVALID_REQUEST, message, param));
    }

    /** An answer that does not answer. */
    public static FaultException broken(String what) {
        return new FaultException(GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer: " + what));
    }
}
