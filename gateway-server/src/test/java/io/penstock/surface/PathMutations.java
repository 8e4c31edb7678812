package io.penstock.surface;

import java.util.List;
import java.util.Random;

/** Paths below a provider, put together of what may mislead a reader and what may not. */
public final class PathMutations {
    private static final List<String> PIECES = List.of(
            "a",
            "v1",
            "v1",
            "models",
            "gpt-4",
            "files",
            "x:y",
            "@cf",
            ".",
            ".",
            "..",
            "..",
            "...",
            "/",
            "/",
            "/",
            "//",
            "%2e",
            "%2E",
            "%2f",
            "%2F",
            "%5c",
            "%5C",
            "%00",
            "%25",
            "%252e",
            "%252f",
            "%25%32%65",
            "\\",
            ";",
            "..;",
            ";x=1",
            "%3b",
            "%c0%ae",
            "%c0%af",
            "%e0%80%ae",
            "%f0%80%80%ae",
            "%ef%bc%8f",
            "%ef%bc%8e",
            "%e2%80%a5",
            "%e2%84%80",
            "%09",
            "%20",
            "%0d%0a",
            "%7f",
            "%",
            "%2",
            "%zz",
            "#",
            "?",
            " ",
            "\t",
            "\r",
            "\n",
            "\u0000",
            "\u00e9",
            "\uff0f",
            "http:",
            "evil.com",
            "%u002e",
            "..%c0%af",
            "+",
            "~",
            "%C3%A9");

    private PathMutations() {}

    /** One of them; the same ones for the same seed. */
    public static String next(Random random) {
        StringBuilder rest = new StringBuilder();
        int pieces = 1 + random.nextInt(7);
        boolean isMild = random.nextInt(4) == 0;
        for (int i = 0; i < pieces; i++) {
            rest.append(PIECES.get(random.nextInt(isMild ? 14 : PIECES.size())));
        }
        return rest.toString();
    }
}
