package io.penstock.models;

import java.util.List;

/**
 * What a model understands and what it makes.
 *
 * @param input of {@code text}, {@code image}, {@code audio}, {@code video}
 * @param output of the same
 */
public record Modalities(List<String> input, List<String> output) {

    /** Copies what could still be changed. */
    public Modalities {
        input = List.copyOf(input);
        output = List.copyOf(output);
    }
}
