package io.penstock.server.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Waits for what happens on another thread, by time and not by how often it is looked at: a busy machine looks seldom. */
public final class Await {
    private static final int UNAVAILABLE = 503;
    private static final long PAUSE_NANOS = 1_000_000;

    private Await() {}

    /** A question that can be asked again. */
    public interface Ask<T, E extends Exception> {
        /** Asks. */
        T ask() throws E;
    }

    /** The first answer that is as wanted; the last one where none comes in time, which the test is to look at. */
    public static <T, E extends Exception> T first(Predicate<T> isWanted, Ask<T, E> question) throws E {
        long deadline = deadline();
        T answer = question.ask();
        while (!isWanted.test(answer) && !isOver(deadline)) {
            answer = question.ask();
        }
        return answer;
    }

    /** The first answer that is no 503: keys and key sets are read in the background, and it is 503 until they are there. */
    public static <E extends Exception> Answer settled(Ask<Answer, E> question) throws E {
        return first(answer -> answer.status() != UNAVAILABLE, question);
    }

    /** Returns when {@code condition} holds, or when it is too late for that, which the test is to look at. */
    public static void until(BooleanSupplier condition) {
        long deadline = deadline();
        while (!condition.getAsBoolean() && !isOver(deadline)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Wire.DEADLINE_MILLIS);
    }

    private static boolean isOver(long deadline) {
        return System.nanoTime() - deadline > 0;
    }
}
