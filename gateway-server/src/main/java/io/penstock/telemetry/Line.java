package io.penstock.telemetry;

import io.penstock.codec.bytes.Ascii;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON, built in one array that is used again. Every byte that it writes is printable ASCII: what a caller sent can end no
 * line, move no cursor and hide behind no look-alike, whatever reads the log. One thread only.
 */
final class Line {
    /** No value of a caller's is longer in the log: a line has a bound, however long a path was. */
    static final int TEXT_CHARS_MAX = 1024;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[8 * 1024];
    private int size;
    private boolean isFirst;

    /** Begins a line, with the time as its first field. */
    Line open(UtcTime time, long epochMillis) {
        isFirst = true;
        raw('{').name("time").raw('"');
        time.write(epochMillis, this);
        return raw('"');
    }

    Line close() {
        return raw('}').raw('\n');
    }

    Line field(String name, @Nullable String value) {
        return value == null
                ? this
                : name(name).raw('"').escaped(value, TEXT_CHARS_MAX).raw('"');
    }

    /** The same with a bound of its own. */
    Line field(String name, String value, int charsMax) {
        return name(name).raw('"').escaped(value, charsMax).raw('"');
    }

    Line field(String name, long value) {
        return name(name).number(value);
    }

    /** A duration in milliseconds with three decimals; nothing where it is negative. */
    Line millis(String name, long nanos) {
        if (nanos < 0) {
            return this;
        }
        long micros = (nanos + 500) / 1000;
        return name(name).number(micros / 1000).raw('.').padded((int) (micros % 1000), 3);
    }

    private Line name(String name) {
        if (!isFirst) {
            raw(',');
        }
        isFirst = false;
        return raw('"').escaped(name, TEXT_CHARS_MAX).raw('"').raw(':');
    }

    Line raw(char c) {
        ensure(1);
        bytes[size++] = (byte) c;
        return this;
    }

    /** Text of our own, known to be printable ASCII. */
    @SuppressWarnings(
            "deprecation") // getBytes(int, int, byte[], int) drops the high bytes, and there are none: nothing is
    // allocated
    Line ascii(String text) {
        int length = text.length();
        ensure(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    Line escaped(String text, int charsMax) {
        int length = Math.min(text.length(), charsMax);
        if (length == text.length() && isPlain(text)) {
            return ascii(text);
        }
        ensure(6 * length + 3);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Ascii.SPACE && c < Ascii.DEL) {
                if (c == '"' || c == '\\') {
                    bytes[size++] = '\\';
                }
                bytes[size++] = (byte) c;
            } else {
                unicode(c);
            }
        }
        return length < text.length() ? ascii("...") : this;
    }

    /** Whether all of it is written as it is: nearly always, and copied at once. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < Ascii.SPACE || c >= Ascii.DEL || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void unicode(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[c >>> shift & 0xf];
        }
    }

    Line number(long value) {
        ensure(20);
        if (value < 0) {
            return ascii(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits(value, digits);
    }

    /** {@code value} with zeros before it. */
    Line padded(int value, int digits) {
        ensure(digits);
        return digits(value, digits);
    }

    private Line digits(long value, int digits) {
        long rest = value;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    int size() {
        return size;
    }

    /** Writes what is held to {@code out}, and holds nothing from then on, whether that succeeded or not. */
    void drainTo(OutputStream out) throws IOException {
        int length = size;
        size = 0;
        out.write(bytes, 0, length);
        out.flush();
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
