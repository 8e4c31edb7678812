package io.penstock.exchange;

import io.penstock.dialect.Operation;
import io.penstock.identity.Role;
import io.penstock.surface.LocalAction;
import io.penstock.surface.RouteAction;
import io.penstock.surface.RouteRow;
import org.jspecify.annotations.Nullable;

/** Which role opens which URL. What is not listed is for those who manage the gateway. */
final class RowRoles {
    private RowRoles() {}

    /** The role that the row takes; null where it is public. */
    static @Nullable Role of(RouteRow row) {
        if (row.isPublic()) {
            return null;
        }
        if (row.action() instanceof RouteAction.Relay relay) {
            return relay.operation() == Operation.PROXY ? Role.PROXY : Role.INFERENCE;
        }
        return row.action() instanceof RouteAction.Local local ? of(local.answer()) : Role.ADMIN;
    }

    private static Role of(LocalAction action) {
        return switch (action) {
            case MODEL_LIST, MODEL -> Role.MODELS;
            case TOKEN_ESTIMATE, STORED_RESPONSE -> Role.INFERENCE;
            default -> Role.ADMIN;
        };
    }
}
