/**
 * Configuration: records that cannot exist invalid, and how they are read from a YAML file and the environment.
 *
 * <p>Each record knows its settings (path, default, range, variable), so that a value is judged by one rule wherever it comes from.
 * {@code conf/gateway.yaml} explains every setting. Watching the file, and what a value does, belong elsewhere; this package sees
 * no other package of the server.
 */
@NullMarked
package io.penstock.config;

import org.jspecify.annotations.NullMarked;
