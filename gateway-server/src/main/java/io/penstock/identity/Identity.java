package io.penstock.identity;

import java.util.List;
import java.util.Set;

/**
 * Who calls, and what that one may. Immutable.
 *
 * @param subject who; empty for anybody: of a token its subject at its issuer, of a key its owner; what is kept for a caller is kept under it
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

    /** Whoever calls a gateway that asks nobody: all but to manage it. */
    public static final Identity ANYBODY = new Identity(
            "", "", "", Set.of(Role.INFERENCE, Role.MODELS, Role.PROXY), List.of(), Set.of(), Grant.UNSAID);

    /** Keeps its own copies. */
    public Identity {
        roles = Set.copyOf(roles);
        models = List.copyOf(models);
        surfaces = Set.copyOf(surfaces);
    }

    /** Whether nothing is known of who calls. */
    public boolean isAnybody() {
        return subject.isEmpty();
    }

    /** Whether a model of that provider may be asked: a pattern without a slash counts for every provider's. */
    public boolean mayAsk(String provider, String model) {
        if (models.isEmpty()) {
            return true;
        }
        for (int i = 0; i < models.size(); i++) {
            String pattern = models.get(i);
            boolean isBare = pattern.indexOf('/') < 0;
            if (NamePattern.matches(pattern, provider + "/" + model)
                    || (isBare && !pattern.isEmpty() && NamePattern.matches(pattern, model))) {
                return true;
            }
        }
        return false;
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
