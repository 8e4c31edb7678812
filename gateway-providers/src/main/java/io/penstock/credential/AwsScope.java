package io.penstock.credential;

/**
 * What signatures are good for.
 *
 * @param region such as {@code us-east-1}
 * @param service as AWS calls it in signatures, such as {@code bedrock}
 */
public record AwsScope(String region, String service) {

    /** Refuses a region that could not stand in a head field, or in a host's name. */
    public AwsScope {
        if (!isRegion(region)) {
            throw new IllegalArgumentException("region: not shown (expected: lower case letters, digits and '-')");
        }
    }

    /** Whether a text can be a region's name. */
    public static boolean isRegion(String region) {
        return region.matches("[a-z0-9-]{1,32}");
    }

    /** A signature for this scope with a key. */
    public AwsSignature signature(AwsKey key) {
        return new AwsSignature(this, key);
    }
}
