package io.penstock.store;

import io.penstock.identity.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The database's file: made for its owner alone, and told apart from another of the same name. SQLite gives its two companions the same mode. */
final class SqliteFile {
    private final Path path;

    SqliteFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Makes it where it is not there, empty, and the directory that it is to be in. */
    void create() throws StoreException {
        Path directory = path.getParent();
        if (directory == null) {
            throw new StoreException("store.path: " + path + " is a directory (expected: a file)");
        }
        try {
            Files.createDirectories(directory, mode("rwx------"));
            if (isMade()) {
                adopt(directory);
            }
        } catch (IOException e) {
            throw new StoreException("store.path: " + path + " cannot be made (expected: a directory to write to)", e);
        }
    }

    /** False where it was made by another process, or long before: whether it is one of ours shows when it is opened. */
    private boolean isMade() throws IOException {
        try {
            Files.createFile(path, mode("rw-------"));
            return true;
        } catch (FileAlreadyExistsException there) {
            return false;
        }
    }

    /** What root makes in the directory of a service belongs to that service, which could not open it otherwise. */
    private void adopt(Path directory) {
        try {
            Files.setOwner(path, Files.getOwner(directory));
        } catch (IOException | UnsupportedOperationException notOurs) {
            // Then it stays with whoever made it.
            return;
        }
    }

    private FileAttribute<?>[] mode(String mode) {
        boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPosix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /**
     * Which file it is: of another that has taken its place, another. Null where it is gone, and where files have no identity.
     */
    @Nullable
    Object identity() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException gone) {
            return null;
        }
    }
}
