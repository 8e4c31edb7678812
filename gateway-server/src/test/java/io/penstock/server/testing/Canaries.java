package io.penstock.server.testing;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets that tests use, and where one came to light. Whatever a test's client shows as its credential, what is configured as a key, a
 * token or a secret, and what a test plants by hand, is looked for in each line of each log at TRACE, in the metrics and in the store, and
 * of what is configured also in answers. {@link SecretsCheck} fails the class in which something was found.
 */
public final class Canaries {
    /** Shorter ones could stand anywhere by chance. */
    private static final int CHARS_MIN = 12;

    private static final int HEAD_CHARS_MAX = 4096;

    private static final Pattern SHOWN = Pattern.compile(
            "(?i)(?:authorization: *(?:bearer +)?|api-key: *|[?&]key=)([a-z0-9._~+/=-]{" + CHARS_MIN + ",})");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(_KEY|TOKEN(_BEDROCK)?|SECRET|\\.keys)");

    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    private Canaries() {}

    /** From now on {@code secret} must not come to light. */
    public static void plant(String secret) {
        if (secret.length() >= CHARS_MIN) {
            KNOWN.put(secret, secret);
        }
    }

    /** As {@link #plant}, where the name of the setting says that it is a secret. */
    static void plantSetting(String name, Object value) {
        if (SECRET_NAME.matcher(name).matches()) {
            for (String secret : String.valueOf(value).split("[,\\[\\] ]+", -1)) {
                plant(secret);
            }
        }
    }

    /** As {@link #plant}, for each credential in the head of a request. */
    static void plantShown(String request) {
        int end = request.indexOf("\r\n\r\n");
        Matcher shown = SHOWN.matcher(request.substring(0, Math.min(end < 0 ? request.length() : end, HEAD_CHARS_MAX)));
        while (shown.find()) {
            plant(shown.group(1));
        }
    }

    /** Notes where {@code text} holds a secret. */
    static void look(String where, String text) {
        for (String secret : KNOWN.keySet()) {
            if (text.contains(secret)) {
                FOUND.add(where + " holds " + secret + ": " + text);
            }
        }
    }

    /** What was found since the last call; nothing is planted any more. */
    static List<String> takeFound() {
        List<String> found = List.copyOf(FOUND);
        FOUND.clear();
        KNOWN.clear();
        return found;
    }
}
