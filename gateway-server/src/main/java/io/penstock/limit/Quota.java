package io.penstock.limit;

/**
 * One limit that counts for a request.
 *
 * @param key whom it is for
 * @param max how much that one may have: in a minute, or at one time; 1 or more
 */
public record Quota(LimitKey key, long max) {}
