package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Steps through a JSON text that stands whole in one range, for those who look for few members and pass over the rest. It stands
 * before a value; a value is either read, entered and stepped through to its end, or skipped. Reusable, allocates nothing.
 *
 * <p>It does not validate, and is for text that is only passing by: what is no JSON makes it stop early ({@link #isBroken}), or see
 * fewer members than a parser would have refused; it never leaves the range. What must be refused goes through {@link JsonScanner}.
 *
 * <pre>
 *   cursor.reset(buffer, start, end);
 *   if (cursor.enterObject()) {
 *       while (cursor.nextMember()) {
 *           if (cursor.isKey(USAGE)) { ... } else { cursor.skip(); }
 *       }
 *   }
 * </pre>
 */
public final class JsonCursor {
    private final JsonText unescaped = new JsonText();
    private final byte[] digits = new byte[32];

    private @Nullable ByteBuf buffer;
    private int at;
    private int end;
    private int keyStart;
    private int keyEnd;
    private long keyWord;
    private boolean isKeyEscaped;
    private boolean isBroken;

    /** Stands before the value of that range. Borrows {@code text} until the next reset. */
    public void reset(ByteBuf text, int start, int limit) {
        buffer = text;
        at = start;
        end = limit;
        isBroken = false;
        skipSpace();
    }

    /** Lets go of the buffer. */
    public void clear() {
        buffer = null;
    }

    /** Whether something was met that is no JSON. Every step answers as at the end of its container from then on. */
    public boolean isBroken() {
        return isBroken;
    }

    /** The first byte of the value at hand, or -1 where there is none. */
    public int first() {
        return at < end && !isBroken ? text().getByte(at) : -1;
    }

    /** Where the cursor stands: before a value, after one that was passed. */
    public int index() {
        return at;
    }

    /** Goes into the object at hand; where the value is none, stays before it and says no. */
    public boolean enterObject() {
        return enter('{');
    }

    /** Goes into the array at hand; where the value is none, stays before it and says no. */
    public boolean enterArray() {
        return enter('[');
    }

    /** Goes on to the value of the next member. No where there is none; the cursor then stands behind the object. */
    public boolean nextMember() {
        if (!next('}')) {
            return false;
        }
        ByteBuf text = text();
        if (text.getByte(at) != '"') {
            return fail();
        }
        keyStart = at + 1;
        isKeyEscaped = skipString();
        keyEnd = at - 1;
        skipSpace();
        if (isBroken || at == end || text.getByte(at) != ':') {
            return fail();
        }
        at++;
        keyWord = JsonKey.word(text, keyStart, keyEnd, end);
        if (isKeyEscaped) {
            unescaped.unescape(text, keyStart, keyEnd);
        }
        skipSpace();
        return at < end || fail();
    }

    /** Goes on to the next element. No where there is none; the cursor then stands behind the array. */
    public boolean nextElement() {
        return next(']');
    }

    /** Whether the member at hand has that name, escaped or not. Asked before its value is read. */
    public boolean isKey(JsonKey key) {
        if (isKeyEscaped) {
            return unescaped.is(key);
        }
        return key.matches(text(), keyStart, keyEnd, keyWord);
    }

    /** How many bytes the name of the member at hand has, unescaped: what a switch over known names begins with. */
    public int keyLength() {
        return isKeyEscaped ? unescaped.length() : keyEnd - keyStart;
    }

    /** Passes the value at hand and says which of these texts it is as a string: its index, or -1 where it is none of them. */
    public int readOneOf(JsonKey[] expected) {
        if (first() != '"') {
            skip();
            return -1;
        }
        int start = at + 1;
        boolean isEscaped = skipString();
        if (isBroken) {
            return -1;
        }
        if (isEscaped) {
            unescaped.unescape(text(), start, at - 1);
            return unescaped.indexIn(expected);
        }
        return JsonKey.indexOf(expected, text(), start, at - 1);
    }

    /**
     * Passes the value at hand and gives the count that it is: its whole part, saturated at 10^15; -1 where it is negative or no number.
     */
    public long readCount() {
        int start = at;
        boolean isNumber = first() >= '0' && first() <= '9';
        skip();
        int length = at - start;
        if (!isNumber || isBroken || length > digits.length) {
            return -1;
        }
        text().getBytes(start, digits, 0, length);
        return JsonCount.parse(digits, length);
    }

    /**
     * Passes the value at hand and says whether it says anything: not {@code null}, no empty string, array or object. White space makes
     * nothing full.
     */
    public boolean skipIsFilled() {
        int first = first();
        int start = at;
        if (first == '{' || first == '[') {
            at++;
            skipSpace();
            int inside = first();
            at = start;
            skip();
            return inside != '}' && inside != ']' && !isBroken;
        }
        skip();
        return !isBroken && (first == '"' ? at - start > 2 : first != 'n' && first != -1);
    }

    /** Passes the value at hand and says whether a script would take it for true: not null, false, zero or an empty string. */
    public boolean skipIsTruthy() {
        int first = first();
        int start = at;
        if (first == '0' || first == '-') {
            return readCount() > 0 || first == '-';
        }
        skip();
        return !isBroken && (first == '"' ? at - start > 2 : first != 'n' && first != 'f' && first != -1);
    }

    /** Passes the value at hand. */
    public void skip() {
        switch (first()) {
            case '"' -> skipString();
            case '{', '[' -> skipContainer();
            case -1 -> isBroken = true;
            default -> skipScalar();
        }
    }

    private ByteBuf text() {
        ByteBuf text = buffer;
        if (text == null) {
            throw new IllegalStateException("cursor: no text (expected: reset before use)");
        }
        return text;
    }

    private boolean enter(int open) {
        if (first() != open) {
            return false;
        }
        at++;
        return true;
    }

    private boolean next(int close) {
        ByteBuf text = text();
        skipSpace();
        if (at < end && text.getByte(at) == ',') {
            at++;
            skipSpace();
        }
        if (at == end || isBroken) {
            return fail();
        }
        if (text.getByte(at) == close) {
            at++;
            return false;
        }
        return true;
    }

    /** Passes a string and says whether it holds an escape. */
    private boolean skipString() {
        ByteBuf text = text();
        boolean isEscaped = false;
        int from = at + 1;
        while (true) {
            int index = JsonBytes.indexOfQuoteOrBackslash(text, from, end);
            if (index == end) {
                at = end;
                isBroken = true;
                return isEscaped;
            }
            if (text.getByte(index) == '"') {
                at = index + 1;
                return isEscaped;
            }
            isEscaped = true;
            from = Math.min(index + 2, end);
        }
    }

    private void skipContainer() {
        ByteBuf text = text();
        int depth = 0;
        while (true) {
            at = JsonBytes.indexOfStructure(text, at, end);
            if (at == end || isBroken) {
                isBroken = true;
                return;
            }
            int b = text.getByte(at);
            if (b == '"') {
                skipString();
                continue;
            }
            at++;
            if (b == '{' || b == '[') {
                depth++;
            } else if (--depth == 0) {
                return;
            }
        }
    }

    private void skipScalar() {
        ByteBuf text = text();
        int start = at;
        while (at < end) {
            int b = text.getByte(at);
            if (b == ',' || b == '}' || b == ']' || JsonBytes.isSpace(b)) {
                break;
            }
            at++;
        }
        isBroken |= at == start;
    }

    private void skipSpace() {
        ByteBuf text = text();
        while (at < end && JsonBytes.isSpace(text.getByte(at))) {
            at++;
        }
    }

    private boolean fail() {
        isBroken = true;
        return false;
    }
}
