package io.penstock.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Variables whose values stand in files, where a process list and a child's environment do not show them. Each one that the environment
 * has itself stays as it is there.
 *
 * <pre>
 *   OPENAI_API_KEY_FILE=/run/secrets/openai         a secret of that name, in that file
 *   $CREDENTIALS_DIRECTORY/OPENAI_API_KEY           systemd's LoadCredential=OPENAI_API_KEY:/etc/penstock/openai
 * </pre>
 */
final class SecretFiles {
    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";
    private static final String FILE = "_FILE";
    private static final List<String> ENDINGS = List.of(
            "_API_KEY", "_SECRET", "_SECRET_ACCESS_KEY", "_SESSION_TOKEN", "ADMIN_TOKEN", "AWS_BEARER_TOKEN_BEDROCK");
    private static final int BYTES_MAX = 64 * 1024;

    private final Map<String, String> environment;
    private final Findings findings;

    private SecretFiles(Map<String, String> environment, Findings findings) {
        this.environment = new HashMap<>(environment);
        this.findings = findings;
    }

    /** The environment, with what the files say. */
    static Map<String, String> read(Map<String, String> environment, Findings findings) {
        SecretFiles files = new SecretFiles(environment, findings);
        environment.forEach(files::onVariable);
        String directory = environment.getOrDefault(DIRECTORY, "");
        if (!directory.isBlank()) {
            files.readDirectory(directory);
        }
        return files.environment;
    }

    private void onVariable(String name, String value) {
        if (name.endsWith(FILE) && !value.isBlank()) {
            String secret = name.substring(0, name.length() - FILE.length());
            if (isSecret(secret)) {
                take(secret, value, name);
            }
        }
    }

    /** Others end in {@code _FILE} too, and mean the file itself: a cloud's tokens, for one. */
    private static boolean isSecret(String name) {
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private void readDirectory(String directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.matches("[A-Z][A-Z0-9_]*") && Files.isRegularFile(file)) {
                    take(name, file.toString(), DIRECTORY + "/" + name);
                }
            }
        } catch (IOException | InvalidPathException unreadable) {
            findings.add(DIRECTORY, directory, "a directory that can be read");
        }
    }

    private void take(String name, String file, String source) {
        if (!environment.getOrDefault(name, "").isBlank()) {
            return;
        }
        try {
            Path path = Path.of(file);
            if (Files.size(path) > BYTES_MAX) {
                findings.add(source, file, "a file of up to " + BYTES_MAX + " bytes");
                return;
            }
            String secret = Files.readString(path, StandardCharsets.UTF_8).strip();
            if (secret.isEmpty()) {
                findings.add(source, file, "a file that is not empty");
            }
            environment.put(name, secret);
        } catch (IOException | InvalidPathException unreadable) {
            findings.add(source, file, "a file of UTF-8 that can be read");
        }
    }
}
