package io.penstock.codec.json;

/** What a JSON value is. */
public enum JsonKind {
    /** Members between braces. */
    OBJECT,
    /** Elements between brackets. */
    ARRAY,
    /** A string. */
    STRING,
    /** A number. */
    NUMBER,
    /** The literal {@code true}. */
    TRUE,
    /** The literal {@code false}. */
    FALSE,
    /** The literal {@code null}. */
    NULL
}
