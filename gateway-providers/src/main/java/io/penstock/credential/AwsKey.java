package io.penstock.credential;

import org.jspecify.annotations.Nullable;

/**
 * A key that requests to AWS are signed with: the secret of it never goes over the wire. Prints masked. Immutable.
 *
 * @param id the access key id, which says whose key it is
 * @param secret the secret access key
 * @param sessionToken what a key that was lent for some hours is shown with; null for one that lasts
 */
public record AwsKey(String id, Secret secret, @Nullable Secret sessionToken) {

    /** Refuses an id that could not stand in a head field. */
    public AwsKey {
        if (!id.matches("\\w{1,128}")) {
            throw new IllegalArgumentException("access key id: not shown (expected: 1 to 128 letters, digits and '_')");
        }
    }
}
