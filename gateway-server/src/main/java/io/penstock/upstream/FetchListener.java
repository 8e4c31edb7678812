package io.penstock.upstream;

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
}
