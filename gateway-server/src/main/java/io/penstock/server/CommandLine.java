package io.penstock.server;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param command what to do
 * @param config the configuration file, null for none
 * @param port the port to listen on in place of the configured one, null for that
 * @param isOpenApi whether the routes are wanted as an OpenAPI document
 * @param keys what is to be done with keys, null where nothing is
 */
record CommandLine(
        Command command,
        @Nullable Path config,
        @Nullable String port,
        boolean isOpenApi,
        @Nullable KeysLine keys) {
    static final String HELP = """
            Usage: gateway [command] [options]

            Commands:
              serve               start the server (what happens without a command)
              check               judge the configuration and exit: 0 valid, 1 not
              routes              print the table of URLs
                --openapi         as an OpenAPI document
            """ + KeysLine.HELP + """

            Options:
              --config FILE       read FILE (YAML); environment variables win over it
              --port N            listen on port N; 0 takes any that is free
              --version           print the version
              --help              print this

            conf/gateway.yaml explains every setting and names its environment variable.
            """;

    /** What counts wherever it stands; anything else behind {@code keys} belongs to that. */
    private static final Set<String> GENERAL = Set.of("--config", "--help", "-h");

    enum Command {
        SERVE,
        CHECK,
        ROUTES,
        KEYS,
        VERSION,
        HELP
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException where one is not known or lacks its value
     */
    static CommandLine parse(String... args) {
        Command command = Command.SERVE;
        Path config = null;
        String port = null;
        boolean isOpenApi = false;
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        List<String> keys = new ArrayList<>();
        while (!rest.isEmpty()) {
            String arg = next(rest);
            if (command == Command.KEYS && !GENERAL.contains(arg)) {
                keys.add(arg);
                continue;
            }
            switch (arg) {
                case "serve", "check", "routes", "keys" -> command = Command.valueOf(arg.toUpperCase(Locale.ROOT));
                case "--help", "-h" -> command = Command.HELP;
                case "--version" -> command = Command.VERSION;
                case "--openapi" -> isOpenApi = true;
                case "--config" -> config = Path.of(valueOf(arg, rest));
                case "--port" -> port = valueOf(arg, rest);
                default ->
                    throw new IllegalArgumentException("argument: " + arg
                            + " (expected: serve, check, routes, keys, --config, --port, --version or --help)");
            }
        }
        return new CommandLine(command, config, port, isOpenApi, command == Command.KEYS ? KeysLine.parse(keys) : null);
    }

    /** The next argument; of {@code --config=FILE} the option, and the value is the one after it. */
    private static String next(Deque<String> rest) {
        String arg = rest.removeFirst();
        if (!arg.startsWith("--config=") && !arg.startsWith("--port=")) {
            return arg;
        }
        int equals = arg.indexOf('=');
        rest.addFirst(arg.substring(equals + 1));
        return arg.substring(0, equals);
    }

    private static String valueOf(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + ": no value (expected: one after it)");
        }
        return rest.removeFirst();
    }
}
