package io.penstock.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a provider's list.
 *
 * @param models those with an id that can be used
 * @param cursor what the next page is asked by, where pages are asked by a cursor; null on the last one
 */
record ModelPage(List<Model> models, @Nullable String cursor) {}
