package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
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
    private final Utf8Check utf8 = new Utf8Check();

    private @Nullable ByteBuf buffer;
    private int at;
    private int end;
    private int keyStart;
    private int keyEnd;
    private long keyWord;
    private boolean isKeyEscaped;
    private int textStart;
    private int textEnd;
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

    /** Which of these names the member at hand has: its index, or -1 where it has none of them. Asked before its value is read. */
    public int keyIn(JsonKey[] names) {
        if (isKeyEscaped) {
            return unescaped.indexIn(names);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].matches(text(), keyStart, keyEnd, keyWord)) {
                return i;
            }
        }
        return -1;
    }

    /** The name of the member at hand, unescaped. Asked before its value is read. */
    public String keyName() {
        return new EscapedText(text(), keyStart, keyEnd).decode();
    }

    /**
     * Passes the value at hand and says whether it is a string, whose body {@link #textStart} and {@link #textEnd} then name. Unlike the
     * other steps this one is strict, for the body goes on into somebody else's JSON: a byte below 0x20, a malformed escape and bytes
     * that are no UTF-8 break the cursor.
     */
    public boolean readText() {
        if (first() != '"') {
            skip();
            return false;
        }
        textStart = at + 1;
        int quote = closingQuote(textStart);
        if (quote < 0) {
            return fail();
        }
        textEnd = quote;
        at = quote + 1;
        return true;
    }

    /** Where the body of the string last read starts. */
    public int textStart() {
        return textStart;
    }

    /** Where the body of the string last read ends, exclusive. */
    public int textEnd() {
        return textEnd;
    }

    /** As {@link #readText}, and gives the body; null where the value is no string. It is good for as long as the buffer is. */
    public @Nullable EscapedText takeText() {
        return readText() ? new EscapedText(text(), textStart, textEnd) : null;
    }

    /**
     * Passes the value at hand and gives it as it stands; null where there is none. It is good for as long as the buffer is. Not
     * validated: {@link JsonScanner#isValue} does that.
     */
    public @Nullable RawJson takeRaw() {
        int start = at;
        skip();
        return isBroken ? null : new RawJson(text(), start, at);
    }

    private int closingQuote(int from) {
        ByteBuf text = text();
        int index = from;
        while (index < end) {
            index = JsonBytes.indexOfSpecial(text, index, end);
            if (index == end) {
                return -1;
            }
            int b = text.getByte(index);
            if (b == '"') {
                return index;
            }
            index = b < 0 ? utf8.checkRun(text, index, end) : b == '\\' ? afterEscape(index + 1) : -1;
            if (index < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** The index behind the escape whose letter stands there, or -1 where it is malformed. */
    private int afterEscape(int letter) {
        ByteBuf text = text();
        if (letter >= end) {
            return -1;
        }
        int b = text.getByte(letter);
        if (b != 'u') {
            return JsonBytes.escaped(b) < 0 ? -1 : letter + 1;
        }
        int last = letter + 4;
        for (int i = letter + 1; i <= last; i++) {
            if (i >= end || Ascii.hexValue(text.getByte(i)) < 0) {
                return -1;
            }
        }
        return last + 1;
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
