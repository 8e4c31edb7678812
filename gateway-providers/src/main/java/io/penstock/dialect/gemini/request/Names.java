package io.penstock.dialect.gemini.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonStrings;
import io.penstock.codec.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of a request's members. Google's APIs take each in two spellings, {@code maxOutputTokens} and {@code max_output_tokens}. */
public final class Names {
    private Names() {}

    /** The keys of these names, of each in both spellings. */
    public static JsonKey[] of(String... names) {
        JsonKey[] keys = new JsonKey[2 * names.length];
        for (int i = 0; i < names.length; i++) {
            keys[2 * i] = JsonKey.of(names[i]);
            keys[2 * i + 1] = JsonKey.of(names[i].replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        }
        return keys;
    }

    /** Which of the names the member at hand has; -1 where it has none of them. */
    static int in(JsonCursor cursor, JsonKey[] keys) {
        return cursor.keyIn(keys) >> 1;
    }

    /** Which of the names the text is; -1 where it is none of them. */
    public static int in(JsonText name, JsonKey[] keys) {
        return name.indexIn(keys) >> 1;
    }

    /** A text as a JSON string. */
    public static String quoted(String text) {
        ByteBuf quoted = Unpooled.buffer();
        JsonStrings.write(text, quoted);
        return quoted.toString(StandardCharsets.UTF_8);
    }
}
