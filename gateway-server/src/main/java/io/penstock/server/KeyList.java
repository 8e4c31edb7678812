package io.penstock.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.identity.GatewayKey;
import io.penstock.identity.Identity;
import io.penstock.identity.KeyTerms;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of keys, for a person and for a program. */
final class KeyList {
    private static final String LINE = "%-10s  %-8s  %-20s  %-12s  %-20s  %-20s  %s%n";

    private final List<GatewayKey> keys;
    private final Instant now;

    KeyList(List<GatewayKey> keys, Instant now) {
        this.keys = keys;
        this.now = now;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> roles(KeyTerms terms) {
        return terms.roles().stream().sorted().map(KeyList::word).toList();
    }

    /** One key a line. */
    void print(PrintStream out) {
        out.printf(LINE, "ID", "STATE", "OWNER", "TEAM", "EXPIRES", "ROLES", "LABEL");
        for (GatewayKey key : keys) {
            KeyTerms terms = key.terms();
            Instant expiresAt = key.expiresAt();
            out.printf(
                    LINE,
                    key.id(),
                    word(key.stateAt(now)),
                    terms.owner(),
                    terms.team().isEmpty() ? "-" : terms.team(),
                    expiresAt == null ? "never" : expiresAt.truncatedTo(ChronoUnit.SECONDS),
                    String.join(",", roles(terms)),
                    terms.label());
        }
        out.flush();
    }

    /** All of it, one object a key. */
    void printJson(PrintStream out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (GatewayKey key : keys) {
                write(json, key);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
        out.flush();
    }

    private void write(JsonGenerator json, GatewayKey key) throws IOException {
        KeyTerms terms = key.terms();
        Identity.Grant grant = terms.grant();
        json.writeStartObject();
        json.writeStringField("id", key.id());
        json.writeStringField("state", word(key.stateAt(now)));
        json.writeStringField("owner", terms.owner());
        json.writeStringField("team", terms.team());
        json.writeStringField("label", terms.label());
        writeItems(json, "roles", roles(terms));
        writeItems(json, "models", terms.models());
        writeItems(json, "surfaces", terms.surfaces().stream().sorted().toList());
        json.writeNumberField("requests_per_minute", grant.requestsPerMinute());
        json.writeNumberField("tokens_per_minute", grant.tokensPerMinute());
        json.writeNumberField("concurrent", grant.concurrent());
        writeTime(json, "created_at", key.createdAt());
        writeTime(json, "expires_at", key.expiresAt());
        writeTime(json, "revoked_at", key.revokedAt());
        json.writeEndObject();
    }

    private static void writeItems(JsonGenerator json, String name, Collection<String> items) throws IOException {
        json.writeArrayFieldStart(name);
        for (String item : items) {
            json.writeString(item);
        }
        json.writeEndArray();
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
        json.writeStringField(name, time == null ? null : time.toString());
    }
}
