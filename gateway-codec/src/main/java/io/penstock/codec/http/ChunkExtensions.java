package io.penstock.codec.http;

/**
 * What may follow a chunk's size (RFC 9112, 7.1.1), checked and dropped. Read by the letter, quoted strings too, and in ASCII
 * only: readers that end the line at different places see different chunks.
 */
final class ChunkExtensions {
    private enum State {
        /** Blanks before a semicolon. */
        BEFORE_SEMICOLON,
        BEFORE_NAME,
        NAME,
        AFTER_NAME,
        BEFORE_VALUE,
        TOKEN,
        QUOTED,
        ESCAPED,
        QUOTED_END
    }

    private State state = State.BEFORE_SEMICOLON;
    private int lineBytes;
    private int bodyBytes;

    /** A body begins. */
    void start() {
        bodyBytes = 0;
    }

    /** The first byte after a size, which is no line end. */
    void onLine(byte b) {
        lineBytes = 0;
        state = State.BEFORE_SEMICOLON;
        onByte(b);
    }

    /** The next byte, which is no CR. */
    void onByte(byte b) {
        if (++lineBytes > Wire.EXTENSION_BYTES_MAX || ++bodyBytes > Wire.EXTENSIONS_BYTES_MAX) {
            throw Refusals.CHUNK_EXTENSIONS_LONG;
        }
        state = switch (state) {
            case BEFORE_SEMICOLON -> afterElement(b, State.BEFORE_SEMICOLON);
            case BEFORE_NAME -> beforeToken(b, State.BEFORE_NAME, State.NAME);
            case NAME -> Octets.tokenLower(b) != 0 ? State.NAME : afterName(b);
            case AFTER_NAME -> afterName(b);
            case BEFORE_VALUE -> b == '"' ? State.QUOTED : beforeToken(b, State.BEFORE_VALUE, State.TOKEN);
            case TOKEN -> Octets.tokenLower(b) != 0 ? State.TOKEN : afterElement(b, State.BEFORE_SEMICOLON);
            case QUOTED -> quoted(b);
            case ESCAPED -> escaped(b);
            case QUOTED_END -> afterElement(b, State.BEFORE_SEMICOLON);
        };
    }

    /** The CR came: an extension must be whole, without blanks after it. */
    void onLineEnd() {
        if (state != State.NAME && state != State.TOKEN && state != State.QUOTED_END) {
            throw Refusals.CHUNK_EXTENSION;
        }
    }

    private static State afterName(byte b) {
        return b == '=' ? State.BEFORE_VALUE : afterElement(b, State.AFTER_NAME);
    }

    private static State afterElement(byte b, State whileBlank) {
        if (b == ';') {
            return State.BEFORE_NAME;
        }
        if (Octets.isBlank(b)) {
            return whileBlank;
        }
        throw Refusals.CHUNK_EXTENSION;
    }

    private static State beforeToken(byte b, State whileBlank, State inToken) {
        if (Octets.tokenLower(b) != 0) {
            return inToken;
        }
        if (Octets.isBlank(b)) {
            return whileBlank;
        }
        throw Refusals.CHUNK_EXTENSION;
    }

    private static State quoted(byte b) {
        if (b == '"') {
            return State.QUOTED_END;
        }
        return b == '\\' ? State.ESCAPED : escaped(b);
    }

    private static State escaped(byte b) {
        if (b < 0 || !Octets.isValueChar(b)) {
            throw Refusals.CHUNK_EXTENSION;
        }
        return State.QUOTED;
    }
}
