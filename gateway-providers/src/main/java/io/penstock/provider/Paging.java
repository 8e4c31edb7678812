package io.penstock.provider;

import org.jspecify.annotations.Nullable;

/**
 * How a list that comes in pages goes on.
 *
 * @param style what the next page is asked by
 * @param parameter the query parameter that asks for it; empty for {@link Style#NONE}
 * @param cursor the member of a page that holds the parameter's next value, for {@link Style#CURSOR}; it is absent, null or empty on
 *     the last page
 * @param more the member of a page that is false on the last one; null if there is no such member
 */
public record Paging(
        Style style,
        String parameter,
        String cursor,
        @Nullable String more) {

    /** What the next page is asked by. */
    public enum Style {
        /** There is one page. */
        NONE,
        /** A value that the page before gave. */
        CURSOR,
        /** A number, from 1; a page that brings no model that was not there before is after the last. */
        NUMBER
    }

    /** One page. */
    public static final Paging NONE = new Paging(Style.NONE, "", "", null);
}
