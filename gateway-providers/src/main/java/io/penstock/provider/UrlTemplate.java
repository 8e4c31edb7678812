package io.penstock.provider;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL with names in braces, each of which stands for a value that the operator gives: {@code {ACCOUNT_ID}}. Where some values stand for
 * something else, the name has cases: of {@code {PLACE:world=a.com|*=*.a.com}} becomes {@code a.com} for {@code world} and
 * {@code here.a.com} for {@code here}. A case of the empty text is what no value stands for: {@code {VERSION:=1|*=*}}.
 *
 * @param text as in the catalogue, or as the operator gave it
 */
public record UrlTemplate(String text) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Z_]+)(?::([^}]*))?}");
    private static final String ANY = "*";

    /** The names, in order, each once. */
    public List<String> names() {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    /** Whether it can be filled without a value for the name. */
    public boolean isOptional(String name) {
        return text.contains("{" + name + ":=");
    }

    /** The URL, with the value of each name in its place. */
    public String fill(UnaryOperator<String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            String value = values.apply(match.group(1));
            String cases = match.group(2);
            return Matcher.quoteReplacement(cases == null ? value : choose(cases, value));
        });
    }

    private static String choose(String cases, String value) {
        for (String each : cases.split("\\|", -1)) {
            int equals = each.indexOf('=');
            String of = each.substring(0, equals);
            if (of.equals(value) || of.equals(ANY)) {
                return each.substring(equals + 1).replace(ANY, value);
            }
        }
        return value;
    }
}
