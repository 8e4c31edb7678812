package io.penstock.identity;

import io.penstock.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * What a gateway key looks like: 64 characters of ASCII without dot, dash or blank, so that it fits every header, is no JWT, and is
 * selected by a double click.
 *
 * <pre>
 *   psk_4f7k2m9qxw_R7yJ...43 characters...cTo1bX9a
 *       |---id---| |---------secret--------||check|
 * </pre>
 *
 * The id is no secret: it names the key in lists and logs. The secret is drawn from 62^43, which is more than 2^256. The check is the
 * CRC-32 of all before it, so that a typo or half of a key is refused without a look-up; it guards against nobody. Scanners find keys by
 * {@code psk_[0-9a-z]{10}_[0-9A-Za-z]{49}}.
 */
public final class KeyForm {
    private static final String PREFIX = "psk_";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECK_LENGTH = 6;
    private static final int SECRET_START = PREFIX.length() + ID_LENGTH + 1;
    private static final int CHECK_START = SECRET_START + SECRET_LENGTH;
    private static final int LENGTH = CHECK_START + CHECK_LENGTH;

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Without i, l, o and u: an id is read aloud and typed. */
    private static final String BASE32 = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final boolean[] IS_BASE62 = table(BASE62);
    private static final boolean[] IS_BASE32 = table(BASE32);

    private KeyForm() {}

    /** An id for a new key. */
    public static String newId(SecureRandom random) {
        return drawn(BASE32, ID_LENGTH, random);
    }

    /** A key of the id, never issued before. */
    public static Secret newKey(String id, SecureRandom random) {
        String text = PREFIX + id + '_' + drawn(BASE62, SECRET_LENGTH, random);
        return Secret.of(text + check(text));
    }

    /** Whether a credential is meant to be a gateway key, be it one or not. */
    static boolean isMeant(Credential credential) {
        return credential.startsWith(PREFIX);
    }

    /** Whether a text can be a gateway key: all characters are there, and the check fits. */
    static boolean isWhole(String text) {
        return text.length() == LENGTH
                && text.startsWith(PREFIX)
                && text.charAt(SECRET_START - 1) == '_'
                && isOf(IS_BASE32, text, PREFIX.length(), SECRET_START - 1)
                && isOf(IS_BASE62, text, SECRET_START, LENGTH)
                && text.endsWith(check(text.substring(0, CHECK_START)));
    }

    private static boolean isOf(boolean[] alphabet, String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= alphabet.length || !alphabet[c]) {
                return false;
            }
        }
        return true;
    }

    /** A table, so that it takes no longer for one letter than for another. */
    private static boolean[] table(String alphabet) {
        boolean[] table = new boolean['z' + 1];
        for (int i = 0; i < alphabet.length(); i++) {
            table[alphabet.charAt(i)] = true;
        }
        return table;
    }

    private static String drawn(String alphabet, int length, SecureRandom random) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** 62^6 is more than 2^32. */
    static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECK_LENGTH];
        for (int i = CHECK_LENGTH - 1; i >= 0; i--) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
            rest /= BASE62.length();
        }
        return new String(digits);
    }
}
