package io.penstock.upstream;

import java.util.concurrent.Executor;

/** What comes of a {@link Fetch}: one of these two, once, on its event loop. */
public interface FetchListener {

    /**
     * The answer is whole.
     *
     * @param status 200 to 999; a redirect is not followed
     * @param body the listener's own
     */
    void onFetched(int status, byte[] body);

    /** There is no answer. */
    void onFailed(FetchFailure failure);

    /** The same listener, told by {@code thread}. */
    default FetchListener on(Executor thread) {
        FetchListener told = this;
        return new FetchListener() {
            @Override
            public void onFetched(int status, byte[] body) {
                thread.execute(() -> told.onFetched(status, body));
            }

            @Override
            public void onFailed(FetchFailure failure) {
                thread.execute(() -> told.onFailed(failure));
            }
        };
    }
}
