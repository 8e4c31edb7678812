package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a request's members, for those parts of it that are small. A value of the wrong type is refused with its path. */
final class Values {
    private Values() {}

    /**
     * The values of an object's members that are looked for, in the order of their names; null where one is missing, or null. The others
     * are reported as lost.
     *
     * @param path of the object, without indices
     */
    static @Nullable RawJson[] members(RawJson object, JsonKey[] names, String path, LossReport loss) {
        @Nullable RawJson[] values = new @Nullable RawJson[names.length / 2];
        JsonCursor cursor = cursor(object);
        if (!cursor.enterObject()) {
            throw wrong(path, "an object");
        }
        while (cursor.nextMember()) {
            int index = Names.in(cursor, names);
            String name = index < 0 ? cursor.keyName() : "";
            RawJson value = cursor.takeRaw();
            if (value != null && value.isNull()) {
                value = null;
            }
            if (index >= 0) {
                values[index] = value;
            } else if (value != null) {
                loss.dropped(path.isEmpty() ? name : path + "." + name);
            }
        }
        return values;
    }

    /** The elements of an array; a value that is none counts as an array of it, as it does for Google's APIs. */
    static List<RawJson> elements(RawJson value) {
        List<RawJson> elements = new ArrayList<>();
        JsonCursor cursor = cursor(value);
        if (!cursor.enterArray()) {
            return List.of(value);
        }
        while (cursor.nextElement()) {
            RawJson element = cursor.takeRaw();
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The string that a value is. */
    static EscapedText text(RawJson value, String path) {
        EscapedText text = cursor(value).takeText();
        if (text == null) {
            throw wrong(path, "a string");
        }
        return text;
    }

    /** As {@link #text}; null for null. */
    static @Nullable EscapedText textOrNull(@Nullable RawJson value, String path) {
        return value == null ? null : text(value, path);
    }

    /** A number as it stands. */
    static RawJson number(RawJson value, String path) {
        int first = value.first();
        if (first != '-' && (first < '0' || first > '9')) {
            throw wrong(path, "a number");
        }
        return value;
    }

    /** A cursor that stands before the value. */
    static JsonCursor cursor(RawJson value) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(value.buffer(), value.start(), value.end());
        return cursor;
    }

    /** The refusal of a value of the wrong type. */
    static FaultException wrong(String path, String expected) {
        return invalid(path, "of another type (expected: " + expected + ")");
    }

    /** The refusal of a value. */
    static FaultException invalid(String path, String what) {
        return new FaultException(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, path + ": " + what, path));
    }
}
