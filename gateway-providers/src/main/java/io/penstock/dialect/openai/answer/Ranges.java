package io.penstock.dialect.openai.answer;

import java.util.Arrays;

/** Ranges of the event at hand, in order. Reused from event to event. */
final class Ranges {
    private int[] bounds = new int[8];
    private int size;

    void clear() {
        size = 0;
    }

    /** Adds a range, if it holds anything. */
    void add(int start, int end) {
        if (start == end) {
            return;
        }
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * size] = start;
        bounds[2 * size + 1] = end;
        size++;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int start(int index) {
        return bounds[2 * index];
    }

    int end(int index) {
        return bounds[2 * index + 1];
    }
}
