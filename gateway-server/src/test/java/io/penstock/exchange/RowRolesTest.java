package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.http.HttpMethod;
import io.penstock.dialect.Operation;
import io.penstock.identity.Role;
import io.penstock.surface.CredentialPlace;
import io.penstock.surface.LocalAction;
import io.penstock.surface.RouteAction;
import io.penstock.surface.RouteRow;
import io.penstock.surface.SurfaceTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole table of URLs, and which role each takes. */
final class RowRolesTest {
    private static final Set<String> PUBLIC = Set.of("/health", "/health/ready");
    private static final List<String> MODELS = List.of("/models", "/models/{id...}");

    static Stream<RouteRow> rows() {
        return SurfaceTable.standard().rows().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachUrlTakesItsRole(RouteRow row) {
        Role role = RowRoles.of(row);

        if (PUBLIC.contains(row.pattern())) {
            assertThat(role).isNull();
        } else if (row.pattern().startsWith("/proxy/")) {
            assertThat(role).isEqualTo(Role.PROXY);
        } else if (row.surface().equals("admin")) {
            assertThat(role).isEqualTo(Role.ADMIN);
        } else if (row.method() == HttpMethod.GET && MODELS.stream().anyMatch(row.pattern()::endsWith)) {
            assertThat(role).isEqualTo(Role.MODELS);
        } else {
            assertThat(role).isEqualTo(Role.INFERENCE);
        }
    }

    @Test
    void anActionThatNobodyListedIsForAdministrators() {
        Set<LocalAction> listed = EnumSet.of(
                LocalAction.MODEL, LocalAction.MODEL_LIST, LocalAction.TOKEN_ESTIMATE, LocalAction.STORED_RESPONSE);

        for (LocalAction action : LocalAction.values()) {
            RouteRow row = new RouteRow(
                    "any",
                    HttpMethod.GET,
                    "/any",
                    new RouteAction.Local(action),
                    "openai",
                    Set.of(CredentialPlace.BEARER),
                    "any");
            assertThat(RowRoles.of(row) == Role.ADMIN).isEqualTo(!listed.contains(action));
        }
    }

    @Test
    void everyOperationIsInferenceButTheProvidersOwnApi() {
        for (Operation operation : Operation.values()) {
            RouteRow row = new RouteRow(
                    "any",
                    HttpMethod.POST,
                    "/any",
                    new RouteAction.Relay(operation),
                    "openai",
                    Set.of(CredentialPlace.BEARER),
                    "any");
            assertThat(RowRoles.of(row)).isEqualTo(operation == Operation.PROXY ? Role.PROXY : Role.INFERENCE);
        }
    }
}
