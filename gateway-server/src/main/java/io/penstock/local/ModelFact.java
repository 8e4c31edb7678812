package io.penstock.local;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a list of models tells besides names, where it is asked to by {@code include=}. */
enum ModelFact {
    /** How many tokens the model takes in. */
    CONTEXT_WINDOW("context_window"),
    /** What a token costs. */
    PRICING("pricing"),
    /** What it understands and makes. */
    MODALITIES("modalities");

    private final String key;

    ModelFact(String key) {
        this.key = key;
    }

    /** The name in the query and in the answer. */
    String key() {
        return key;
    }

    /**
     * The facts that a query asks for.
     *
     * @param include names between commas; blanks around them, empty ones and repetitions do not count
     * @throws FaultException if one is not known
     */
    static Set<ModelFact> parse(@Nullable String include) {
        Set<ModelFact> facts = EnumSet.noneOf(ModelFact.class);
        for (String part : include == null ? new String[0] : include.split(",", -1)) {
            String name = part.strip();
            if (!name.isEmpty()) {
                facts.add(ofKey(name));
            }
        }
        return facts;
    }

    private static ModelFact ofKey(String name) {
        for (ModelFact fact : values()) {
            if (fact.key.equals(name)) {
                return fact;
            }
        }
        throw new FaultException(
                GatewayFault.of(Kind.INVALID_REQUEST, "unknown include value \"" + name + "\"", "include"));
    }
}
