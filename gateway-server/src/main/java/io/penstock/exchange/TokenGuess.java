package io.penstock.exchange;

import io.penstock.config.LimitsConfig;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import java.util.EnumSet;
import java.util.Set;

/**
 * How many tokens a request may take, guessed before anybody has counted them.
 *
 * @param input of the prompt
 * @param output of all choices
 */
record TokenGuess(long input, long output) {
    private static final TokenGuess NOTHING = new TokenGuess(0, 0);
    private static final int TOKEN_BYTES = 4;
    private static final Set<Operation> WRITING =
            EnumSet.of(Operation.CHAT, Operation.COMPLETIONS, Operation.RESPONSES);
    private static final Set<Operation> READING =
            EnumSet.of(Operation.EMBEDDINGS, Operation.MODERATIONS, Operation.RERANK);

    /** The guess for a request with a body of so many bytes. An upload is no text, and counting tokens takes none. */
    static TokenGuess of(Operation operation, RequestScan scan, long bodyBytes, LimitsConfig.Request limits) {
        if (WRITING.contains(operation)) {
            long named = scan.outputTokensMax();
            long each = named > 0 ? Math.min(named, limits.outputTokensReservedMax()) : limits.outputTokensExpected();
            return new TokenGuess(ofBytes(bodyBytes), each * Math.max(1, scan.choices()));
        }
        return READING.contains(operation) ? new TokenGuess(ofBytes(bodyBytes), 0) : NOTHING;
    }

    /** The tokens of a text of so many bytes. */
    static long ofBytes(long bytes) {
        return bytes / TOKEN_BYTES;
    }
}
