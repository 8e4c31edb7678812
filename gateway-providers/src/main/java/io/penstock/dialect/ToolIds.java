package io.penstock.dialect;

import io.penstock.codec.json.EscapedText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Ids of tool calls in the alphabet that a provider takes. An id that fits stays; of any other the same one is made each time, so that a
 * call and its result still belong together.
 */
public final class ToolIds {
    private static final int HASH_CHARACTERS = 24;
    private static final int NINE = 9;
    private static final String PREFIX = "call_";

    private ToolIds() {}

    /** Letters, digits, {@code _} and {@code -}, up to 64 of them (Anthropic, Bedrock, OpenAI). */
    public static EscapedText plain(EscapedText id) {
        String text = id.decode();
        return text.matches("[a-zA-Z0-9_-]{1,64}")
                ? id
                : EscapedText.of(PREFIX + hash(text).substring(0, HASH_CHARACTERS));
    }

    /** Nine letters and digits (Mistral). */
    public static EscapedText nineLetters(EscapedText id) {
        String text = id.decode();
        return text.matches("[a-zA-Z0-9]{9}")
                ? id
                : EscapedText.of(hash(text).replaceAll("[^a-zA-Z0-9]", "").substring(0, NINE));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
