package io.penstock.exchange;

import io.penstock.codec.http.Head;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.identity.ClientCertificate;
import io.penstock.identity.Credential;
import io.penstock.identity.Gate;
import io.penstock.identity.Identity;
import io.penstock.identity.Role;
import io.penstock.identity.Verdict;
import io.penstock.surface.RouteRow;
import io.penstock.telemetry.AccessRecord;
import io.penstock.telemetry.AuthOutcome;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether a request may come in: who asks, and whether that one may ask for such a thing. */
final class Entrance {
    private static final Verdict ANYBODY = new Verdict.Known(Identity.ANYBODY);

    /** What a 401 asks for (RFC 9110 11.6.1). */
    static final String CHALLENGE = "Bearer realm=\"penstock\"";

    private final Gate gate;
    private final Head head;
    private final RouteRow row;
    private final AccessRecord record;
    private final @Nullable Role role;

    /**
     * The entrance to {@code row}.
     *
     * @param record told of how it goes
     */
    Entrance(Gate gate, Head head, RouteRow row, AccessRecord record) {
        this.gate = gate;
        this.head = head;
        this.row = row;
        this.record = record;
        this.role = RowRoles.of(row);
    }

    /**
     * Judges what the request shows for itself.
     *
     * @param later called with the verdict, on any thread, where null is returned
     * @throws FaultException where there is nothing that could be judged
     */
    @Nullable
    Verdict verdict(Origin origin, Consumer<Verdict> later) {
        if (role == null || gate.isOpenTo(role)) {
            record.auth(AuthOutcome.OPEN);
            return ANYBODY;
        }
        Presented presented = Presented.in(head, row.credentials());
        Credential credential = presented.credential();
        if (credential != null) {
            String address = origin.address();
            return gate.judge(credential, address == null ? "" : address, later);
        }
        return switch (presented.state()) {
            case SIGNED ->
                throw refusal(
                        AuthOutcome.UNCLEAR,
                        GatewayFault.of(
                                Kind.FORBIDDEN,
                                "authorization: a signature of AWS, which cannot be checked here (expected: Bearer and a key of "
                                        + "the gateway's, such as AWS_BEARER_TOKEN_BEDROCK makes of it)"));
            case UNCLEAR ->
                throw refusal(
                        AuthOutcome.UNCLEAR,
                        GatewayFault.of(
                                Kind.UNAUTHENTICATED,
                                "credential: unclear (expected: one, of the form that its place has)"));
            default -> withoutCredential(role, origin);
        };
    }

    /** A credential that is shown counts alone; where none is, the connection's certificate does. */
    private Verdict withoutCredential(Role wanted, Origin origin) {
        ClientCertificate certificate = origin.certificate();
        Verdict judged = certificate == null ? null : gate.judge(certificate);
        if (judged instanceof Verdict.Known) {
            return judged;
        }
        if (gate.isLocalTrusted(wanted) && LocalPeer.is(origin.address(), head)) {
            record.auth(AuthOutcome.LOCAL);
            return Gate.LOCAL_ADMINISTRATOR;
        }
        if (judged != null) {
            return judged;
        }
        throw refusal(
                AuthOutcome.MISSING,
                GatewayFault.of(
                        Kind.UNAUTHENTICATED,
                        "credential: none (expected: one in " + Presented.expected(row.credentials()) + ")"));
    }

    /** Whether limits count: for all but what is public, and what manages the gateway, which has to work when there is no room. */
    boolean isLimited() {
        return role != null && role != Role.ADMIN;
    }

    /**
     * Who comes in.
     *
     * @throws FaultException where nobody does: 401, 403, 429, 503
     */
    Identity admit(Verdict verdict) {
        if (verdict instanceof Verdict.Known known) {
            requireRole(known.identity());
            if (verdict != ANYBODY && verdict != Gate.LOCAL_ADMINISTRATOR) {
                record.auth(AuthOutcome.KNOWN);
            }
            return known.identity();
        }
        if (verdict instanceof Verdict.Limited limited) {
            throw refusal(
                    AuthOutcome.LIMITED,
                    GatewayFault.of(Kind.RATE_LIMITED, "too many credentials that are not good came from this address")
                            .retryAfter(limited.retryAfterSeconds()));
        }
        if (verdict instanceof Verdict.Unavailable unavailable) {
            throw refusal(
                    AuthOutcome.UNAVAILABLE,
                    GatewayFault.of(Kind.OVERLOADED, "credentials cannot be judged just now")
                            .retryAfter(unavailable.retryAfterSeconds()));
        }
        throw refusal(
                AuthOutcome.REFUSED,
                GatewayFault.of(Kind.UNAUTHENTICATED, "credential: not good (expected: a valid one)"));
    }

    private FaultException refusal(AuthOutcome outcome, GatewayFault fault) {
        record.auth(outcome);
        return new FaultException(fault);
    }

    private void requireRole(Identity identity) {
        if (role != null && !identity.roles().contains(role)) {
            throw refusal(
                    AuthOutcome.FORBIDDEN,
                    GatewayFault.of(
                            Kind.FORBIDDEN,
                            "role: " + role.name().toLowerCase(Locale.ROOT)
                                    + " is not the caller's (expected: a credential with that role)"));
        }
        if (role != null
                && !identity.surfaces().isEmpty()
                && !identity.surfaces().contains(row.surface())) {
            throw refusal(
                    AuthOutcome.FORBIDDEN,
                    GatewayFault.of(
                            Kind.FORBIDDEN,
                            "surface: " + row.surface() + " (expected: one that the credential is for)"));
        }
        if (role == Role.PROXY && !identity.models().isEmpty()) {
            throw refusal(
                    AuthOutcome.FORBIDDEN,
                    GatewayFault.of(
                            Kind.FORBIDDEN,
                            "proxy: not for a credential that is for some models only (expected: one without such bounds)"));
        }
    }
}
