package io.penstock.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * What the reader takes, the JDK's stream takes too and inflates to the same. The stream alone takes what follows the last member,
 * and reserved flags.
 */
final class GzipReaderDifferentialTest {
    private static final int BODIES = 10_000;
    private static final long OUTPUT_BYTES_MAX = 1 << 20;
    private static final String REFUSED = "refused";

    @Test
    void agreesWithTheJdkOnGeneratedAndMutatedBodies() {
        Random random = new Random(20261121);
        int taken = 0;
        for (int i = 0; i < BODIES; i++) {
            byte[] body = body(random);
            boolean isMutated = random.nextInt(4) != 0;
            byte[] input = isMutated ? mutate(body, random) : body;
            int cut = random.nextInt(input.length + 1);

            Inflated ours = Inflated.of(
                    List.of(
                            Unpooled.wrappedBuffer(input, 0, cut),
                            Unpooled.wrappedBuffer(input, cut, input.length - cut)),
                    OUTPUT_BYTES_MAX);

            if (!isMutated || ours.refusal().isEmpty()) {
                assertThat(ours).as("body %s", i).isEqualTo(new Inflated(jdks(input), ""));
                taken++;
            }
        }
        assertThat(taken).isBetween(BODIES / 4, BODIES / 2);
    }

    private static String jdks(byte[] input) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(input))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException refused) {
            return REFUSED;
        }
    }

    private static byte[] body(Random random) {
        byte[][] members = new byte[1 + random.nextInt(3)][];
        for (int i = 0; i < members.length; i++) {
            byte[] content = new byte[random.nextInt(200)];
            random.nextBytes(content);
            Arrays.fill(content, 0, random.nextInt(content.length + 1), (byte) 'a');
            members[i] = Gzips.withHeader(random.nextInt(32), random.nextInt(20), content);
        }
        return Gzips.join(members);
    }

    private static byte[] mutate(byte[] body, Random random) {
        int at = random.nextInt(body.length);
        byte[] mutated = body.clone();
        switch (random.nextInt(3)) {
            case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> mutated = Arrays.copyOf(body, at);
            default -> mutated = Gzips.join(body, Arrays.copyOf(body, at + 1));
        }
        return mutated;
    }
}
