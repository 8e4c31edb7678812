package io.penstock.codec.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The checked head of one message: offsets into the reader's array, and no String until one is asked for.
 *
 * <p>Belongs to the {@link HeadReader} that filled it and holds until that is reset. Confined to the channel's event loop.
 * Fields keep their order; indexes run from 0 up to {@link #size()}.
 */
public final class Head {
    private static final int FIELDS_INITIAL = 16;
    private static final int FIELDS_KEPT_MAX = 64;
    private static final int OFFSETS = 4;

    /** What nearly every body here is. */
    private static final String JSON = "application/json";

    private static final byte[] JSON_BYTES = JSON.getBytes(StandardCharsets.US_ASCII);

    private final boolean isRequest;
    private final EnumSet<Field> seen = EnumSet.noneOf(Field.class);
    private byte[] bytes = {};
    private int[] offsets = new int[FIELDS_INITIAL * OFFSETS];
    private @Nullable Field[] fields = new @Nullable Field[FIELDS_INITIAL];
    private int size;

    /** What the start line and the rules over all fields come to; written by them, within the package. */
    final StartLine line = new StartLine();

    final Framed framed = new Framed();

    Head(boolean isRequest) {
        this.isRequest = isRequest;
    }

    /** Whether it begins a request; otherwise an answer. */
    public boolean isRequest() {
        return isRequest;
    }

    /**
     * The method of a request.
     *
     * @throws IllegalStateException of an answer
     */
    public HttpMethod method() {
        HttpMethod method = line.method;
        if (method == null) {
            throw new IllegalStateException("an answer has no method");
        }
        return method;
    }

    /** The status of an answer, 100 to 999; of a request 0. */
    public int status() {
        return line.status;
    }

    /** The 0 of HTTP/1.0 or the 1 of HTTP/1.1. */
    public int minorVersion() {
        return line.minorVersion;
    }

    /**
     * Path and query of a request as they came, undecoded: visible ASCII without {@code #}. Of the absolute form this is what
     * follows the authority, which was found equal to Host.
     */
    public String target() {
        return line.target(bytes);
    }

    /** The path as it came, undecoded: begins with a slash, or is the {@code *} of OPTIONS. */
    public String path() {
        return line.path(bytes);
    }

    /** What follows the question mark, undecoded, possibly empty; null where there is none. */
    public @Nullable String query() {
        return line.query(bytes);
    }

    /** How many fields. */
    public int size() {
        return size;
    }

    /** Which known field the i-th is; null where it is not known. */
    public @Nullable Field field(int i) {
        return fields[index(i)];
    }

    /** The i-th name in lower case. */
    public String name(int i) {
        Field field = field(i);
        if (field != null) {
            return field.lower();
        }
        byte[] lower = Arrays.copyOfRange(bytes, nameStart(i), nameEnd(i));
        for (int k = 0; k < lower.length; k++) {
            lower[k] = (byte) Octets.tokenLower(lower[k]);
        }
        return new String(lower, StandardCharsets.US_ASCII);
    }

    /** The i-th value without blanks around it; bytes above ASCII read as ISO 8859-1. */
    public String value(int i) {
        int start = valueStart(i);
        int end = valueEnd(i);
        if (Octets.isSame(JSON_BYTES, bytes, start, end)) {
            return JSON;
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** The array into which the offsets point; borrowed until the reader is reset, never written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the i-th name begins. */
    public int nameStart(int i) {
        return offsets[index(i) * OFFSETS];
    }

    /** The first byte after the i-th name. */
    public int nameEnd(int i) {
        return offsets[index(i) * OFFSETS + 1];
    }

    /** Where the i-th value begins. */
    public int valueStart(int i) {
        return offsets[index(i) * OFFSETS + 2];
    }

    /** The first byte after the i-th value. */
    public int valueEnd(int i) {
        return offsets[index(i) * OFFSETS + 3];
    }

    /** The first value of a field; null where it did not come. */
    public @Nullable String first(Field field) {
        int i = indexOf(field);
        return i < 0 ? null : value(i);
    }

    /** Where a field came first; -1 where it did not come. */
    public int indexOf(Field field) {
        return indexOf(field, 0);
    }

    /** Where a field comes next, from the i-th on; -1 where it does not. */
    public int indexOf(Field field, int i) {
        if (has(field)) {
            for (int k = i; k < size; k++) {
                if (fields[k] == field) {
                    return k;
                }
            }
        }
        return -1;
    }

    /** How often the field came. */
    public int count(Field field) {
        int count = 0;
        for (int i = indexOf(field, 0); i >= 0; i = indexOf(field, i + 1)) {
            count++;
        }
        return count;
    }

    /** Whether the field came. */
    public boolean has(Field field) {
        return seen.contains(field);
    }

    /** Whether the field came exactly once and has this value, ignoring case. */
    public boolean valueIs(Field field, String lowerAscii) {
        int i = indexOf(field, 0);
        return i >= 0
                && indexOf(field, i + 1) < 0
                && Octets.isIgnoringCase(bytes, valueStart(i), valueEnd(i), lowerAscii);
    }

    /**
     * Whether the i-th field is for this connection only and goes no further: those of RFC 9110, 7.6.1, those that Connection
     * nominates, and all of Proxy-*. Framing fields are among them in so far as a nomination makes them so; whoever passes a
     * message on writes Host and framing anew in any case.
     */
    public boolean isHopByHop(int i) {
        Field field = field(i);
        if (field != null && field.isHopByHop()) {
            return true;
        }
        int start = nameStart(i);
        int end = nameEnd(i);
        return (field == null && Octets.startsWithIgnoringCase(bytes, start, end, "proxy-"))
                || (framed.isNominating && isNominated(start, end));
    }

    /** How the body of a request is framed. */
    public Framing framing() {
        if (framed.isChunked) {
            return Framing.CHUNKED;
        }
        return framed.contentLength < 0 ? Framing.NONE : Framing.LENGTH;
    }

    /**
     * How the body of an answer is framed (RFC 9112, 6.3).
     *
     * @param answersHead whether the request was a HEAD, whose answer has no body
     */
    public Framing framing(boolean answersHead) {
        int status = line.status;
        if (answersHead || status < 200 || status == 204 || status == 304) {
            return Framing.NONE;
        }
        Framing framing = framing();
        return framing == Framing.NONE ? Framing.CLOSE : framing;
    }

    /** What Content-Length says, in bytes; -1 where there is none. */
    public long contentLength() {
        return framed.contentLength;
    }

    /** Whether the sender keeps the connection, by its version and Connection (RFC 9112, 9.3); framing CLOSE ends it yet. */
    public boolean isKeepAlive() {
        return !framed.isClosing && (line.minorVersion > 0 || framed.isKeeping);
    }

    /** Whether a client asks for another protocol, but for HTTP/2, which may be left unheard (RFC 9110, 7.8). */
    public boolean asksForUpgrade() {
        return has(Field.UPGRADE) && !valueIs(Field.UPGRADE, "h2c");
    }

    /** Whether a client waits for a 100 before it sends the body it announced (RFC 9110, 10.1.1). */
    public boolean expectsContinue() {
        return framed.isExpecting && line.minorVersion > 0 && framing() != Framing.NONE && contentLength() != 0;
    }

    /** Where the offsets of this head point; the reader's array moves when it grows. */
    void bytes(byte[] array) {
        bytes = array;
    }

    /** Takes down a field. */
    void add(@Nullable Field field, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (size == fields.length) {
            fields = Arrays.copyOf(fields, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2 * OFFSETS);
        }
        int at = size * OFFSETS;
        offsets[at] = nameStart;
        offsets[at + 1] = nameEnd;
        offsets[at + 2] = valueStart;
        offsets[at + 3] = valueEnd;
        if (field != null) {
            seen.add(field);
        }
        fields[size++] = field;
    }

    void clear() {
        size = 0;
        seen.clear();
        line.clear();
        framed.clear();
        if (fields.length > FIELDS_KEPT_MAX) {
            fields = new @Nullable Field[FIELDS_INITIAL];
            offsets = new int[FIELDS_INITIAL * OFFSETS];
        }
    }

    private boolean isNominated(int nameStart, int nameEnd) {
        for (int i = indexOf(Field.CONNECTION, 0); i >= 0; i = indexOf(Field.CONNECTION, i + 1)) {
            if (TokenList.holds(bytes, valueStart(i), valueEnd(i), nameStart, nameEnd)) {
                return true;
            }
        }
        return false;
    }

    private int index(int i) {
        if (i < 0 || i >= size) {
            throw new IndexOutOfBoundsException(i);
        }
        return i;
    }
}
