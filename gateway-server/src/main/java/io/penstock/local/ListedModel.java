package io.penstock.local;

import io.penstock.models.Model;
import io.penstock.models.ProviderModels;
import org.jspecify.annotations.Nullable;

/**
 * A model as clients are told of it.
 *
 * @param provider the id of who serves it
 * @param model what is known of it
 * @param list the list that it stands in; null for the built-in provider
 */
record ListedModel(String provider, Model model, @Nullable ProviderModels list) {

    /** The name by which it is asked for. */
    String name() {
        return provider + "/" + model.id();
    }
}
