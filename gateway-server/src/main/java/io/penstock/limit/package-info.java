/**
 * Admission by number: how many exchanges and model tokens in a minute, how many exchanges at one time. Counts in memory, exact under all
 * event loops at once. Knows neither requests nor identities: {@code exchange} says whom a limit is for by a {@link LimitKey}, and decides
 * what becomes of a refusal.
 */
@NullMarked
package io.penstock.limit;

import org.jspecify.annotations.NullMarked;
