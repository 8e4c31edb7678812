package io.penstock.exchange;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which of a client's fields a provider gets. The caller's own credentials, cookies and way there are in neither set. */
enum PassedFields {
    /** To an operation of the gateway's: the few that a provider has a use for. */
    NAMED {
        @Override
        boolean isPassed(Head client, int i) {
            Field field = client.field(i);
            return (field != null && NAMED_FIELDS.contains(field)) || Names.prefixOf(client, i, NAMED_PREFIXES) != null;
        }
    },
    /** To the provider's own API: all but those that are the gateway's business. */
    ALL_BUT_OURS {
        @Override
        boolean isPassed(Head client, int i) {
            Field field = client.field(i);
            return (field == null || !OUR_FIELDS.contains(field)) && Names.prefixOf(client, i, OUR_PREFIXES) == null;
        }
    };

    private static final Set<Field> NAMED_FIELDS = EnumSet.of(Field.ACCEPT, Field.USER_AGENT);
    private static final List<String> NAMED_PREFIXES =
            List.of("openai-beta", "anthropic-beta", "anthropic-version", "idempotency-key");

    private static final Set<Field> OUR_FIELDS = EnumSet.of(
            Field.HOST,
            Field.CONTENT_LENGTH,
            Field.EXPECT,
            Field.AUTHORIZATION,
            Field.COOKIE,
            Field.X_API_KEY,
            Field.API_KEY,
            Field.X_AUTH_TOKEN,
            Field.X_GOOG_API_KEY,
            Field.X_AMZ_SECURITY_TOKEN,
            Field.FORWARDED,
            Field.VIA,
            Field.X_REAL_IP,
            Field.X_CLIENT_IP,
            Field.X_CLUSTER_CLIENT_IP,
            Field.TRUE_CLIENT_IP,
            Field.CF_CONNECTING_IP,
            Field.CF_CONNECTING_IPV6,
            Field.CF_IPCOUNTRY,
            Field.CF_VISITOR,
            Field.CF_RAY,
            Field.FLY_CLIENT_IP,
            Field.FASTLY_CLIENT_IP,
            Field.CDN_LOOP,
            Field.X_FORWARDED_FOR,
            Field.X_FORWARDED_HOST,
            Field.X_FORWARDED_PORT,
            Field.X_FORWARDED_PROTO,
            Field.X_FORWARDED_PREFIX,
            Field.X_FORWARDED_SERVER,
            Field.X_FORWARDED_BY,
            Field.X_FORWARDED_USER,
            Field.X_FORWARDED_EMAIL,
            Field.X_FORWARDED_CLIENT_CERT,
            Field.X_ORIGINAL_URL,
            Field.X_ORIGINAL_URI,
            Field.X_ORIGINAL_HOST,
            Field.X_REWRITE_URL,
            Field.X_HOST,
            Field.X_HTTP_METHOD,
            Field.X_HTTP_METHOD_OVERRIDE,
            Field.X_METHOD_OVERRIDE);
    private static final List<String> OUR_PREFIXES =
            List.of("x-forwarded-", "cf-aig-", "openai-organization", "openai-project");

    /** Whether field {@code i} of {@code client}, which is not hop-by-hop, goes up. */
    abstract boolean isPassed(Head client, int i);
}
