package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/** Looks at nothing: for answers of which nothing is to be known. */
enum UnreadProbe implements AnswerProbe {
    INSTANCE;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        return Verdict.OUTPUT;
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {}

    @Override
    public boolean isFinished() {
        return true;
    }

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {}

    @Override
    public Verdict onBodyEnd() {
        return Verdict.END;
    }

    @Override
    public @Nullable Usage usage() {
        return null;
    }
}
