package io.penstock.provider;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A path of an endpoint that may be for some models only. */
interface ModelPath {
    /** How well a path fits a model; where the client's own is spoken, one better. */
    int UNFIT = 0;

    /** As {@link #UNFIT}. */
    int FOR_ANY = 1;

    /** As {@link #UNFIT}. */
    int NAMED = 3;

    /** The dialect or form that is spoken there. */
    String spoken();

    /** Whether it names the model as one of its own. */
    boolean names(String model);

    /** Whether it is for some models only. */
    boolean isForSome();

    /**
     * The path for a model: of those that name it, or of those for any where none does, the one where {@code own} is spoken, else the first.
     * Null where none is for the model.
     */
    static <P extends ModelPath> @Nullable P best(Collection<P> paths, String own, String model) {
        P best = null;
        int highest = UNFIT;
        for (P path : paths) {
            int fit = path.names(model) ? NAMED : path.isForSome() ? UNFIT : FOR_ANY;
            int rank = fit != UNFIT && path.spoken().equals(own) ? fit + 1 : fit;
            if (rank > highest) {
                highest = rank;
                best = path;
            }
        }
        return best;
    }
}
