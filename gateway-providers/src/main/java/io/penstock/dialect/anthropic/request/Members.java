package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object of a request, in order. Whoever knows a member takes it; what nobody has taken in the end is what is lost.
 * The request was found to be JSON before, so a string's body is good as it stands. {@code null} counts as absent.
 */
final class Members {
    private static final String AN_OBJECT = "an object";
    private static final String A_STRING = "a string";

    private final String path;
    private final RawJson raw;
    private final Map<String, RawJson> members = new LinkedHashMap<>();

    private Members(String path, RawJson raw) {
        this.path = path;
        this.raw = raw;
    }

    /** The members of that object; {@code path} is empty for the request itself. */
    static Members of(RawJson object, String path) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(object.buffer(), object.start(), object.end());
        if (!cursor.enterObject()) {
            throw Refusal.of(path, object, AN_OBJECT);
        }
        Members members = new Members(path, object);
        while (cursor.nextMember()) {
            String name = cursor.keyName();
            RawJson value = cursor.takeRaw();
            if (value != null && !value.isNull()) {
                members.members.put(name, value);
            }
        }
        return members;
    }

    /** The objects of that array. */
    static List<Members> all(RawJson array, String path, String expected) {
        List<Members> all = new ArrayList<>();
        for (RawJson element : elements(array, path, expected)) {
            all.add(of(element, path + "[" + all.size() + "]"));
        }
        return all;
    }

    /** The elements of an array, whatever they are. */
    static List<RawJson> elements(RawJson array, String path, String expected) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(array.buffer(), array.start(), array.end());
        if (!cursor.enterArray()) {
            throw Refusal.of(path, array, expected);
        }
        List<RawJson> elements = new ArrayList<>();
        while (cursor.nextElement()) {
            RawJson element = cursor.takeRaw();
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** The object as it stands. */
    RawJson raw() {
        return raw;
    }

    /** Where that member stands, for a refusal. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The name of a member in the report: its path without indices. */
    String field(String name) {
        return path(name).replaceAll("\\[\\d+]", "");
    }

    /** The names of those that nobody has taken yet. */
    List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** Takes a member, whatever it is; null where it is absent. */
    @Nullable
    RawJson take(String name) {
        return members.remove(name);
    }

    /** Takes a string. */
    @Nullable
    EscapedText text(String name) {
        RawJson value = take(name);
        return value == null ? null : text(value, path(name));
    }

    /** Takes a string that must be there. */
    EscapedText requiredText(String name) {
        EscapedText text = text(name);
        if (text == null) {
            throw Refusal.missing(path(name), A_STRING);
        }
        return text;
    }

    /** Takes a boolean. */
    @Nullable
    Boolean bool(String name) {
        RawJson value = take(name);
        if (value == null) {
            return null;
        }
        if (value.first() != 't' && value.first() != 'f') {
            throw Refusal.of(path(name), value, "true or false");
        }
        return value.isTrue();
    }

    /** Takes a number. */
    @Nullable
    RawJson number(String name) {
        RawJson value = take(name);
        if (value != null && Double.isNaN(value.toDouble())) {
            throw Refusal.of(path(name), value, "a number");
        }
        return value;
    }

    /** Takes an object. */
    @Nullable
    Members object(String name) {
        RawJson value = take(name);
        return value == null ? null : of(value, path(name));
    }

    /** The string that a value is. */
    static EscapedText text(RawJson value, String path) {
        if (value.first() != '"') {
            throw Refusal.of(path, value, A_STRING);
        }
        return new EscapedText(value.buffer(), value.start() + 1, value.end() - 1);
    }

    /** Reports what nobody has taken, if it says anything. */
    void reportRest(LossReport loss) {
        members.forEach((name, value) -> {
            if (!isVoid(value)) {
                loss.dropped(field(name));
            }
        });
        members.clear();
    }

    private static boolean isVoid(RawJson value) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(value.buffer(), value.start(), value.end());
        return !cursor.skipIsFilled();
    }
}
