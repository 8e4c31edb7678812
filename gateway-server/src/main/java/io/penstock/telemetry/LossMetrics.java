package io.penstock.telemetry;

import io.penstock.telemetry.metrics.Counter;
import io.penstock.telemetry.metrics.Family;
import java.util.List;
import java.util.Set;

/**
 * What translations lost, by direction, kind and field. A line of losses names fields as clients and providers wrote them, whatever they
 * have made up; only those that are known here make a series. Of a path that is not known as a whole, its first name may be.
 */
final class LossMetrics {
    private static final int SERIES_MAX = 1024;
    private static final Set<String> KINDS = Set.of("dropped", "defaulted", "approximated");

    /** What the dialects' own code reports, and what their requests have at the top. */
    private static final Set<String> FIELDS = Set.of("""
            additionalModelRequestFields additionalModelResponseFieldPaths audio background cache_control
            cachedContent choices citation citation.quote citation_options citation_options.mode citations content
            content.parts contents contents.parts context_management conversation custom detail dimensions document
            documents effort embedding_types encoding_format fileData filename finish_reason frequency_penalty
            function_call functionCall.args functions generationConfig generationConfig.candidateCount
            generationConfig.logprobs generationConfig.responseLogprobs generationConfig.responseMimeType
            generationConfig.responseModalities generationConfig.responseSchema generationConfig.seed
            generationConfig.thinkingConfig generationConfig.topK guardContent guardrailConfig include
            include_obfuscation inferenceConfig inlineData input input.image_generation_call input_type instructions
            is_error k labels logit_bias logprobs max_completion_tokens max_output_tokens max_tokens
            max_tokens_per_doc max_tool_calls mcp_servers media members_behind_the_end messages messages.content
            messages.name messages.reasoning messages.refusal messages.role metadata mimeType modalities n output
            output_config output_config.effort p parallel_tool_calls pause performanceConfig prediction
            presence_penalty previous_response_id prompt prompt_cache_key prompt_cache_retention promptVariables
            reasoning reasoning_effort reasoning_state refusal requestMetadata response_format
            response_format.description response_format.schema safety_identifier safety_mode safetySettings seed
            service_tier stop stop_sequence stop_sequences store stream_options summary system system_fingerprint
            systemInstruction temperature text thinking thoughtSignature title tool_call_arguments tool_calls
            tool_calls.arguments tool_choice tool_result_media tool_use.input toolConfig tools tools.cache_control
            tools.name tools.strict toolUse.input top_k top_logprobs top_p truncate truncation type usage user
            verbosity web_search_options
            """.strip().split("\\s+", -1));

    private final Family<Counter> losses = new Family<>(
            "penstock_translation_losses",
            "Fields that a translation could not carry over; other stands for names that are not the gateway's.",
            List.of("direction", "kind", "field"),
            SERIES_MAX,
            Counter::new);

    Family<Counter> family() {
        return losses;
    }

    /** Counts what a line of the log says ({@code dropped=seed,n;approximated=tools}); empty for nothing. */
    void record(String direction, String line) {
        for (int start = 0; start < line.length(); ) {
            int end = endOf(line, start, ';');
            int equals = line.indexOf('=', start);
            if (equals > start && equals < end) {
                String kind = line.substring(start, equals);
                record(direction, KINDS.contains(kind) ? kind : Family.OTHER, line, equals + 1, end);
            }
            start = end + 1;
        }
    }

    private void record(String direction, String kind, String line, int from, int to) {
        for (int start = from; start < to; ) {
            int end = Math.min(to, endOf(line, start, ','));
            losses.of(direction, kind, known(line.substring(start, end))).add(1);
            start = end + 1;
        }
    }

    private static int endOf(String line, int start, char separator) {
        int end = line.indexOf(separator, start);
        return end < 0 ? line.length() : end;
    }

    private static String known(String field) {
        if (FIELDS.contains(field)) {
            return field;
        }
        int dot = field.indexOf('.');
        String first = dot < 0 ? "" : field.substring(0, dot);
        return FIELDS.contains(first) ? first : Family.OTHER;
    }
}
