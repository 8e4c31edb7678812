package io.penstock.codec.json;

/** How far into a number the scanner is (RFC 8259, section 6), and what may follow. */
enum NumberPart {
    MINUS(false),
    ZERO(true),
    WHOLE(true),
    POINT(false),
    FRACTION(true),
    E(false),
    SIGN(false),
    EXPONENT(true),
    /** Not a part: the byte does not belong to the number. */
    NONE(false);

    private final boolean isComplete;

    NumberPart(boolean isComplete) {
        this.isComplete = isComplete;
    }

    /** Whether the number may end here. */
    boolean isComplete() {
        return isComplete;
    }

    static NumberPart first(int b) {
        return b == '-' ? MINUS : b == '0' ? ZERO : WHOLE;
    }

    /** The part that {@code b} leads to. */
    NumberPart next(int b) {
        boolean isDigit = b >= '0' && b <= '9';
        boolean isE = (b | 0x20) == 'e';
        return switch (this) {
            case MINUS -> b == '0' ? ZERO : isDigit ? WHOLE : NONE;
            case ZERO -> b == '.' ? POINT : isE ? E : NONE;
            case WHOLE -> isDigit ? WHOLE : b == '.' ? POINT : isE ? E : NONE;
            case POINT -> isDigit ? FRACTION : NONE;
            case FRACTION -> isDigit ? FRACTION : isE ? E : NONE;
            case E -> b == '-' || b == '+' ? SIGN : isDigit ? EXPONENT : NONE;
            case SIGN, EXPONENT -> isDigit ? EXPONENT : NONE;
            case NONE -> NONE;
        };
    }
}
