package io.penstock.codec.multipart;

import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;

/**
 * What parts a form, taken from its content type (RFC 2046, 5.1.1; RFC 9110, 5.6.6): 1 to 70 characters of the few that a boundary may
 * hold. One without quotes may hold them all but the space, since clients forget the quotes.
 */
public final class Boundary {
    /** The one type that is read. */
    private static final String TYPE = "multipart/form-data";

    private static final String PARAMETER = "boundary";
    private static final int CHARS_MAX = 70;
    private static final String MARKS = "'()+_,-./:=? ";

    /** The delimiter after its CR: a line feed, two dashes, the boundary. */
    private final byte[] line;

    private Boundary(String value) {
        this.line = ("\n--" + value).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a content type is that of a form, its parameters not looked at. */
    public static boolean isForm(String contentType) {
        return isForm(new Parameters(contentType));
    }

    /**
     * The boundary that a form's content type names.
     *
     * @throws MultipartRefusal where it is not that of a form, or names no boundary, more than one, or one that is none
     */
    public static Boundary of(String contentType) {
        Parameters parameters = new Parameters(contentType);
        if (!isForm(parameters)) {
            throw new MultipartRefusal("content-type: not a form (expected: " + TYPE + ")");
        }
        String value = "";
        boolean isFound = false;
        while (parameters.next()) {
            if (parameters.isNamed(PARAMETER)) {
                if (isFound) {
                    throw new MultipartRefusal("boundary: given twice (expected: once)");
                }
                isFound = true;
                value = parameters.value();
            }
        }
        if (parameters.isMalformed()) {
            throw new MultipartRefusal("content-type: malformed (expected: " + TYPE + "; boundary=...)");
        }
        requireBoundary(value);
        return new Boundary(value);
    }

    /** How many bytes the delimiter has, its CRLF included. */
    int delimiterBytes() {
        return 1 + line.length;
    }

    /** The delimiter after its CR. Not to be changed. */
    byte[] line() {
        return line;
    }

    /** The delimiter as it begins a form: without its CRLF. */
    public String delimiter() {
        return new String(line, 1, line.length - 1, StandardCharsets.US_ASCII);
    }

    private static boolean isForm(Parameters parameters) {
        return Parameters.isSame(parameters.leading(), TYPE);
    }

    private static void requireBoundary(String value) {
        boolean isBoundary = !value.isEmpty() && value.length() <= CHARS_MAX && !value.endsWith(" ");
        for (int i = 0; isBoundary && i < value.length(); i++) {
            isBoundary = isBoundaryChar(value.charAt(i));
        }
        if (!isBoundary) {
            throw new MultipartRefusal(
                    "boundary: missing or malformed (expected: 1 to " + CHARS_MAX + " characters of RFC 2046)");
        }
    }

    private static boolean isBoundaryChar(char c) {
        int lower = Ascii.toLowerCase(c);
        return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
    }
}
