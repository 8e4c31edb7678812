package io.penstock.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns YAML into maps and lists. A class of its own, so that a start without a file does not pay for loading the parser (10 ms). */
final class YamlDocument {
    private YamlDocument() {}

    /** What the file holds; null if it is empty, or cannot be read, which is a finding. */
    static @Nullable Object read(Path path, Findings findings) {
        if (Files.isDirectory(path)) {
            findings.add("--config", path.toString(), "a file, and no directory");
            return null;
        }
        LoadSettings strict = LoadSettings.builder()
                .setLabel(path.toString())
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .build();
        try (Reader reader = Files.newBufferedReader(path)) {
            return new Load(strict).loadFromReader(reader);
        } catch (IOException e) {
            findings.add("--config", path.toString(), "a file that can be read");
        } catch (MarkedYamlEngineException e) {
            // Its message quotes the lines around the place, and those may hold keys.
            String place = e.getProblemMark()
                    .map(mark -> " line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    .orElse("");
            findings.addUnshown(path + place, "YAML; " + Findings.word(firstLine(e.getProblem())));
        } catch (YamlEngineException e) {
            findings.addUnshown(path.toString(), "YAML");
        }
        return null;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
