/**
 * The matrix: each vendor's own client, in front of a provider of each dialect, asks for each thing that all dialects know. What is said is
 * the same everywhere and is compared in the clients' own types; what a pair cannot carry is written down in {@code Cells}. No test of one
 * dialect alone belongs here.
 */
@NullMarked
package io.penstock.matrix;

import org.jspecify.annotations.NullMarked;
