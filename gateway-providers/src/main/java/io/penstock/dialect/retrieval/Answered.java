package io.penstock.dialect.retrieval;

import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/** What was answered, in no form in particular. Its ranges are the answer's: good for as long as that is kept. */
public interface Answered {

    /** What the provider says that it took; null where it does not say. */
    @Nullable
    Usage usage();
}
