package io.penstock.dialect.responses.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider says in place of an answer: an object in {@code error}, at the top or in a response that has failed; the flat form
 * of the event; a text or a page where something else answered.
 */
final class ErrorReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What is longer is no message. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final int CHARACTERS_MAX = 1000;
    private static final String UNREADABLE = "the provider's answer cannot be read";
    private static final String FAILED = "the provider ended its answer with an error";

    /** What a provider calls it, where no status says what it is: the first word that it contains counts. */
    private static final List<Map.Entry<String, Kind>> KINDS = List.of(
            Map.entry("rate_limit", Kind.RATE_LIMITED),
            Map.entry("insufficient_quota", Kind.RATE_LIMITED),
            Map.entry("overloaded", Kind.OVERLOADED),
            Map.entry("slow_down", Kind.OVERLOADED),
            Map.entry("authentication", Kind.UNAUTHENTICATED),
            Map.entry("invalid_api_key", Kind.UNAUTHENTICATED),
            Map.entry("model_not_found", Kind.MODEL_NOT_FOUND),
            Map.entry("context_length", Kind.INVALID_REQUEST),
            Map.entry("image", Kind.INVALID_REQUEST),
            Map.entry("invalid_", Kind.INVALID_REQUEST),
            Map.entry("content_policy", Kind.INVALID_REQUEST),
            Map.entry("unsupported", Kind.INVALID_REQUEST));

    private ErrorReader() {}

    /** What an answer says that is no answer at all. */
    static GatewayFault unreadable() {
        return GatewayFault.of(Kind.UPSTREAM_BROKEN, UNREADABLE);
    }

    /** What the range says; {@code status} is 0 where there is none, as in a stream. */
    static GatewayFault read(int status, ByteBuf buffer, int start, int end) {
        JsonNode root = parse(buffer, start, end);
        if (!root.isObject()) {
            return plain(status, buffer, start, end);
        }
        JsonNode error = error(root);
        String message = message(error, root);
        String code = word(error.path("code"));
        String type = word(error.path("type"));
        // The type of an event is no kind of error.
        boolean isEvent = type.equals("error") || type.startsWith("response.");
        String name = code.isEmpty() && !isEvent ? type : code;
        Kind kind = status > 0 ? null : kind(code + " " + type);
        String param = word(error.path("param"));
        return GatewayFault.ofProvider(
                status, kind, name.isEmpty() ? null : name, message, param.isEmpty() ? null : param);
    }

    private static JsonNode parse(ByteBuf buffer, int start, int end) {
        try {
            JsonNode root = MAPPER.readTree(ByteBufUtil.getBytes(buffer, start, Math.min(end - start, BYTES_MAX)));
            return root.isArray() ? root.path(0) : root;
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode error(JsonNode root) {
        JsonNode[] places = {root.path("error"), root.at("/response/error")};
        for (JsonNode place : places) {
            if (place.isObject()) {
                return place;
            }
        }
        return root;
    }

    /** A page or a line in place of JSON. */
    private static GatewayFault plain(int status, ByteBuf buffer, int start, int end) {
        if (status == 0) {
            return unreadable();
        }
        String text = buffer.toString(start, Math.min(end - start, CHARACTERS_MAX), StandardCharsets.UTF_8)
                .strip();
        boolean isPage = text.isEmpty() || text.startsWith("<");
        String message = isPage ? "the provider answered with status " + status : text;
        return GatewayFault.ofProvider(status, null, null, message, null);
    }

    private static String message(JsonNode error, JsonNode root) {
        JsonNode[] places = {error.path("message"), root.path("error"), root.path("detail"), root.at("/detail/0/msg")};
        for (JsonNode place : places) {
            if (place.isTextual() && !place.textValue().isBlank()) {
                return bounded(place.textValue());
            }
        }
        return root.has("status") || root.has("response") || root.has("error") ? FAILED : UNREADABLE;
    }

    private static String word(JsonNode place) {
        return place.isTextual() || place.isIntegralNumber() ? bounded(place.asText()) : "";
    }

    private static @Nullable Kind kind(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Kind> entry : KINDS) {
            if (lower.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static String bounded(String text) {
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX);
    }
}
