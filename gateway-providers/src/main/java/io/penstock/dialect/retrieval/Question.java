package io.penstock.dialect.retrieval;

import java.util.List;

/**
 * What is asked, in no form in particular.
 *
 * @param <Q> the type itself
 * @param <A> what answers it
 */
public interface Question<Q, A> {

    /**
     * The same in parts, in order, none of which has more items than a provider takes in one call.
     *
     * @param itemsMax 0 where there is no bound
     */
    List<Q> split(int itemsMax);

    /** The answers to the parts, in their order, as the one that answers this. */
    A join(List<A> parts);
}
