package io.penstock.surface;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.codec.http.HttpMethod;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The table as an OpenAPI 3.1 document: paths, methods, variables and where a credential may sit. Bodies are those of the dialect's own
 * description and are not repeated here.
 */
public final class OpenApi {
    private static final String VERSION = "3.1.0";

    private final SurfaceTable table;
    private final String gatewayVersion;

    /** The document of {@code table}, of the gateway's {@code gatewayVersion}. */
    public OpenApi(SurfaceTable table, String gatewayVersion) {
        this.table = table;
        this.gatewayVersion = gatewayVersion;
    }

    /**
     * Writes the document in UTF-8 to {@code out}, which it borrows.
     *
     * @throws IOException where {@code out} does
     */
    public void write(OutputStream out) throws IOException {
        byte[] document =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(document());
        out.write(document);
        out.write('\n');
        out.flush();
    }

    private ObjectNode document() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("openapi", VERSION);
        root.putObject("info").put("title", "Penstock").put("version", gatewayVersion);
        ObjectNode paths = root.putObject("paths");
        for (RouteRow row : table.rows()) {
            PathPattern pattern = PathPattern.parse(row.pattern());
            ObjectNode path = paths.withObjectProperty(row.pattern().replace("...}", "}"));
            if (!pattern.variables().isEmpty() && !path.has("parameters")) {
                addParameters(path.putArray("parameters"), pattern.variables());
            }
            for (HttpMethod method : methods(row)) {
                addOperation(path.putObject(method.name().toLowerCase(Locale.ROOT)), row, method);
            }
        }
        addSecuritySchemes(root.putObject("components").putObject("securitySchemes"));
        return root;
    }

    private static List<HttpMethod> methods(RouteRow row) {
        HttpMethod only = row.method();
        return only != null
                ? List.of(only)
                : Arrays.stream(HttpMethod.values()).filter(row::takes).toList();
    }

    private static void addParameters(ArrayNode parameters, List<String> variables) {
        for (String variable : variables) {
            parameters
                    .addObject()
                    .put("name", variable)
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
    }

    private static void addOperation(ObjectNode operation, RouteRow row, HttpMethod method) {
        operation.put("operationId", operationId(row, method));
        operation.put("summary", row.summary());
        operation.putArray("tags").add(row.surface());
        if (method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH) {
            ObjectNode content = operation.putObject("requestBody").putObject("content");
            content.putObject(row.action() instanceof RouteAction.Relay relay ? mediaType(relay) : "*/*");
        }
        operation.putObject("responses").putObject("default").put("description", "the answer, or an error");
        ArrayNode security = operation.putArray("security");
        // An empty requirement makes the others optional: whether a key is needed is the operator's choice.
        security.addObject();
        for (CredentialPlace place : new TreeSet<>(row.credentials())) {
            security.addObject().putArray(place.key());
        }
    }

    private static String mediaType(RouteAction.Relay relay) {
        return switch (relay.operation()) {
            case PROXY -> "*/*";
            case IMAGE_EDITS, IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS -> "multipart/form-data";
            default -> "application/json";
        };
    }

    private static String operationId(RouteRow row, HttpMethod method) {
        String path = row.pattern().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
        return method.name().toLowerCase(Locale.ROOT) + "_" + (path.isEmpty() ? "root" : path);
    }

    private static void addSecuritySchemes(ObjectNode schemes) {
        for (CredentialPlace place : CredentialPlace.values()) {
            ObjectNode scheme = schemes.putObject(place.key());
            if (place == CredentialPlace.BEARER) {
                scheme.put("type", "http").put("scheme", "bearer");
            } else {
                scheme.put("type", "apiKey")
                        .put("in", place.isInQuery() ? "query" : "header")
                        .put("name", place.key());
            }
        }
    }
}
