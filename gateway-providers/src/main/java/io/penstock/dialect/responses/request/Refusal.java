package io.penstock.dialect.responses.request;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;

/** Refusals of a request: the field at fault, what stands there, what is expected. */
final class Refusal {
    private Refusal() {}

    static FaultException of(String path, String value, String expected) {
        String message = path + ": " + value + " (expected: " + expected + ")";
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, message, path));
    }

    /** The response that a request goes on from is not there: with the code that OpenAI's clients look for. */
    static FaultException previous(String path, String id, boolean isStoredHere) {
        String expected = isStoredHere
                ? "a response that is stored here, by this caller and for this model's provider"
                : "the items themselves, in input: this model's provider keeps no earlier response";
        GatewayFault fault = of(path, id, expected).fault();
        return new FaultException(GatewayFault.ofProvider(
                fault.status(), fault.kind(), "previous_response_not_found", fault.message(), path));
    }

    static FaultException of(String path, RawJson value, String expected) {
        return of(path, kind(value), expected);
    }

    static FaultException missing(String path, String expected) {
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
