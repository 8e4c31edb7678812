package io.penstock.identity;

import java.util.List;
import java.util.Set;

/**
 * Who calls, and what that one may. Immutable.
 *
 * @param subject who: of a token its subject at its issuer, of a key its owner; what is kept for a caller is kept under it
 * @param credential the id of the gateway key; empty for a token
 * @param team who pays; empty for none
 * @param roles what may be done
 * @param models the names of models that may be asked, each with {@code *} for any run of characters; empty for all
 * @param surfaces the names of the families of URLs that may be called; empty for all
 * @param grant what of it in a minute, and at one time
 */
public record Identity(
        String subject,
        String credential,
        String team,
        Set<Role> roles,
        List<String> models,
        Set<String> surfaces,
        Grant grant) {

    /** Keeps its own copies. */
    public Identity {
        roles = Set.copyOf(roles);
        models = List.copyOf(models);
        surfaces = Set.copyOf(surfaces);
    }

    /**
     * What one caller is granted; 0 where nothing is said, and the configuration's limits alone count.
     *
     * @param requestsPerMinute exchanges begun in a minute
     * @param tokensPerMinute model tokens, of input and output together
     * @param concurrent exchanges at one time
     */
    public record Grant(long requestsPerMinute, long tokensPerMinute, int concurrent) {
        /** Nothing is said. */
        public static final Grant UNSAID = new Grant(0, 0, 0);
    }
}
