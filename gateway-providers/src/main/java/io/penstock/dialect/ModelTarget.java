package io.penstock.dialect;

import java.util.Map;
import java.util.Set;

/**
 * The model that a request is written for, and what is particular about its provider: facts of the catalogue, so that no writer names a
 * vendor; and for whom it is asked.
 *
 * @param provider the provider's id
 * @param model the provider's own name of the model
 * @param parameters members of the dialect's request by their standard name: the name that the provider has for each, or an empty text
 *     where it refuses the member; those that are not listed stay as they are
 * @param traits what else is odd about it
 * @param seal binds the provider's state to who asks
 */
public record ModelTarget(
        String provider, String model, Map<String, String> parameters, Set<Trait> traits, StateSeal seal) {

    /** What can be odd about a provider, as far as a request must be written differently for it. */
    public enum Trait {
        /** Ids of tool calls are nine letters or digits (Mistral). */
        NINE_LETTER_TOOL_IDS("nine_letter_tool_ids"),
        /** A tool is not asked for by name: the others are left out, and some call is required (Mistral, Cohere). */
        NO_NAMED_TOOL_CHOICE("no_named_tool_choice"),
        /** {@code any} in place of {@code required} (Mistral). */
        TOOL_CHOICE_ANY("tool_choice_any"),
        /** Takes no tools at all (Perplexity, Parallel). */
        NO_TOOLS("no_tools"),
        /** A schema of the output is told in words, and JSON asked for (DeepSeek). */
        NO_JSON_SCHEMA("no_json_schema"),
        /** Images are sent, not linked to (Moonshot, Ollama, Workers AI). */
        NO_IMAGE_LINKS("no_image_links"),
        /** Reasoning of earlier turns is sent back as {@code reasoning_content} (DeepSeek, Moonshot). */
        REASONING_CONTENT_IN("reasoning_content_in"),
        /** Reasoning of earlier turns is sent back as {@code reasoning} (Groq, Cerebras, OpenRouter). */
        REASONING_IN("reasoning_in"),
        /** Calls and results of tools have no ids (Gemini on Vertex). */
        NO_TOOL_IDS("no_tool_ids"),
        /** The body names no model, and a version of the API in its place (Claude on Vertex). */
        ANTHROPIC_VERSION_IN_BODY("anthropic_version_in_body");

        private final String key;

        Trait(String key) {
            this.key = key;
        }

        /** The name in the catalogue. */
        public String key() {
            return key;
        }
    }

    /** Keeps its own copies. */
    public ModelTarget {
        parameters = Map.copyOf(parameters);
        traits = Set.copyOf(traits);
    }

    /** A model that is asked for anybody. */
    public ModelTarget(String provider, String model, Map<String, String> parameters, Set<Trait> traits) {
        this(provider, model, parameters, traits, StateSeal.NONE);
    }

    /** A model of a provider that nothing is particular about. */
    public static ModelTarget of(String provider, String model) {
        return new ModelTarget(provider, model, Map.of(), Set.of());
    }

    /** The same, asked for whom that seal is. */
    public ModelTarget sealed(StateSeal other) {
        return new ModelTarget(provider, model, parameters, traits, other);
    }

    /** Whether that is odd about it. */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** What the provider calls a member of the dialect's request; empty where it refuses it. */
    public String nameOf(String member) {
        return parameters.getOrDefault(member, member);
    }
}
