/**
 * Models: what the providers' lists say, synced in the background, and what is known of models besides.
 *
 * <p>{@link io.penstock.models.ModelSync} is the way in: it reads each configured provider's list on a thread of its own, keeps the last
 * good one, and publishes immutable {@link io.penstock.models.ModelLists}. Deciding who answers for a name belongs to the routes, how a
 * client is told of models to the answers made here.
 */
@NullMarked
package io.penstock.models;

import org.jspecify.annotations.NullMarked;
