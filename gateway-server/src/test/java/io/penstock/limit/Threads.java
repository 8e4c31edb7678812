package io.penstock.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work by many threads that begin together. */
final class Threads {
    static final int COUNT = 16;

    private Threads() {}

    /** What {@code work} counts, of all threads together. */
    static int sum(Callable<Integer> work) {
        ExecutorService threads = Executors.newFixedThreadPool(COUNT);
        CyclicBarrier start = new CyclicBarrier(COUNT);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                counts.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            int sum = 0;
            for (Future<Integer> count : counts) {
                sum += count.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
