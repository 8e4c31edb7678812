package io.penstock.dialect.request;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;

/** Refusals of a request: the field at fault, what stands there, what is expected. */
public final class Refusal {
    private Refusal() {}

    /** What stands there, in words. */
    public static FaultException of(String path, String value, String expected) {
        String message = path + ": " + value + " (expected: " + expected + ")";
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, message, path));
    }

    /** What stands there, told by its kind. */
    public static FaultException of(String path, RawJson value, String expected) {
        return of(path, kind(value), expected);
    }

    /** Nothing stands there. */
    public static FaultException missing(String path, String expected) {
        return of(path, "missing", expected);
    }

    private static String kind(RawJson value) {
        return switch (value.first()) {
            case '"' -> "a string";
            case '{' -> "an object";
            case '[' -> "an array";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> "a number";
        };
    }
}
