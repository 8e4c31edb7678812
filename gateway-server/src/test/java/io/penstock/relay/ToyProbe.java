package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A dialect whose events say what they are: role, usage, end, error; all others are output. Remembers what it was shown. */
final class ToyProbe implements AnswerProbe {
    private final StringBuilder seen = new StringBuilder();
    private final StringBuilder longEvent = new StringBuilder();
    private boolean isFinished;

    /** All that was shown, in order. */
    String seen() {
        return seen.toString();
    }

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        onEventPart(buffer, start, end);
        String event = longEvent.toString();
        longEvent.setLength(0);
        Verdict verdict = verdict(event);
        isFinished |= verdict == Verdict.END;
        return verdict;
    }

    private static Verdict verdict(String event) {
        if (event.contains("data: role") || event.startsWith(":")) {
            return Verdict.PREAMBLE;
        }
        if (event.contains("data: usage")) {
            return Verdict.USAGE;
        }
        if (event.contains("data: end")) {
            return Verdict.END;
        }
        return event.contains("data: error") ? Verdict.ERROR : Verdict.OUTPUT;
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {
        String text = buffer.toString(start, end - start, StandardCharsets.ISO_8859_1);
        seen.append(text);
        longEvent.append(text);
    }

    @Override
    public boolean isFinished() {
        return isFinished;
    }

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {
        seen.append(buffer.toString(start, end - start, StandardCharsets.ISO_8859_1));
    }

    @Override
    public Verdict onBodyEnd() {
        return seen.indexOf("\"error\"") >= 0 ? Verdict.ERROR : Verdict.END;
    }

    @Override
    public @Nullable Usage usage() {
        return null;
    }
}
