package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import java.util.List;

/** What a request refers to and does not hold: items of earlier responses, kept by whoever answered. */
interface Earlier {
    /** Nobody keeps any: the client has to send them. */
    Earlier NONE = (path, id) -> {
        throw Refusal.of(
                path, id.decode(), "the items themselves, in input: this model's provider keeps no earlier response");
    };

    /**
     * The items that stand for a reference, in order.
     *
     * @param path of the member that refers to them
     */
    List<RawJson> items(String path, EscapedText id);
}
