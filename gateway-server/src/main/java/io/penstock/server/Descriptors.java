package io.penstock.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many clients the system's limit of descriptors carries. Whoever is connected may need another one for a provider: where clients could
 * take them all, those who wait for answers would be the ones that get none.
 */
final class Descriptors {
    /** For jars, loops, listeners, the store, and whoever reads metrics. */
    private static final int OWN = 128;

    private static final int PER_CLIENT = 2;
    private static final int CLIENTS_MIN = 16;
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d{1,18}) ");

    private Descriptors() {}

    /** Connections of clients, at most; where the system does not say, any number. */
    static int clientsMax() {
        try {
            return clientsMax(Files.readString(LIMITS));
        } catch (IOException unknown) {
            return Integer.MAX_VALUE;
        }
    }

    static int clientsMax(String limits) {
        Matcher openFiles = OPEN_FILES.matcher(limits);
        if (!openFiles.find()) {
            return Integer.MAX_VALUE;
        }
        long clients = (Long.parseLong(openFiles.group(1)) - OWN) / PER_CLIENT;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(CLIENTS_MIN, clients));
    }
}
