package io.penstock.dialect.openai.answer;

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
 * Reads what a provider says in place of an answer. OpenAI's form is an object in {@code error}; others put a text there, or the
 * members at the top (Cerebras, Mistral), in {@code detail} or {@code errors}, or an array around it all (Google).
 */
final class ProviderFaults {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What is longer is no message. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final String UNREADABLE = "the provider's answer cannot be read";

    private static final int CHARACTERS_MAX = 1000;
    private static final int STATUS_MIN = 400;
    private static final int STATUS_MAX = 599;

    /** What a provider calls it, where no status says what it is: the first word that it contains counts. */
    private static final List<Map.Entry<String, Kind>> KINDS = List.of(
            Map.entry("rate_limit", Kind.RATE_LIMITED),
            Map.entry("resource_exhausted", Kind.RATE_LIMITED),
            Map.entry("insufficient_quota", Kind.RATE_LIMITED),
            Map.entry("overloaded", Kind.OVERLOADED),
            Map.entry("unavailable", Kind.OVERLOADED),
            Map.entry("insufficient_system_resource", Kind.OVERLOADED),
            Map.entry("authentication", Kind.UNAUTHENTICATED),
            Map.entry("content_filter", Kind.INVALID_REQUEST),
            Map.entry("context_length", Kind.INVALID_REQUEST),
            Map.entry("invalid_request", Kind.INVALID_REQUEST));

    private ProviderFaults() {}

    /** What the range says; {@code status} is 0 where there is none, as in a stream. */
    static GatewayFault of(int status, ByteBuf buffer, int start, int end) {
        JsonNode root = parse(buffer, start, end);
        if (!root.isObject()) {
            return plain(status, buffer, start, end);
        }
        JsonNode error = root.path("error").isObject() ? root.path("error") : root;
        String message = message(error, root);
        String code = word(error.path("code"), root.at("/errors/0/code"));
        String type = word(error.path("type"), error.path("status"), root.at("/choices/0/finish_reason"));
        int told = status > 0 ? status : status(code);
        Kind kind = told > 0 ? null : kind(code + " " + type + " " + message);
        String name = code.isEmpty() || status(code) > 0 ? type : code;
        boolean isNamed = !name.isEmpty() && !name.equals("error");
        String param = word(error.path("param"));
        GatewayFault fault = GatewayFault.ofProvider(
                told, kind, isNamed ? name : null, bounded(message), param.isEmpty() ? null : param);
        long wait = retrySeconds(error.path("details"));
        return wait > 0 ? fault.retryAfter(wait) : fault;
    }

    private static JsonNode parse(ByteBuf buffer, int start, int end) {
        try {
            byte[] bytes = ByteBufUtil.getBytes(buffer, start, Math.min(end - start, BYTES_MAX));
            JsonNode root = MAPPER.readTree(bytes);
            return root.isArray() ? root.path(0) : root;
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** A page or a line in place of JSON. */
    private static GatewayFault plain(int status, ByteBuf buffer, int start, int end) {
        if (status == 0) {
            return GatewayFault.of(Kind.UPSTREAM_BROKEN, UNREADABLE);
        }
        int length = Math.min(end - start, CHARACTERS_MAX);
        String text = buffer.toString(start, length, StandardCharsets.UTF_8).strip();
        boolean isPage = text.isEmpty() || text.startsWith("<");
        String message = isPage ? "the provider answered with status " + status : text;
        return GatewayFault.ofProvider(status, null, null, message, null);
    }

    private static String message(JsonNode error, JsonNode root) {
        JsonNode[] places = {
            error.path("message"),
            root.path("error"),
            root.path("message"),
            root.path("detail"),
            root.at("/detail/0/msg"),
            root.at("/errors/0/message"),
            root.at("/errors/0")
        };
        for (JsonNode place : places) {
            if (place.isTextual() && !place.textValue().isBlank()) {
                return place.textValue();
            }
        }
        return root.has("choices") ? "the provider ended its answer with an error" : UNREADABLE;
    }

    /** The first of these that is a word or a number. */
    private static String word(JsonNode... places) {
        for (JsonNode place : places) {
            if (place.isTextual() || place.isIntegralNumber()) {
                return bounded(place.asText());
            }
        }
        return "";
    }

    /** The status that a code is; 0 where it is none. */
    private static int status(String code) {
        if (!code.matches("\\d{3}")) {
            return 0;
        }
        int status = Integer.parseInt(code);
        return status >= STATUS_MIN && status <= STATUS_MAX ? status : 0;
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

    /** Google's delay, such as {@code 34.4s}. */
    private static long retrySeconds(JsonNode details) {
        for (JsonNode detail : details) {
            String delay = detail.path("retryDelay").asText("");
            if (delay.matches("\\d{1,6}(\\.\\d{1,9})?s")) {
                return (long) Math.ceil(Double.parseDouble(delay.substring(0, delay.length() - 1)));
            }
        }
        return 0;
    }

    private static String bounded(String text) {
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX);
    }
}
