package io.penstock.benchmarks;

import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Letters and digits a byte at a time, as the head of a request is read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AsciiBenchmark {
    private final byte[] name = "Content-Security-Policy-Report-Only".getBytes(StandardCharsets.US_ASCII);
    private final byte[] digits = "0123456789abcdefABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** One header name in lower case, folded into a number. */
    @Benchmark
    public int toLowerCase() {
        int hash = 0;
        for (byte b : name) {
            hash = 31 * hash + Ascii.toLowerCase(b);
        }
        return hash;
    }

    /** Every hexadecimal digit. */
    @Benchmark
    public int hexValue() {
        int sum = 0;
        for (byte b : digits) {
            sum += Ascii.hexValue(b);
        }
        return sum;
    }
}
