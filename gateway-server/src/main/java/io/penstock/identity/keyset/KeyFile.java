package io.penstock.identity.keyset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keys in a file; read on the thread of the key sets. */
final class KeyFile {
    private static final int BYTES_MAX = 1024 * 1024;

    private KeyFile() {}

    /** What the file holds; nothing where it cannot be read, or is larger than any key set. */
    static byte[] read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            return bytes.length > BYTES_MAX ? new byte[0] : bytes;
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
