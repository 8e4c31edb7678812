package io.penstock.exchange;

import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.credential.Secret;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.identity.Credential;
import io.penstock.surface.CredentialPlace;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credential that came with a request, in the places where its surface lets one sit. What stands in the gateway's own place counts
 * alone: whatever stands beside it is meant for a provider. Elsewhere two that differ are none, for nobody could say which one counts.
 *
 * @param state what was found
 * @param credential null where none can be used
 */
record Presented(State state, @Nullable Credential credential) {

    enum State {
        NOTHING,
        ONE,
        /** Several that differ, one that stands twice, or one of no known form. */
        UNCLEAR,
        /** A signature of AWS: made with a secret that nobody here can know. */
        SIGNED
    }

    private static final Presented NOTHING = new Presented(State.NOTHING, null);
    private static final Presented UNCLEAR = new Presented(State.UNCLEAR, null);
    private static final Presented SIGNED = new Presented(State.SIGNED, null);
    private static final String SCHEME = "bearer ";
    private static final String SIGNATURE = "AWS4-HMAC-SHA256 ";

    private static final CredentialPlace[] PLACES = CredentialPlace.values();

    /** What came with a request whose credential may sit in {@code places}. */
    static Presented in(Head head, Set<CredentialPlace> places) {
        Presented found = NOTHING;
        for (CredentialPlace place : PLACES) {
            if (places.contains(place)) {
                Presented here = at(head, place);
                if (place == CredentialPlace.GATEWAY && here.state != State.NOTHING) {
                    return here;
                }
                found = found.with(here);
            }
        }
        return found;
    }

    /**
     * What came with a request for its provider, in the same places but the gateway's own.
     *
     * @param isGatewayAsking whether the gateway asks for a credential of its own: what stands elsewhere is that, unless its place is taken
     * @return null for nothing, and for a signature, which is good for the request as the caller made it and for no other
     * @throws FaultException where nobody could say what is meant
     */
    static @Nullable Secret forProvider(Head head, Set<CredentialPlace> places, boolean isGatewayAsking) {
        if (isGatewayAsking && !head.has(Field.CF_AIG_AUTHORIZATION)) {
            return null;
        }
        Presented found = NOTHING;
        for (CredentialPlace place : PLACES) {
            if (place != CredentialPlace.GATEWAY && places.contains(place)) {
                found = found.with(at(head, place));
            }
        }
        if (found.state == State.NOTHING || found.state == State.SIGNED) {
            return null;
        }
        if (found.credential == null) {
            throw new FaultException(GatewayFault.of(
                    Kind.INVALID_REQUEST,
                    "the provider's credential: unclear (expected: one, of the form that its place has)"));
        }
        return Secret.of(found.credential.text());
    }

    /** The places, for who sent nothing. */
    static String expected(Set<CredentialPlace> places) {
        StringBuilder names = new StringBuilder();
        for (CredentialPlace place : PLACES) {
            if (places.contains(place)) {
                names.append(names.length() == 0 ? "" : ", ")
                        .append(place.isInQuery() ? "?" : "")
                        .append(place.key());
            }
        }
        return names.toString();
    }

    private Presented with(Presented other) {
        if (other.state == State.NOTHING) {
            return this;
        }
        return state == State.NOTHING || (credential != null && credential.equals(other.credential)) ? other : UNCLEAR;
    }

    private static Presented at(Head head, CredentialPlace place) {
        Field field = place.field();
        if (field == null) {
            List<String> values = QueryString.all(head.query(), place.key());
            if (values.size() != 1) {
                return values.isEmpty() ? NOTHING : UNCLEAR;
            }
            return one(Credential.of(values.get(0)));
        }
        int i = head.indexOf(field);
        if (i < 0) {
            return NOTHING;
        }
        return head.count(field) > 1 ? UNCLEAR : of(head, i, place);
    }

    private static Presented of(Head head, int i, CredentialPlace place) {
        int start = head.valueStart(i);
        int end = head.valueEnd(i);
        if (!place.hasScheme()) {
            return one(Credential.in(head.bytes(), start, end));
        }
        if (hasScheme(head.bytes(), start, end)) {
            return one(Credential.in(head.bytes(), start + SCHEME.length(), end));
        }
        return head.value(i).startsWith(SIGNATURE) ? SIGNED : UNCLEAR;
    }

    /** The name of a scheme has no case (RFC 9110 11.1). */
    private static boolean hasScheme(byte[] bytes, int start, int end) {
        if (end - start < SCHEME.length()) {
            return false;
        }
        for (int i = 0; i < SCHEME.length(); i++) {
            if (Ascii.toLowerCase(bytes[start + i]) != SCHEME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Presented one(Credential credential) {
        return credential.isUsable() ? new Presented(State.ONE, credential) : UNCLEAR;
    }
}
