package io.penstock.server;

import io.penstock.config.ConfigException;
import io.penstock.config.ConfigLoader;
import io.penstock.config.GatewayConfig;
import io.penstock.provider.Catalogue;
import io.penstock.surface.OpenApi;
import io.penstock.surface.SurfaceTable;
import io.penstock.telemetry.Logging;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The command line: {@code gateway [serve|check|routes|keys]}. */
public final class Main {
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /** Runs the command; exits with 0, with 1 where the configuration is refused or the store fails, with 2 where the arguments are refused. */
    public static void main(String[] args) {
        int code;
        try {
            code = run(CommandLine.parse(args));
        } catch (IllegalArgumentException misused) {
            System.err.println(misused.getMessage());
            System.err.println("gateway --help says more.");
            code = MISUSED;
        } catch (ConfigException refused) {
            refused.findings().forEach(System.err::println);
            code = REFUSED;
        }
        Logging.stop();
        System.exit(code);
    }

    private static int run(CommandLine line) {
        switch (line.command()) {
            case HELP -> System.out.print(CommandLine.HELP);
            case VERSION -> System.out.println("penstock " + version());
            case ROUTES -> routes(line.isOpenApi());
            case CHECK -> check(load(line));
            case KEYS -> {
                return keys(line);
            }
            default -> {
                return Serve.run(() -> load(line), line.config(), version());
            }
        }
        return 0;
    }

    private static void check(GatewayConfig config) {
        DownstreamTls.newContext(config.server());
        config.warnings().forEach(System.err::println);
        System.out.println("the configuration is valid");
    }

    private static void routes(boolean isOpenApi) {
        SurfaceTable table = SurfaceTable.standard();
        if (!isOpenApi) {
            table.print(System.out);
            return;
        }
        try {
            new OpenApi(table, version()).write(System.out);
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    private static int keys(CommandLine line) {
        PrintStream out = System.out;
        // What a library logs must not get between a key and the script that takes it.
        System.setOut(System.err);
        return KeysCommand.run(
                Objects.requireNonNull(line.keys()),
                ConfigLoader.loadStore(line.config(), System.getenv()).path(),
                out,
                System.err);
    }

    private static GatewayConfig load(CommandLine line) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (line.port() != null) {
            environment.put("SERVER_PORT", line.port());
        }
        return ConfigLoader.load(line.config(), environment, Catalogue.bundled());
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
