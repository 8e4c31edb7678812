package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.LossReport;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of documents as the provider takes them: letters, digits, single spaces, hyphens, parentheses and brackets, each but once in a
 * request. The ending of a file name goes: the format says it.
 */
final class DocumentNames {
    private static final String UNNAMED = "document";
    private static final int NAME_CHARACTERS_MAX = 190;

    private final Set<String> taken = new HashSet<>();
    private final LossReport loss;

    DocumentNames(LossReport loss) {
        this.loss = loss;
    }

    /** The name of the next document. */
    String next(@Nullable EscapedText name) {
        String base = name == null ? "" : name.decode();
        int dot = base.lastIndexOf('.');
        String bare = dot > 0 ? base.substring(0, dot) : base;
        String clean = bare.replaceAll("[^A-Za-z0-9 \\-()\\[\\]]", " ")
                .replaceAll(" +", " ")
                .strip();
        if (clean.length() > NAME_CHARACTERS_MAX) {
            clean = clean.substring(0, NAME_CHARACTERS_MAX).strip();
        }
        if (clean.isEmpty()) {
            clean = UNNAMED;
        }
        String unique = unique(clean);
        if (base.isEmpty()) {
            loss.defaulted("filename");
        } else if (!unique.equals(bare)) {
            loss.approximated("filename");
        }
        return unique;
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = name + " " + i;
        }
        return unique;
    }
}
