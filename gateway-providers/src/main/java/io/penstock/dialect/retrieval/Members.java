package io.penstock.dialect.retrieval;

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
 * The members of one object of a request or an answer, in order. Whoever knows a member takes it; what nobody has taken in the end is
 * what a request loses. The whole was found to be JSON before, so a string's body is good as it stands. {@code null} counts as absent.
 */
public final class Members {
    private static final String AN_OBJECT = "an object";
    private static final String AN_ARRAY = "an array";
    private static final String A_STRING = "a string";

    private final String path;
    private final Map<String, RawJson> members;

    private Members(String path, Map<String, RawJson> members) {
        this.path = path;
        this.members = members;
    }

    /** The members of that object; {@code path} is empty for the request itself. */
    public static Members of(RawJson object, String path) {
        JsonCursor cursor = cursor(object);
        if (!cursor.enterObject()) {
            throw Refusal.of(path.isEmpty() ? "body" : path, object, AN_OBJECT);
        }
        Map<String, RawJson> members = new LinkedHashMap<>();
        while (cursor.nextMember()) {
            String name = cursor.keyName();
            RawJson value = cursor.takeRaw();
            if (value != null && !value.isNull()) {
                members.put(name, value);
            }
        }
        return new Members(path, members);
    }

    /** The elements of an array, whatever they are. */
    public static List<RawJson> elements(RawJson array, String path) {
        JsonCursor cursor = cursor(array);
        if (!cursor.enterArray()) {
            throw Refusal.of(path, array, AN_ARRAY);
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

    /** The objects of an array. */
    public static List<Members> objects(RawJson array, String path) {
        List<Members> objects = new ArrayList<>();
        for (RawJson element : elements(array, path)) {
            objects.add(of(element, path + "[" + objects.size() + "]"));
        }
        return objects;
    }

    /** The string that a value is. */
    public static EscapedText text(RawJson value, String path) {
        if (value.first() != '"') {
            throw Refusal.of(path, value, A_STRING);
        }
        return new EscapedText(value.buffer(), value.start() + 1, value.end() - 1);
    }

    /** Where that member stands, for a refusal. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The name of a member in the report: its path without indices. */
    String field(String name) {
        return path(name).replaceAll("\\[\\d+]", "");
    }

    /** Takes a member, whatever it is; null where it is absent. */
    public @Nullable RawJson take(String name) {
        return members.remove(name);
    }

    /** Takes a member that must be there. */
    public RawJson required(String name, String expected) {
        RawJson value = take(name);
        if (value == null) {
            throw Refusal.missing(path(name), expected);
        }
        return value;
    }

    /** Takes members that mean nothing where the request goes, or mean the same without being said. */
    public void ignore(String... names) {
        for (String name : names) {
            members.remove(name);
        }
    }

    /** Takes a string. */
    public @Nullable EscapedText text(String name) {
        RawJson value = take(name);
        return value == null ? null : text(value, path(name));
    }

    /** Takes a string that must be there. */
    public EscapedText requiredText(String name) {
        return text(required(name, A_STRING), path(name));
    }

    /** Takes a boolean. */
    public @Nullable Boolean bool(String name) {
        RawJson value = take(name);
        if (value == null) {
            return null;
        }
        if (value.first() != 't' && value.first() != 'f') {
            throw Refusal.of(path(name), value, "true or false");
        }
        return value.isTrue();
    }

    /** Takes a count. */
    public long count(String name, String expected) {
        RawJson value = take(name);
        if (value == null) {
            return 0;
        }
        long count = value.toCount();
        if (count < 1 || value.toDouble() != count) {
            throw Refusal.of(path(name), value, expected);
        }
        return count;
    }

    /** Takes an object. */
    public @Nullable Members object(String name) {
        RawJson value = take(name);
        return value == null ? null : of(value, path(name));
    }

    /** Takes an object that must be there. */
    public Members requiredObject(String name) {
        return of(required(name, AN_OBJECT), path(name));
    }

    /** Takes an array of objects; an absent one has none. */
    public List<Members> objects(String name) {
        RawJson value = take(name);
        return value == null ? List.of() : objects(value, path(name));
    }

    /** Reports what nobody has taken, if it says anything. */
    public void reportRest(LossReport loss) {
        members.forEach((name, value) -> {
            if (cursor(value).skipIsFilled()) {
                loss.dropped(field(name));
            }
        });
        members.clear();
    }

    private static JsonCursor cursor(RawJson value) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(value.buffer(), value.start(), value.end());
        return cursor;
    }
}
