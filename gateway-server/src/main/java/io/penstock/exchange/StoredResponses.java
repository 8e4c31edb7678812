package io.penstock.exchange;

import io.penstock.dialect.responses.stored.Shelf;
import org.jspecify.annotations.Nullable;

/** The responses that are stored here, since their providers store none. Safe for use by all event loops. */
public interface StoredResponses {

    /** Those of one caller; null where none are stored at all. */
    @Nullable
    Shelf of(Caller caller);
}
