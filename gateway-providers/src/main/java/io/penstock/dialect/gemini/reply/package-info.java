/** What clients of this dialect get: answers as events, as one JSON array and whole, and faults. */
@NullMarked
package io.penstock.dialect.gemini.reply;

import org.jspecify.annotations.NullMarked;
