package io.penstock.route;

import io.penstock.dialect.Operation;
import io.penstock.provider.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who answers, and by what name the model is asked for there. */
public sealed interface Target permits Target.Upstream, Target.Local {

    /** The provider's id. */
    String provider();

    /** The name that the provider knows the model by; null if the request names none. */
    @Nullable
    String model();

    /** Whether the operation can be asked for there. */
    boolean has(Operation operation);

    /**
     * A provider that is called.
     *
     * @param endpoint where, and with which keys
     * @param model the provider's name of the model; null if the request names none
     */
    record Upstream(Endpoint endpoint, @Nullable String model) implements Target {
        @Override
        public String provider() {
            return endpoint.id();
        }

        @Override
        public boolean has(Operation operation) {
            return endpoint.has(operation);
        }
    }

    /**
     * The built-in provider, which needs no network.
     *
     * @param model such as {@code echo}; null if the request names none
     */
    record Local(@Nullable String model) implements Target {
        /** The id of the built-in provider. */
        public static final String PROVIDER = "demo";

        /** The ids of its models. */
        public static final List<String> MODELS = List.of("echo");

        @Override
        public String provider() {
            return PROVIDER;
        }

        @Override
        public boolean has(Operation operation) {
            return operation == Operation.CHAT || operation == Operation.COUNT_TOKENS || operation == Operation.MODELS;
        }
    }
}
