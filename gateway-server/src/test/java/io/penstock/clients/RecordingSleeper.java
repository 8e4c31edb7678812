package io.penstock.clients;

import com.openai.core.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes how long the client meant to wait before it tried again, and lets it go on at once. */
final class RecordingSleeper implements Sleeper {
    private final List<Duration> sleeps = new CopyOnWriteArrayList<>();

    List<Duration> sleeps() {
        return sleeps;
    }

    @Override
    public void sleep(Duration duration) {
        sleeps.add(duration);
    }

    @Override
    public CompletableFuture<Void> sleepAsync(Duration duration) {
        sleeps.add(duration);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
