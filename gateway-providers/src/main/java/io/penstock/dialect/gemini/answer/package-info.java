/** What providers answer: read for translation, or looked at while it passes by. Nothing here writes. */
@NullMarked
package io.penstock.dialect.gemini.answer;

import org.jspecify.annotations.NullMarked;
