package io.penstock.matrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What came out, as a table in Markdown: a row for each client, a column for each dialect of a provider. */
final class Outcomes {
    private final Map<String, Map<String, Set<Cells.Loss>>> losses = new LinkedHashMap<>();

    /** A cell that came out as it must: with these losses, all of them listed. */
    void add(String client, String provider, Map<Aspect, Cells.Loss> lost) {
        losses.computeIfAbsent(client, any -> new LinkedHashMap<>())
                .computeIfAbsent(provider, any -> new LinkedHashSet<>())
                .addAll(lost.values());
    }

    /** The table, and below it what is lost and why. */
    String markdown(List<String> clients, List<String> providers) {
        StringBuilder table = new StringBuilder("| client \\ provider |");
        providers.forEach(provider -> table.append(' ').append(provider).append(" |"));
        table.append("\n|---|").append("---|".repeat(providers.size())).append('\n');
        List<String> notes = new ArrayList<>();
        for (String client : clients) {
            table.append("| ").append(client).append(" |");
            for (String provider : providers) {
                Set<Cells.Loss> lost = losses.getOrDefault(client, Map.of()).get(provider);
                table.append(' ')
                        .append(lost == null ? "not tried" : cell(lost, notes))
                        .append(" |");
            }
            table.append('\n');
        }
        table.append('\n');
        for (int i = 0; i < notes.size(); i++) {
            table.append(i + 1).append(". ").append(notes.get(i)).append('\n');
        }
        return table.toString();
    }

    private static String cell(Set<Cells.Loss> lost, List<String> notes) {
        if (lost.isEmpty()) {
            return "all";
        }
        Set<String> words = new LinkedHashSet<>();
        for (Cells.Loss loss : lost) {
            String note = "**" + loss.aspect().text() + "**: " + loss.reason();
            if (!notes.contains(note)) {
                notes.add(note);
            }
            words.add(loss.aspect().text() + " (" + (notes.indexOf(note) + 1) + ")");
        }
        return "all but " + String.join(", ", words);
    }
}
