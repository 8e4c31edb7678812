package io.penstock.provider;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's list of models is read: where it is, how it goes on, and which members of its JSON matter.
 *
 * @param path below the base path, with the query of the first page; null if the provider publishes no list
 * @param items the member that holds the array of models
 * @param id the member of a model that holds its id
 * @param idPrefix what the provider puts before each id and the gateway leaves out; often empty
 * @param created the member that holds the time of creation, as epoch seconds or as an RFC 3339 text; null if there is none
 * @param paging how the list goes on after its first page
 * @param known the ids to list where {@code path} is null
 */
public record ModelList(
        @Nullable String path,
        String items,
        String id,
        String idPrefix,
        @Nullable String created,
        Paging paging,
        List<String> known) {

    /** The list of OpenAI's API, which most providers publish. */
    public static final ModelList OPENAI =
            new ModelList("/models", "data", "id", "", "created", Paging.NONE, List.of());

    /** Copies what could still be changed. */
    public ModelList {
        known = List.copyOf(known);
        if (path != null && !path.startsWith("/")) {
            throw new IllegalArgumentException("models.path: " + path + " (expected: a path that begins with /)");
        }
    }

    /** The same at a path that is changed. */
    ModelList withPath(UnaryOperator<String> change) {
        return path == null ? this : new ModelList(change.apply(path), items, id, idPrefix, created, paging, known);
    }

    /** A list that is not asked for, because it is known. */
    public static ModelList ofKnown(List<String> ids) {
        return new ModelList(null, "data", "id", "", null, Paging.NONE, ids);
    }
}
