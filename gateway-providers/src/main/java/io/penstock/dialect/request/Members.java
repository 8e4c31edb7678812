package io.penstock.dialect.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object of a request, or of an answer, in order. Whoever knows a member takes it; what nobody has taken in the end is
 * what is lost, in the object itself and in each that was taken out of it. The request was found to be JSON before, so a string's body is
 * good as it stands. {@code null} counts as absent.
 */
public final class Members {
    private static final String AN_OBJECT = "an object";
    private static final String A_STRING = "a string";
    private static final int SHOWN_BYTES_MAX = 64;
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    private final String path;
    private final RawJson raw;
    private final Map<String, RawJson> members;
    private final List<Members> inside = new ArrayList<>(0);

    private Members(String path, RawJson raw, Map<String, RawJson> members) {
        this.path = path;
        this.raw = raw;
        this.members = members;
    }

    /** The members of that object; {@code path} is empty for the request itself. */
    public static Members of(RawJson object, String path) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(object.buffer(), object.start(), object.end());
        return next(cursor, object, path);
    }

    /** The objects of that array; whoever reads them reports their rest. */
    public static List<Members> all(RawJson array, String path) {
        return all(array, path, "an array");
    }

    /** As {@link #all(RawJson, String)}, with what is to be said where it is none. */
    public static List<Members> all(RawJson array, String path, String expected) {
        JsonCursor cursor = entered(array, path, expected);
        List<Members> all = new ArrayList<>();
        while (cursor.nextElement()) {
            all.add(next(cursor, array, path + "[" + all.size() + "]"));
        }
        return all;
    }

    /** The elements of an array, whatever they are. */
    public static List<RawJson> elements(RawJson array, String path, String expected) {
        JsonCursor cursor = entered(array, path, expected);
        List<RawJson> elements = new ArrayList<>();
        while (cursor.nextElement()) {
            RawJson element = cursor.takeRaw();
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** Before the first element of that array. */
    private static JsonCursor entered(RawJson array, String path, String expected) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(array.buffer(), array.start(), array.end());
        if (!cursor.enterArray()) {
            throw Refusal.of(path, array, expected);
        }
        return cursor;
    }

    private static Members next(JsonCursor cursor, RawJson around, String path) {
        int start = cursor.index();
        if (!cursor.enterObject()) {
            throw Refusal.of(
                    path.isEmpty() ? "body" : path, new RawJson(around.buffer(), start, around.end()), AN_OBJECT);
        }
        Map<String, RawJson> members = new LinkedHashMap<>();
        while (cursor.nextMember()) {
            String name = cursor.keyName();
            RawJson value = cursor.takeRaw();
            if (value != null && !value.isNull()) {
                members.put(name, value);
            }
        }
        return new Members(path, new RawJson(around.buffer(), start, cursor.index()), members);
    }

    /** Takes all that is left: the object goes on as it stands. */
    public RawJson raw() {
        clear();
        return raw;
    }

    /** Takes all that is left: the object is not carried over, which is reported otherwise. */
    public void clear() {
        members.clear();
        inside.clear();
    }

    /** Where that member stands, for a refusal. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The names of those that nobody has taken yet. */
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** Whether that member is there and nobody has taken it yet. */
    public boolean has(String name) {
        return members.containsKey(name);
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

    /** Puts a member back that was taken. */
    public void put(String name, RawJson value) {
        members.put(name, value);
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

    /** Takes a string if it is one; what else stands there stays. */
    public @Nullable EscapedText textIfAny(String name) {
        RawJson value = members.get(name);
        return value != null && value.first() == '"' ? text(name) : null;
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

    /** Takes a number. */
    public @Nullable RawJson number(String name) {
        RawJson value = take(name);
        if (value != null && Double.isNaN(value.toDouble())) {
            throw Refusal.of(path(name), value, "a number");
        }
        return value;
    }

    /** Takes a count from 1; 0 where it is absent. */
    public long count(String name, String expected) {
        RawJson value = take(name);
        if (value == null) {
            return 0;
        }
        long count = value.toCount();
        if (count < 1 || value.toDouble() != count) {
            throw Refusal.of(path(name), value.length() <= SHOWN_BYTES_MAX ? value.toString() : "no count", expected);
        }
        return count;
    }

    /** Takes an object. */
    public @Nullable Members object(String name) {
        RawJson value = take(name);
        return value == null ? null : inside(value, name);
    }

    /** The object that a member is which was taken. */
    public Members inside(RawJson value, String name) {
        Members object = of(value, path(name));
        inside.add(object);
        return object;
    }

    /** Takes an object that must be there. */
    public Members requiredObject(String name) {
        return inside(required(name, AN_OBJECT), name);
    }

    /** Takes an array of objects; an absent one has none. */
    public List<Members> objects(String name) {
        RawJson value = take(name);
        if (value == null) {
            return List.of();
        }
        List<Members> objects = all(value, path(name));
        inside.addAll(objects);
        return objects;
    }

    /** The string that a value is. */
    public static EscapedText text(RawJson value, String path) {
        if (value.first() != '"') {
            throw Refusal.of(path, value, A_STRING);
        }
        return new EscapedText(value.buffer(), value.start() + 1, value.end() - 1);
    }

    /** Reports what nobody has taken, if it says anything. */
    public void reportRest(LossReport loss) {
        members.forEach((name, value) -> {
            if (!loss.isDroppedFull() && !isVoid(value)) {
                loss.dropped(field(name));
            }
        });
        members.clear();
        inside.forEach(object -> object.reportRest(loss));
        inside.clear();
    }

    /** The name of a member in the report: its path without indices. */
    public String field(String name) {
        return INDEX.matcher(path(name)).replaceAll("");
    }

    /** An empty text or array: clients send back what answers have, needed or not. An empty object may ask for something. */
    private static boolean isVoid(RawJson value) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(value.buffer(), value.start(), value.end());
        return !value.isObject() && !cursor.skipIsFilled();
    }
}
