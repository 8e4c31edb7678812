package io.penstock.identity;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a gateway key is given out for. Cannot exist invalid. Immutable.
 *
 * @param owner whose it is
 * @param team who pays; empty for none
 * @param label what it is for, in the owner's words; empty for none
 * @param roles what may be done with it
 * @param models the names of models that may be asked, each with {@code *} for any run of characters; empty for all
 * @param surfaces the names of the families of URLs that may be called; empty for all
 * @param grant what of it in a minute, and at one time
 */
public record KeyTerms(
        String owner,
        String team,
        String label,
        Set<Role> roles,
        List<String> models,
        Set<String> surfaces,
        Identity.Grant grant) {
    private static final int TEXT_MAX = 200;
    private static final int ITEMS_MAX = 100;
    private static final long A_MINUTE_MAX = 1_000_000_000_000L;
    private static final int CONCURRENT_MAX = 1_000_000;

    /** Neither controls nor what turns the direction of text: a list of keys is read in a terminal. */
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Co}\\p{Zl}\\p{Zp}]*");

    /** Stores keep items parted by commas. */
    private static final Pattern MODEL = Pattern.compile("[!-~&&[^,]]{1,200}");

    private static final Pattern SURFACE = Pattern.compile("[a-z][a-z0-9-]{0,50}");

    /** Keeps its own copies; refuses what could not be stored, printed or counted. */
    public KeyTerms {
        roles = Set.copyOf(roles);
        models = List.copyOf(models);
        surfaces = Set.copyOf(surfaces);
        requireText("owner", owner, !owner.isBlank());
        requireText("team", team, true);
        requireText("label", label, true);
        require("roles", "none", !roles.isEmpty(), "one or more of inference, models, proxy, admin");
        requireItems("models", models, MODEL, "names of visible ASCII characters, * for any run of them");
        requireItems("surfaces", surfaces, SURFACE, "names of families of URLs");
        requireCount("requests per minute", grant.requestsPerMinute(), A_MINUTE_MAX);
        requireCount("tokens per minute", grant.tokensPerMinute(), A_MINUTE_MAX);
        requireCount("concurrent", grant.concurrent(), CONCURRENT_MAX);
    }

    private static void requireText(String name, String text, boolean isThere) {
        boolean isGood =
                isThere && text.length() <= TEXT_MAX && TEXT.matcher(text).matches();
        require(name, isThere ? "not shown" : "empty", isGood, "printable characters, at most " + TEXT_MAX);
    }

    private static void requireItems(String name, Collection<String> items, Pattern form, String expected) {
        require(name, items.size() + " of them", items.size() <= ITEMS_MAX, "at most " + ITEMS_MAX);
        for (String item : items) {
            require(name, "not shown", form.matcher(item).matches(), expected);
        }
    }

    private static void requireCount(String name, long count, long max) {
        require(name, Long.toString(count), count >= 0 && count <= max, "0 to " + max);
    }

    private static void require(String name, String value, boolean isGood, String expected) {
        if (!isGood) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
