package io.penstock.exchange;

import io.penstock.codec.http.Head;
import io.penstock.credential.Secret;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.EventFraming;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import io.penstock.dialect.SealKey;
import io.penstock.dialect.StateSeal;
import io.penstock.dialect.gemini.GeminiDialect;
import io.penstock.dialect.responses.stored.Shelf;
import io.penstock.identity.Identity;
import io.penstock.provider.Dialects;
import io.penstock.surface.RouteAction;
import io.penstock.surface.RouteAction.Relay.Answer;
import io.penstock.surface.SurfaceMatch;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, as far as the head of its request says.
 *
 * @param dialect the client's, as this request is to be answered
 * @param identity who asks
 */
record Asked(Head head, SurfaceMatch.Found found, Dialect dialect, Identity identity) {

    static Asked of(Head head, SurfaceMatch.Found found, Identity identity) {
        Dialect known = Dialects.find(found.row().dialect());
        if (known == null) {
            throw new IllegalArgumentException(
                    "surface: the dialect " + found.row().dialect() + " (expected: a known one)");
        }
        return new Asked(
                head, found, GeminiStream.isArrayWanted(head, found.row()) ? GeminiDialect.IN_ARRAYS : known, identity);
    }

    @Nullable
    Operation operation() {
        return found.row().action() instanceof RouteAction.Relay relay ? relay.operation() : null;
    }

    /** Whether the client asked for a stream. */
    boolean isStream(@Nullable RequestScan scan) {
        if (found.row().action() instanceof RouteAction.Relay relay && relay.answer() != Answer.AS_ASKED) {
            return relay.answer() == Answer.STREAM;
        }
        return scan != null && scan.isStream();
    }

    /** Whether a stream can be opened before the provider answers: comments keep it open, which only server-sent events have. */
    boolean canBeOpened(@Nullable RequestScan scan) {
        return isStream(scan) && dialect.framing() == EventFraming.SERVER_SENT;
    }

    /** The model that the client named: in the URL, where its dialect has it there. */
    @Nullable
    String model(RequestScan scan) {
        String model = found.variables().decoded("model");
        return model == null ? scan.model() : model;
    }

    /** The form of the client's request. */
    String form() {
        String form = found.row().action() instanceof RouteAction.Relay relay ? relay.form() : "";
        return form.isEmpty() ? dialect.name() : form;
    }

    /** What the caller sent to be shown to the provider; null for nothing. */
    @Nullable
    Secret providersKey() {
        return Presented.forProvider(head, found.row().credentials(), !identity.isAnybody());
    }

    /** For whom things are kept. */
    Caller caller() {
        return Caller.of(identity, head, found.row().credentials());
    }

    /** What binds a provider's state to the caller: nothing, where nobody is asked who they are. */
    StateSeal seal(@Nullable SealKey key) {
        return key == null || identity.isAnybody() ? StateSeal.NONE : key.of(caller().name());
    }

    /** What is stored here of the caller's responses; null where nothing ever is. */
    @Nullable
    Shelf shelf(StoredResponses stored) {
        return stored.of(caller());
    }
}
