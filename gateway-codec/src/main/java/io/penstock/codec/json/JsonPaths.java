package io.penstock.codec.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places in a JSON text, told by paths such as {@code [].content[].type}: {@code []} for the elements of a list, a name for the member of an
 * object, {@code a|b} for a member of either name. A value where a list is expected may stand for its one element. Immutable once made, and
 * meant to be a constant; a {@link Walk} follows a text through it.
 */
public final class JsonPaths {
    /** The code of a place that no path ends at. */
    public static final int NONE = -1;

    /** One bit of an int says of each depth what it is. */
    private static final int STEPS_MAX = 30;

    private static final JsonKey[] NO_NAMES = {};

    private final Place root = new Place(null);

    /** One place, and what is inside. */
    private static final class Place {
        final @Nullable Place around;
        int code = NONE;
        JsonKey[] names = NO_NAMES;
        /** By index of {@link #names}: two of them may lead to one place. */
        Place[] members = {};

        @Nullable
        Place element;

        Place(@Nullable Place around) {
            this.around = around;
        }

        boolean isEnd() {
            return element == null && names.length == 0;
        }

        Place inside(String step) {
            if (step.equals("[]")) {
                element = element == null ? new Place(this) : element;
                return element;
            }
            String[] spellings = step.split("\\|", -1);
            for (int i = 0; i < names.length; i++) {
                if (names[i].toString().equals(spellings[0])) {
                    return members[i];
                }
            }
            Place member = new Place(this);
            int count = names.length;
            names = Arrays.copyOf(names, count + spellings.length);
            members = Arrays.copyOf(members, count + spellings.length);
            for (int i = 0; i < spellings.length; i++) {
                names[count + i] = JsonKey.of(spellings[i]);
                members[count + i] = member;
            }
            return member;
        }
    }

    private JsonPaths() {}

    /**
     * Paths whose ends mean the same.
     *
     * @param code what {@link Walk#code} says at each of them, from 0
     * @param paths at least one
     */
    public record Group(int code, List<String> paths) {}

    /** The group of these paths. */
    public static Group at(int code, String... paths) {
        return new Group(code, List.of(paths));
    }

    /** The places of all these paths. */
    public static JsonPaths of(Group... groups) {
        JsonPaths paths = new JsonPaths();
        for (Group group : groups) {
            for (String path : group.paths()) {
                paths.add(path, group.code());
            }
        }
        return paths;
    }

    private void add(String path, int code) {
        List<String> steps = new ArrayList<>();
        for (String step : path.replace("[]", ".[]").split("\\.", -1)) {
            if (!step.isEmpty()) {
                steps.add(step);
            }
        }
        if (steps.size() > STEPS_MAX) {
            throw new IllegalArgumentException("path: " + path + " (expected: at most " + STEPS_MAX + " steps)");
        }
        Place place = root;
        for (String step : steps) {
            place = place.inside(step);
        }
        place.code = code;
    }

    /**
     * Where a scanner is. Told of each value of the text, at depth 0 the one that the paths begin at, and of each name; to be asked behind
     * {@link #onStart} and {@link #onEnd} what the value is. Open to be extended by what looks for something, one object for each text.
     * Allocates nothing.
     */
    public static class Walk {
        private final Place root;
        /** The innermost container that is wanted. */
        private @Nullable Place around;
        /** Where the member is whose name was read. */
        private @Nullable Place named;
        /** Where the value is that has started or ended last. */
        private @Nullable Place place;
        /** Depth of what is inside of {@link #around}. */
        private int depthInside;
        /** One bit for each depth: set where it is inside a list. */
        private int lists;
        /** One bit for each depth: set where a value stands for the list of one that it could have been. */
        private int singles;

        /** A walk through one text. */
        public Walk(JsonPaths paths) {
            this.root = paths.root;
        }

        /** A value starts. Says whether its inside, or the text of it, is wanted. */
        public final boolean onStart(int depth, JsonKind kind) {
            if (depth == 0) {
                around = null;
                depthInside = 0;
                place = root;
            } else {
                place = around == null ? null : (lists & (1 << depth)) != 0 ? around.element : named;
            }
            Place value = place;
            if (value == null) {
                return false;
            }
            if (kind == JsonKind.ARRAY) {
                return value.element != null && enter(value, depth, true);
            }
            if (kind != JsonKind.OBJECT) {
                return value.isEnd();
            }
            Place single = value.element;
            boolean isSingle = value.names.length == 0 && single != null;
            Place inside = isSingle && single != null ? single : value;
            int bit = 1 << (depth + 1);
            singles = isSingle ? singles | bit : singles & ~bit;
            return inside.names.length > 0 && enter(inside, depth, false);
        }

        private boolean enter(Place value, int depth, boolean isList) {
            around = value;
            depthInside = depth + 1;
            int bit = 1 << depthInside;
            lists = isList ? lists | bit : lists & ~bit;
            if (isList) {
                singles &= ~bit;
            }
            named = null;
            return true;
        }

        /** The name of the member whose value comes next. */
        public final void onKey(JsonText name) {
            Place object = around;
            int index = object == null ? NONE : name.indexIn(object.names);
            named = object == null || index < 0 ? null : object.members[index];
        }

        /** A value has ended. */
        public final void onEnd(int depth) {
            Place ended = around;
            if (ended == null || depth != depthInside - 1) {
                return;
            }
            boolean isSingle = (singles & (1 << depthInside)) != 0;
            place = isSingle ? ended.around : ended;
            around = place == null ? null : place.around;
            depthInside--;
        }

        /** The code of the value that has started or ended last; {@link #NONE} where no path ends there. */
        public final int code() {
            return place == null ? NONE : place.code;
        }
    }
}
