package io.penstock.credential;

import io.penstock.codec.http.HttpMethod;
import java.net.URI;
import java.util.Map;

/** What comes next on the way to a grant: a call, the grant, or that there is none. */
public sealed interface GrantStep {

    /** A call is to be made, and its answer given to {@code reader}. */
    record Ask(GrantCall call, AnswerReader reader) implements GrantStep {}

    /**
     * It is granted.
     *
     * @param lifeSeconds from now; above 0
     */
    record Granted(Authorization authorization, long lifeSeconds) implements GrantStep {}

    /**
     * It is not granted.
     *
     * @param reason for the log: no secret, and nothing that was not checked
     */
    record Refused(String reason) implements GrantStep {}

    /** Reads the answer of a call. It does not throw, whatever the answer. */
    interface AnswerReader {
        /**
         * What follows from an answer.
         *
         * @param nowSeconds since 1970
         */
        GrantStep read(int status, byte[] body, long nowSeconds);
    }

    /**
     * A call that has to be made. Its fields and its body may hold secrets, so it prints neither.
     *
     * @param url http or https
     * @param fields lower-case names; besides {@code host} and those that frame the body
     * @param body of a POST; else empty
     */
    record GrantCall(HttpMethod method, URI url, Map<String, String> fields, String body) {
        /** Keeps its own copy. */
        public GrantCall {
            fields = Map.copyOf(fields);
        }

        @Override
        public String toString() {
            return method + " to " + url.getHost();
        }
    }
}
