package io.penstock.surface;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void describesEveryRowOfTheTable() throws IOException {
        SurfaceTable table = SurfaceTable.standard();

        JsonNode document = written(table);

        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.path("info").path("version").asText()).isEqualTo("1.2.3");
        for (RouteRow row : table.rows()) {
            JsonNode path = document.path("paths").path(row.pattern().replace("...}", "}"));
            String method = row.method() == null ? "patch" : row.method().name().toLowerCase(java.util.Locale.ROOT);
            assertThat(path.path(method).path("summary").asText()).isEqualTo(row.summary());
            assertThat(path.path(method).path("responses").has("default")).isTrue();
        }
    }

    @Test
    void namesVariablesCredentialsAndEachOperationOnce() throws IOException {
        JsonNode document = written(SurfaceTable.standard());

        JsonNode proxy = document.path("paths").path("/proxy/{provider}/{path}");
        assertThat(proxy.path("parameters").findValuesAsText("name")).containsExactly("provider", "path");
        assertThat(proxy.has("trace")).isFalse();
        assertThat(proxy.has("connect")).isFalse();
        assertThat(proxy.path("get").path("security").findValues("x-api-key")).hasSize(1);
        assertThat(document.path("components")
                        .path("securitySchemes")
                        .path("authorization")
                        .path("scheme")
                        .asText())
                .isEqualTo("bearer");
        Set<String> ids = new HashSet<>();
        document.path("paths")
                .findValuesAsText("operationId")
                .forEach(id -> assertThat(ids.add(id)).as(id).isTrue());
        assertThat(ids).contains("post_v1_chat_completions", "post_root", "get_proxy_provider_path");
    }

    private static JsonNode written(SurfaceTable table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new OpenApi(table, "1.2.3").write(out);
        return new ObjectMapper().readTree(out.toByteArray());
    }
}
