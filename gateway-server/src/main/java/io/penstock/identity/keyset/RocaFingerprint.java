package io.penstock.identity.keyset;

import java.math.BigInteger;

/**
 * Whether an RSA modulus was made by a chip that made weak ones (CVE-2017-15361, "ROCA"; Nemec et al., "The Return of Coppersmith's
 * Attack", 2017). Their primes are {@code k * M + (65537^a mod M)} with {@code M} a product of small primes, so modulo each of those the
 * modulus is a power of 65537. Of other moduli one in some hundred million is.
 */
final class RocaFingerprint {
    /** The first 39 primes: those of the shortest keys, which divide the {@code M} of every length. */
    private static final int PRIME_MAX = 167;

    private static final int GENERATOR = 65537;

    private RocaFingerprint() {}

    static boolean isWeak(BigInteger modulus) {
        for (int prime = 3; prime <= PRIME_MAX; prime += 2) {
            if (isPrime(prime)
                    && !isPower(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrime(int odd) {
        for (int divisor = 3; divisor * divisor <= odd; divisor += 2) {
            if (odd % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPower(int residue, int prime) {
        int power = 1;
        do {
            if (power == residue) {
                return true;
            }
            power = power * (GENERATOR % prime) % prime;
        } while (power != 1);
        return false;
    }
}
