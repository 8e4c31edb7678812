package io.penstock.server.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request as the provider got it.
 *
 * @param head the request line and the fields, with the blank line
 * @param payload of the body, one character per byte
 */
public record Request(String head, String payload) {

    /** The request line. */
    public String line() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    /** All values of the fields of that name, which is in lower case. */
    public List<String> values(String name) {
        return Wire.values(head, name);
    }

    /** The bytes of the body. */
    public byte[] body() {
        return Wire.bytes(payload);
    }

    /** The body as text. */
    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }
}
