package io.penstock.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.ConfigLoader;
import io.penstock.config.GatewayConfig;
import io.penstock.provider.Catalogue;
import io.penstock.provider.ModelList;
import io.penstock.provider.Provider;
import io.penstock.server.Gateway;
import io.penstock.telemetry.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The gateway in this process, on a port of its own, with its access log at hand. */
public final class RunningGateway implements AutoCloseable {
    /** The key that the gateway has for the provider. */
    public static final String PROVIDER_KEY = "sk-of-the-gateway";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Gateway gateway;
    private final Lines lines;
    private boolean isStopped;

    private RunningGateway(Gateway gateway, Lines lines) {
        this.gateway = gateway;
        this.lines = lines;
    }

    /** A gateway whose only provider, openai, is {@code upstream}. */
    public static RunningGateway before(ScriptedUpstream upstream) {
        return settings(upstream.port()).start();
    }

    /** Settings of a gateway whose only provider, openai, is at that port. */
    public static Settings settings(int upstreamPort) {
        return new Settings(upstreamPort);
    }

    /** The port that it listens on. */
    public int port() {
        return gateway.address().getPort();
    }

    /** The gateway. */
    public Gateway gateway() {
        return gateway;
    }

    /** A new connection to it. */
    public RawClient connect() {
        return RawClient.to(port());
    }

    /** The next line of the access log; waits for it. */
    public JsonNode nextLine() {
        try {
            String line = lines.whole.poll(Wire.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new AssertionError("no line came");
            }
            return JSON.readTree(line);
        } catch (InterruptedException | JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops it at once; a second call does nothing. */
    @Override
    public void close() {
        if (!isStopped) {
            isStopped = true;
            gateway.stop();
        }
    }

    /** What is set besides the defaults. */
    public static final class Settings {
        private final Map<String, String> environment = new HashMap<>();
        private final Map<String, Object> file = new TreeMap<>();
        private Catalogue catalogue = unlisted();

        private Settings(int upstreamPort) {
            environment.put("SERVER_PORT", "0");
            environment.put("OPENAI_API_URL", "http://127.0.0.1:" + upstreamPort + "/v1");
            variable("OPENAI_API_KEY", PROVIDER_KEY);
            String transport = System.getProperty("penstock.test.transport", "auto");
            set("server.transport", transport);
        }

        /** Sets a variable of the environment. */
        public Settings variable(String name, String value) {
            environment.put(name, value);
            Canaries.plantSetting(name, value);
            return this;
        }

        /** Knows these providers in place of the bundled ones. */
        public Settings catalogue(List<Provider> providers) {
            catalogue = new Catalogue(providers);
            return this;
        }

        /** Sets a key of the file, such as {@code server.timeouts.read}. */
        public Settings set(String path, Object value) {
            Map<String, Object> at = file;
            String[] names = path.split("\\.", -1);
            for (int i = 0; i < names.length - 1; i++) {
                at = section(at, names[i]);
            }
            at.put(names[names.length - 1], value);
            Canaries.plantSetting(path, value);
            return this;
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> section(Map<String, Object> parent, String name) {
            return (Map<String, Object>) parent.computeIfAbsent(name, any -> new LinkedHashMap<String, Object>());
        }

        /** The configuration that these settings make. */
        public GatewayConfig config() {
            try {
                Path yaml = Files.createTempFile("gateway", ".yaml");
                try {
                    // JSON is YAML.
                    Files.writeString(yaml, JSON.writeValueAsString(file));
                    return ConfigLoader.load(yaml, environment, catalogue);
                } finally {
                    Files.delete(yaml);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The bundled one, but that nobody is asked for a list of models: a script sees the test's requests only. */
        private static Catalogue unlisted() {
            List<Provider> providers = new ArrayList<>();
            for (Provider provider : Catalogue.bundled().providers()) {
                providers.add(provider.with(provider.paths(), ModelList.ofKnown(List.of("m"))));
            }
            return new Catalogue(providers);
        }

        /** Starts a gateway with them. */
        public RunningGateway start() {
            Lines lines = new Lines();
            return new RunningGateway(Gateway.start(config(), AccessLog.to(lines, 4096)), lines);
        }
    }

    /** Cuts what the log writes into lines. */
    private static final class Lines extends OutputStream {
        private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                String line = begun.toString(StandardCharsets.UTF_8);
                Canaries.look("the access log", line);
                whole.add(line);
                begun.reset();
            } else {
                begun.write(b);
            }
        }
    }
}
