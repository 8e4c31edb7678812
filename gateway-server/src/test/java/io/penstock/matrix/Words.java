package io.penstock.matrix;

import io.penstock.matrix.Said.Answer;
import io.penstock.matrix.Said.Call;
import io.penstock.matrix.Said.Finish;
import io.penstock.matrix.Said.Tokens;
import java.util.List;
import java.util.Map;

/** What is said in every dialect: with letters that are no ASCII, an emoji, and all that JSON escapes. */
final class Words {
    static final String SYSTEM = "Antworte \"kurz\".";
    static final String QUESTION = "Wie ist das Wetter in K\u00f6ln?";
    static final String TEXT = "Es regnet in K\u00f6ln.\nSagt \"wer\"? \ud83c\udf27 Ende";
    static final String REASONING = "Erst denken, dann \"reden\": \u00f6fter.";
    static final String JSON_TEXT = "{\"city\":\"K\u00f6ln\",\"degrees\":31}";
    static final String COMPLAINT = "Too many requests: slow down.";
    static final int STATUS = 429;
    static final String RETRY_AFTER = "7";

    static final String WEATHER = "get_weather";
    static final String TIME = "get_time";
    static final String DESCRIPTION = "The weather of a city, \"now\"";
    static final Map<String, Object> ARGUMENTS = Map.of("city", "K\u00f6ln", "note", "\"nass\"\n");
    static final String ARGUMENTS_TEXT = "{\"city\":\"K\u00f6ln\",\"note\":\"\\\"nass\\\"\\n\"}";
    static final Map<String, Object> TIME_ARGUMENTS = Map.of("zone", "Europe/Z\u00fcrich", "at", 12);
    static final String CALL_ID = "call_7";
    static final String RESULT = "Regen, \"12\u00b0\"";

    static final Map<String, Object> STRING = Map.of("type", "string");
    static final Map<String, Object> WEATHER_PROPERTIES = Map.of("city", STRING, "note", STRING);
    static final Map<String, Object> WEATHER_SCHEMA =
            Map.of("type", "object", "properties", WEATHER_PROPERTIES, "required", List.of("city"));
    static final Map<String, Object> TIME_PROPERTIES = Map.of("zone", STRING, "at", Map.of("type", "integer"));
    static final Map<String, Object> TIME_SCHEMA = Map.of("type", "object", "properties", TIME_PROPERTIES);
    static final String FORMAT = "reading";
    static final Map<String, Object> FORMAT_SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("city", STRING, "degrees", Map.of("type", "integer")),
            "required",
            List.of("city", "degrees"),
            "additionalProperties",
            false);

    /** One pixel. */
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    static final Tokens TOKENS = new Tokens(9, 4, 7);

    private Words() {}

    /** The tools of a feature: names, and the schema of each. */
    static Map<String, Map<String, Object>> tools(Feature feature) {
        if (!feature.hasTools()) {
            return Map.of();
        }
        return feature == Feature.PARALLEL_TOOLS
                ? Map.of(WEATHER, WEATHER_SCHEMA, TIME, TIME_SCHEMA)
                : Map.of(WEATHER, WEATHER_SCHEMA);
    }

    /** What a client gets of a feature that nothing fails in, where nothing is lost. */
    static Answer answer(Feature feature) {
        Call weather = Call.of(WEATHER, ARGUMENTS);
        return switch (feature) {
            case TOOL -> new Answer("", "", List.of(weather), Finish.TOOLS, TOKENS);
            case PARALLEL_TOOLS ->
                new Answer("", "", List.of(weather, Call.of(TIME, TIME_ARGUMENTS)), Finish.TOOLS, TOKENS);
            case REASONING -> new Answer(TEXT, REASONING, List.of(), Finish.STOP, TOKENS);
            case STRUCTURED -> new Answer(JSON_TEXT, "", List.of(), Finish.STOP, TOKENS);
            case TEXT, IMAGE, TOOL_RESULT, ERROR, DEATH -> new Answer(TEXT, "", List.of(), Finish.STOP, TOKENS);
        };
    }
}
