package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text (RFC 8259) while it arrives: fed range by range, cut at any byte, never restarted. It builds no tree and copies
 * nothing but the names and texts that its {@link JsonListener} asks for; what nobody asks for is passed over without a call.
 *
 * <p>Strict: the grammar of numbers, literals and escapes; no byte below 0x20 in a string; UTF-8 (RFC 3629); nothing but white space
 * around the value; at most {@link #DEPTH_MAX} containers inside each other; no byte order mark (section 8.1). An escape that is half
 * of a surrogate pair is grammar, and passes. The first byte at fault throws {@link JsonRefusal}; the scanner is of no use after it.
 *
 * <p>One instance serves one text, on one thread. Nothing is allocated while it reads, but for texts longer than 64 bytes
 * and containers inside more than 64 others.
 *
 * <pre>
 *   VALUE -> STRING | NUMBER | LITERAL -> AFTER
 *     |--> FIRST_KEY  -> STRING -> COLON -> VALUE      AFTER -> KEY | VALUE (comma), AFTER (close), DONE (depth 0)
 *     `--> FIRST_VALUE                                 STRING -> ESCAPE -> HEX -> STRING
 * </pre>
 */
public final class JsonScanner {
    /** How many containers may be inside each other. */
    public static final int DEPTH_MAX = 512;

    private enum State {
        VALUE,
        FIRST_VALUE,
        FIRST_KEY,
        KEY,
        COLON,
        AFTER,
        STRING,
        ESCAPE,
        HEX,
        NUMBER,
        LITERAL,
        DONE
    }

    private static final int HEX_DIGITS = 4;

    private static final JsonListener NOBODY = new JsonListener() {
        @Override
        public boolean onStart(int depth, JsonKind kind, long offset) {
            return false;
        }

        @Override
        public void onKey(int depth, JsonText name) {}

        @Override
        public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {}
    };

    private final JsonListener listener;
    private final JsonText text = new JsonText();
    private final Utf8Check utf8 = new Utf8Check();
    /** One bit per depth: set for an object. */
    private long objects;
    /** The same for depths from 64 on, which few texts have; null until one is reached. */
    private long @Nullable [] deepObjects;

    private State state = State.VALUE;
    /** Offset of the first byte of the range, less its index. */
    private long base;

    private long fed;
    /** Each has a byte of its own: of what fits a buffer there are fewer than an int counts. */
    private int values;

    private int depth;
    /** How many of the containers around are wanted, counted from the outermost: the listener hears where it equals the depth. */
    private int wantedDepth;

    /** Where the last brace or comma stood that a name follows. */
    private long separatorOffset;

    private boolean isKey;
    private boolean isTextWanted;
    private NumberPart part = NumberPart.NONE;
    private JsonKind literal = JsonKind.NULL;
    private String literalText = "null";
    private int literalAt;
    private int hexLeft;
    private int hexValue;

    /** A scanner of one text that tells {@code listener}. */
    public JsonScanner(JsonListener listener) {
        this.listener = listener;
    }

    /** Whether the range holds one JSON value and nothing else. Borrows {@code buffer} for the call. */
    public static boolean isValue(ByteBuf buffer, int start, int end) {
        JsonScanner scanner = new JsonScanner(NOBODY);
        try {
            scanner.feed(buffer, start, end);
            scanner.finish();
            return true;
        } catch (JsonRefusal refusal) {
            return false;
        }
    }

    /** Reads the next range of the text. Borrows {@code buffer} for the call. */
    public void feed(ByteBuf buffer, int start, int end) {
        base = fed - start;
        int at = start;
        while (at < end) {
            at = switch (state) {
                case STRING -> onString(buffer, at, end);
                case NUMBER -> onNumber(buffer, at, end);
                case ESCAPE -> onEscape(buffer, at);
                case HEX -> onHex(buffer, at);
                case LITERAL -> onLiteral(buffer, at);
                default -> onStructure(buffer, at, end);
            };
        }
        fed += end - start;
    }

    /** Says that the text is whole, and refuses it where it is not. */
    public void finish() {
        base = fed;
        if (state == State.NUMBER && part.isComplete()) {
            endNumber(0);
        }
        if (state != State.DONE) {
            throw new JsonRefusal(
                    fed == 0
                            ? "empty (expected: a JSON value)"
                            : "cut off after " + fed + " bytes (expected: " + expected() + ")",
                    fed);
        }
    }

    /** Where the brace or comma stands before the name that the listener is being told of. */
    public long separatorOffset() {
        return separatorOffset;
    }

    /** How many bytes were fed. */
    public long offset() {
        return fed;
    }

    /** How many values have begun, those inside of others too. */
    public int values() {
        return values;
    }

    private int onStructure(ByteBuf buffer, int from, int end) {
        int at = from;
        while (JsonBytes.isSpace(buffer.getByte(at))) {
            if (++at == end) {
                return end;
            }
        }
        int b = buffer.getByte(at);
        switch (state) {
            case VALUE -> onValue(b, at);
            case FIRST_VALUE -> {
                if (b == ']') {
                    close(at);
                } else {
                    onValue(b, at);
                }
            }
            case FIRST_KEY, KEY -> onKeyStart(b, at);
            case COLON -> {
                if (b != ':') {
                    throw unexpected(b, at);
                }
                state = State.VALUE;
            }
            case AFTER -> onAfter(b, at);
            default -> throw unexpected(b, at);
        }
        // A number or a literal is read again from its first byte, by its own state.
        return state == State.NUMBER || state == State.LITERAL ? at : at + 1;
    }

    private void onValue(int b, int at) {
        switch (b) {
            case '"' -> {
                isKey = false;
                start(JsonKind.STRING, at);
                state = State.STRING;
            }
            case '{' -> open(JsonKind.OBJECT, at);
            case '[' -> open(JsonKind.ARRAY, at);
            case 't' -> startLiteral(JsonKind.TRUE, "true", at);
            case 'f' -> startLiteral(JsonKind.FALSE, "false", at);
            case 'n' -> startLiteral(JsonKind.NULL, "null", at);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                start(JsonKind.NUMBER, at);
                part = NumberPart.NONE;
                state = State.NUMBER;
            }
            default -> throw unexpected(b, at);
        }
    }

    private void onKeyStart(int b, int at) {
        if (b == '"') {
            isKey = true;
            isTextWanted = depth == wantedDepth;
            if (isTextWanted) {
                text.clear();
            }
            state = State.STRING;
        } else if (b == '}' && state == State.FIRST_KEY) {
            close(at);
        } else {
            throw unexpected(b, at);
        }
    }

    private void onAfter(int b, int at) {
        boolean isObject = isInObject();
        if (b == ',') {
            separatorOffset = base + at;
            state = isObject ? State.KEY : State.VALUE;
        } else if (b == (isObject ? '}' : ']')) {
            close(at);
        } else {
            throw unexpected(b, at);
        }
    }

    private int onString(ByteBuf buffer, int from, int end) {
        int at = from;
        if (utf8.isPending()) {
            at = checked(utf8.check(buffer, at, end), buffer);
        }
        while (at < end) {
            at = JsonBytes.indexOfSpecial(buffer, at, end);
            if (at == end) {
                break;
            }
            int b = buffer.getByte(at);
            if (b < 0) {
                at = checked(utf8.check(buffer, at, end), buffer);
                continue;
            }
            if (b == '\\' && !isTextWanted && at + 1 < end && JsonBytes.escaped(buffer.getByte(at + 1)) >= 0) {
                at += 2;
                continue;
            }
            if (isTextWanted) {
                text.append(buffer, from, at);
            }
            onSpecial(b, at);
            return at + 1;
        }
        if (isTextWanted) {
            text.append(buffer, from, end);
        }
        return end;
    }

    private void onSpecial(int b, int at) {
        if (b == '"') {
            endString(at);
        } else if (b == '\\') {
            state = State.ESCAPE;
        } else {
            throw unexpected(b, at);
        }
    }

    private int checked(int index, ByteBuf buffer) {
        if (index < 0) {
            int bad = -1 - index;
            throw new JsonRefusal(byteAt(buffer.getByte(bad), bad) + " is no UTF-8", base + bad);
        }
        return index;
    }

    private void endString(int at) {
        if (isTextWanted) {
            text.end();
        }
        if (!isKey) {
            end(JsonKind.STRING, at + 1);
            return;
        }
        state = State.COLON;
        if (isTextWanted) {
            listener.onKey(depth, text);
        }
    }

    private int onEscape(ByteBuf buffer, int at) {
        int b = buffer.getByte(at);
        if (b == 'u') {
            hexLeft = HEX_DIGITS;
            hexValue = 0;
            state = State.HEX;
            return at + 1;
        }
        int unit = JsonBytes.escaped(b);
        if (unit < 0) {
            throw unexpected(b, at);
        }
        if (isTextWanted) {
            text.append((char) unit);
        }
        state = State.STRING;
        return at + 1;
    }

    private int onHex(ByteBuf buffer, int at) {
        int b = buffer.getByte(at);
        int digit = Ascii.hexValue(b);
        if (digit < 0) {
            throw unexpected(b, at);
        }
        hexValue = (hexValue << 4) | digit;
        if (--hexLeft == 0) {
            if (isTextWanted) {
                text.append((char) hexValue);
            }
            state = State.STRING;
        }
        return at + 1;
    }

    private int onNumber(ByteBuf buffer, int from, int end) {
        NumberPart now = part;
        int at = from;
        if (now == NumberPart.NONE) {
            now = NumberPart.first(buffer.getByte(at++));
        }
        for (; at < end; at++) {
            int b = buffer.getByte(at);
            NumberPart next = now.next(b);
            if (next == NumberPart.NONE) {
                part = now;
                if (!now.isComplete()) {
                    throw unexpected(b, at);
                }
                keepDigits(buffer, from, at);
                endNumber(at);
                return at;
            }
            now = next;
        }
        part = now;
        keepDigits(buffer, from, end);
        return end;
    }

    private void keepDigits(ByteBuf buffer, int from, int to) {
        if (isTextWanted) {
            text.append(buffer, from, to);
        }
    }

    private void endNumber(int at) {
        end(JsonKind.NUMBER, at);
    }

    private void startLiteral(JsonKind kind, String name, int at) {
        start(kind, at);
        literal = kind;
        literalText = name;
        literalAt = 0;
        state = State.LITERAL;
    }

    private int onLiteral(ByteBuf buffer, int at) {
        int b = buffer.getByte(at);
        if (b != literalText.charAt(literalAt)) {
            throw unexpected(b, at);
        }
        if (++literalAt == literalText.length()) {
            end(literal, at + 1);
        }
        return at + 1;
    }

    private void open(JsonKind kind, int at) {
        if (depth == DEPTH_MAX) {
            throw new JsonRefusal("nesting: above " + DEPTH_MAX + " at offset " + (base + at), base + at);
        }
        start(kind, at);
        if (isTextWanted) {
            wantedDepth++;
        }
        if (kind == JsonKind.OBJECT) {
            separatorOffset = base + at;
            state = State.FIRST_KEY;
        } else {
            state = State.FIRST_VALUE;
        }
        enter(kind == JsonKind.OBJECT);
    }

    private void close(int at) {
        JsonKind kind = isInObject() ? JsonKind.OBJECT : JsonKind.ARRAY;
        depth--;
        wantedDepth = Math.min(wantedDepth, depth);
        isTextWanted = false;
        end(kind, at + 1);
    }

    /** Tells the listener where it wants to know; {@code isTextWanted} is then its answer. */
    private void start(JsonKind kind, int at) {
        values++;
        isTextWanted = false;
        if (depth == wantedDepth) {
            text.clear();
            isTextWanted = listener.onStart(depth, kind, base + at);
        }
    }

    private void end(JsonKind kind, int at) {
        state = depth == 0 ? State.DONE : State.AFTER;
        if (depth == wantedDepth) {
            if (!isTextWanted) {
                text.clear();
            }
            listener.onEnd(depth, kind, text, base + at);
        }
    }

    private void enter(boolean isObject) {
        long bit = 1L << depth;
        if (depth < Long.SIZE) {
            objects = isObject ? objects | bit : objects & ~bit;
        } else {
            if (deepObjects == null) {
                deepObjects = new long[DEPTH_MAX / Long.SIZE];
            }
            int word = depth / Long.SIZE;
            deepObjects[word] = isObject ? deepObjects[word] | bit : deepObjects[word] & ~bit;
        }
        depth++;
    }

    private boolean isInObject() {
        int last = depth - 1;
        long word = last < Long.SIZE || deepObjects == null ? objects : deepObjects[last / Long.SIZE];
        return (word & (1L << last)) != 0;
    }

    private JsonRefusal unexpected(int b, int at) {
        return new JsonRefusal(byteAt(b, at) + " (expected: " + expected() + ")", base + at);
    }

    private String byteAt(int b, int at) {
        return "byte 0x" + Integer.toHexString(0x100 | (b & 0xFF)).substring(1) + " at offset " + (base + at);
    }

    private String expected() {
        return switch (state) {
            case VALUE -> "a value";
            case FIRST_VALUE -> "a value or ]";
            case FIRST_KEY -> "a name or }";
            case KEY -> "a name";
            case COLON -> "a colon";
            case AFTER -> isInObject() ? "a comma or }" : "a comma or ]";
            case STRING -> "the rest of a string";
            case ESCAPE -> "an escape";
            case HEX -> "a hexadecimal digit";
            case NUMBER -> "the rest of a number";
            case LITERAL -> literalText;
            case DONE -> "nothing after the value";
        };
    }
}
