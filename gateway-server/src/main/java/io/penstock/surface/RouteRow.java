package io.penstock.surface;

import io.penstock.codec.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table: which requests it takes, and what they ask for.
 *
 * <p>A pattern is {@code /} or segments parted by it: a literal ({@code models}), a variable that takes one segment
 * ({@code {provider}}), or, last only, a variable that takes all that is left and at least one byte ({@code {path...}}).
 * A variable may have to be followed by a suffix that is not its own ({@code {model...}:generateContent}).
 *
 * @param surface the family that the row belongs to
 * @param method the method; null takes every method but CONNECT and TRACE
 * @param pattern the paths that it takes
 * @param action what they lead to
 * @param dialect the dialect of request, answer and refusal, by its name
 * @param credentials where a caller's credential may sit; empty where the row is public
 * @param summary one line for a reader of the table
 */
public record RouteRow(
        String surface,
        @Nullable HttpMethod method,
        String pattern,
        RouteAction action,
        String dialect,
        Set<CredentialPlace> credentials,
        String summary) {

    /** Keeps its own copy of {@code credentials}. */
    public RouteRow {
        credentials = Set.copyOf(credentials);
    }

    /** Whether the row answers a caller who has no credential. */
    public boolean isPublic() {
        return credentials.isEmpty();
    }

    /**
     * Whether the row takes {@code candidate}. A row without a method of its own leaves out CONNECT, which asks for a tunnel, and TRACE,
     * with which a provider would send the credential back that was put in.
     */
    boolean takes(HttpMethod candidate) {
        return method == null ? candidate != HttpMethod.CONNECT && candidate != HttpMethod.TRACE : method == candidate;
    }

    /** The method for a reader of the table: {@code ANY} where the row has none of its own. */
    public String methodName() {
        return method == null ? "ANY" : method.name();
    }

    /** Whether the gateway answers by itself. */
    public boolean isLocal() {
        return action instanceof RouteAction.Local;
    }
}
