package io.penstock.dialect.gemini.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call that come value by value, each with its path, a text in fragments:
 * {@code {"jsonPath":"$.items[0].name","stringValue":"Bos","willContinue":true}}.
 */
final class PartialArguments {
    private static final JsonKey[] NAMES = {
        JsonKey.of("jsonPath"),
        JsonKey.of("willContinue"),
        JsonKey.of("stringValue"),
        JsonKey.of("numberValue"),
        JsonKey.of("boolValue"),
        JsonKey.of("nullValue")
    };
    private static final int PATH = 0;
    private static final int CONTINUES = 1;
    private static final int STRING = 2;
    private static final int NUMBER = 3;
    private static final int BOOL = 4;

    /** A number of more bytes than this is none. */
    private static final int NUMBER_BYTES_MAX = 64;
    /** Elements that nothing was said of, in front of those of which something was: empty objects have no value to tell. */
    private static final int GAPS_MAX = 1024;

    /** What one call may take up, in bytes as they come and in containers that these make. */
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    private static final int CONTAINERS_MAX = 64 * 1024;

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final ByteBuf text = Unpooled.buffer();
    private final Unescaper unescaper = new Unescaper();
    private @Nullable String textPath;
    private int gaps;
    private int bytes;
    private int containers;

    /** Reads the array at hand. */
    void read(JsonCursor cursor) {
        int start = cursor.index();
        readValues(cursor);
        bytes += cursor.index() - start;
        if (bytes > BYTES_MAX || containers > CONTAINERS_MAX) {
            throw Broken.because("functionCall.partialArgs: too much of them");
        }
    }

    private void readValues(JsonCursor cursor) {
        if (!cursor.enterArray()) {
            throw Broken.because("functionCall.partialArgs: no array");
        }
        while (cursor.nextElement()) {
            if (!cursor.enterObject()) {
                throw Broken.because("functionCall.partialArgs: no object in it");
            }
            readValue(cursor);
        }
    }

    private void readValue(JsonCursor cursor) {
        EscapedText path = null;
        EscapedText string = null;
        JsonNode scalar = null;
        boolean continues = false;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(NAMES)) {
                case PATH -> path = cursor.takeText();
                case CONTINUES -> continues = cursor.skipIsTruthy();
                case STRING -> string = cursor.takeText();
                case NUMBER -> scalar = number(cursor.takeRaw());
                case BOOL -> scalar = JsonNodeFactory.instance.booleanNode(cursor.skipIsTruthy());
                case -1 -> cursor.skip();
                default -> {
                    cursor.skip();
                    scalar = JsonNodeFactory.instance.nullNode();
                }
            }
        }
        if (cursor.isBroken() || path == null) {
            throw Broken.because("functionCall.partialArgs: a value without a path");
        }
        if (string != null) {
            onText(path.decode(), string, continues);
        } else if (scalar != null) {
            endText();
            set(path.decode(), scalar);
        }
    }

    private static JsonNode number(@Nullable RawJson raw) {
        if (raw == null
                || raw.length() > NUMBER_BYTES_MAX
                || (raw.first() != '-' && !Character.isDigit(raw.first()))
                || !JsonScanner.isValue(raw.buffer(), raw.start(), raw.end())) {
            throw Broken.because("functionCall.partialArgs: a number that is none");
        }
        return JsonNodeFactory.instance.rawValueNode(new RawValue(raw.toString()));
    }

    private void onText(String path, EscapedText fragment, boolean continues) {
        if (!path.equals(textPath)) {
            endText();
            textPath = path;
        }
        unescaper.copy(fragment.buffer(), fragment.start(), fragment.end(), text);
        if (!continues) {
            endText();
        }
    }

    private void endText() {
        String path = textPath;
        if (path != null) {
            unescaper.end(text);
            set(path, JsonNodeFactory.instance.textNode(text.toString(StandardCharsets.UTF_8)));
            text.clear();
            textPath = null;
        }
    }

    private void set(String path, JsonNode value) {
        List<Object> steps = ArgumentPath.steps(path);
        JsonNode at = root;
        for (int i = 0; i < steps.size(); i++) {
            boolean isLast = i == steps.size() - 1;
            boolean isIndexNext = !isLast && steps.get(i + 1) instanceof Integer;
            at = step(at, steps.get(i), isLast ? value : null, isIndexNext);
        }
    }

    /** Goes to what stands there: {@code value} from now on, or else a container, which is made where there is none. */
    private JsonNode step(JsonNode container, Object step, @Nullable JsonNode value, boolean isArray) {
        if (container instanceof ArrayNode array && step instanceof Integer index) {
            pad(array, index);
            JsonNode child = value == null ? container(array.get(index), isArray) : value;
            array.set(index, child);
            return child;
        }
        if (container instanceof ObjectNode object) {
            String name = step.toString();
            JsonNode child = value == null ? container(object.get(name), isArray) : value;
            object.set(name, child);
            return child;
        }
        throw Broken.because("functionCall.partialArgs: a path into an array that names a member");
    }

    private JsonNode container(@Nullable JsonNode there, boolean isArray) {
        if (there != null && there.isContainerNode()) {
            return there;
        }
        containers++;
        return isArray ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
    }

    private void pad(ArrayNode array, int index) {
        gaps += Math.max(0, index - array.size());
        if (gaps < 0 || gaps > GAPS_MAX) {
            throw Broken.because("functionCall.partialArgs: index " + index + " behind " + array.size() + " elements");
        }
        while (array.size() <= index) {
            array.addNull();
        }
    }

    /** All of them, as an object. */
    RawJson toObject() {
        endText();
        return RawJson.of(root.toString());
    }
}
