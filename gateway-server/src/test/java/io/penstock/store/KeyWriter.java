package io.penstock.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that gives keys out, one after the other, and says of each when it is kept. */
final class KeyWriter implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    private KeyWriter(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What runs in the process: a file, and how many keys. */
    public static void main(String[] args) throws Exception {
        try (SqliteKeyStore store = new SqliteKeyStore(Path.of(args[0]))) {
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                String text = StoredKeys.text();
                store.insert(StoredKeys.full(text));
                System.out.println(StoredKeys.id(text));
            }
        }
    }

    static KeyWriter start(Path file, int keys) throws IOException {
        return new KeyWriter(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeyWriter.class.getName(),
                        file.toString(),
                        Integer.toString(keys))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The ids of the next keys that it has kept; fewer where it has ended before. */
    List<String> next(int count) throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            String id = said.readLine();
            if (id == null) {
                break;
            }
            ids.add(id);
        }
        return ids;
    }

    /** Ends it as a power cut would, as far as a process can be: SIGKILL. */
    void kill() throws InterruptedException {
        // Of the process itself; the method of Process closes what it has said as well.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
