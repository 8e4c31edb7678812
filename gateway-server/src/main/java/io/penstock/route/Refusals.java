package io.penstock.route;

import io.penstock.credential.CredentialKind;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Operation;
import io.penstock.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which a name leads nowhere, in the words that clients of other gateways look for. */
final class Refusals {
    private static final int SHOWN_CHARACTERS = 100;
    private static final String MODEL = "model";
    private static final String PROVIDER = "provider";

    private Refusals() {}

    static FaultException unknownModel(String model, List<String> configured) {
        String message =
                "Unable to determine provider for model. Please specify a provider using the ?provider= query parameter"
                        + " or use the provider/model format (e.g., openai/gpt-4). model: " + shown(model)
                        + " (expected: provider/model, with provider one of " + list(configured) + ")";
        return fault(Kind.MODEL_NOT_FOUND, message, MODEL);
    }

    static FaultException noModel(List<String> configured) {
        String message = "No provider specified. Please specify a provider using the ?provider= query parameter"
                + " or use the provider/model format (e.g., openai/gpt-4). model: absent"
                + " (expected: provider/model, with provider one of " + list(configured) + ")";
        return fault(Kind.INVALID_REQUEST, message, MODEL);
    }

    static FaultException unknownProvider(String name, List<String> configured) {
        String message = "Provider not found. Please check the list of supported providers. provider: " + shown(name)
                + " (expected: one of " + list(configured) + ")";
        return fault(Kind.INVALID_REQUEST, message, PROVIDER);
    }

    static FaultException notConfigured(Provider provider) {
        List<String> variables = new ArrayList<>();
        boolean needsKey = provider.credential().isRequired();
        boolean isAccount = provider.credential() == CredentialKind.GOOGLE;
        variables.add(provider.variable(isAccount ? "CREDENTIALS_FILE" : needsKey ? "API_KEY" : "API_URL"));
        provider.placeholders().forEach(name -> variables.add(provider.variable(name)));
        String reason = needsKey
                ? "Provider requires an API key. Please configure the provider's API key."
                : "Provider requires an address. Please configure the provider's address.";
        String message = reason + " " + provider.id() + ": not configured (expected: " + String.join(" and ", variables)
                + " in the environment of the gateway)";
        return fault(Kind.INVALID_REQUEST, message, PROVIDER);
    }

    static FaultException demoIsOff() {
        String message = "Provider not found. Please check the list of supported providers."
                + " demo: switched off (expected: ENABLE_DEMO=true in the environment of the gateway)";
        return fault(Kind.INVALID_REQUEST, message, PROVIDER);
    }

    static FaultException notAllowed() {
        return fault(Kind.MODEL_NOT_ALLOWED, "Model not allowed. Please check the list of allowed models.", MODEL);
    }

    static FaultException disallowed() {
        return fault(Kind.MODEL_NOT_ALLOWED, "Model is disallowed. Please use a different model.", MODEL);
    }

    static FaultException unsupported(Operation operation, String provider, List<String> able) {
        String message = "The " + title(operation) + " API is not supported by this provider yet. " + operation.key()
                + " of " + provider + ": absent (expected: a provider that has it; configured: " + list(able) + ")";
        return fault(Kind.UNSUPPORTED_OPERATION, message, PROVIDER);
    }

    private static String title(Operation operation) {
        return switch (operation) {
            case CHAT -> "Chat Completions";
            case COMPLETIONS -> "Completions";
            case RESPONSES, STORED_RESPONSE -> "Responses";
            case EMBEDDINGS -> "Embeddings";
            case IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS -> "Images";
            case SPEECH, TRANSCRIPTIONS, TRANSLATIONS -> "Audio";
            case MODERATIONS -> "Moderations";
            case RERANK -> "Rerank";
            case COUNT_TOKENS -> "Count Tokens";
            case MODELS -> "Models";
            case PROXY -> "native";
        };
    }

    private static FaultException fault(Kind kind, String message, @Nullable String param) {
        return new FaultException(GatewayFault.of(kind, message, param));
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** A name may be as long as a request. */
    private static String shown(String name) {
        return name.length() <= SHOWN_CHARACTERS ? name : name.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
