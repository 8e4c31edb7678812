package io.penstock.exchange;

import io.penstock.relay.Source;

/** What makes a local answer. */
public interface LocalSource extends Source {
    /** An answer that was given whole from within {@link LocalAnswer#answer}. */
    LocalSource NOTHING_MORE = new LocalSource() {
        @Override
        public void cancel() {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    };

    /** Nobody waits for the answer any more: the reply must not be called again. */
    void cancel();
}
