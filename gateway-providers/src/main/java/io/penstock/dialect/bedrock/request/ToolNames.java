package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ToolIds;

/**
 * Names of tools in the alphabet that the provider takes: letters, digits, {@code _} and {@code -}, up to 64 of them. One that fits stays;
 * of any other the same one is made each time, and no two the same. What the model then calls has that name too, so it is reported.
 */
final class ToolNames {
    private static final int NAME_CHARACTERS_MAX = 64;
    private static final int KEPT_CHARACTERS = 51;
    private static final int HASH_START = "call_".length();
    private static final int HASH_CHARACTERS = 12;

    private ToolNames() {}

    static EscapedText plain(EscapedText name, LossReport loss) {
        String text = name.decode();
        String clean = text.replaceAll("[^a-zA-Z0-9_-]", "_");
        if (clean.equals(text) && !text.isEmpty() && text.length() <= NAME_CHARACTERS_MAX) {
            return name;
        }
        loss.approximated("tools.name");
        String hashed = ToolIds.plain(EscapedText.of(text + "\0")).decode();
        String hash = hashed.substring(HASH_START, HASH_START + HASH_CHARACTERS);
        return EscapedText.of(clean.substring(0, Math.min(clean.length(), KEPT_CHARACTERS)) + "_" + hash);
    }
}
