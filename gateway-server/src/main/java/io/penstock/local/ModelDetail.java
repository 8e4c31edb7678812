package io.penstock.local;

import io.penstock.codec.http.Field;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.exchange.LateReply;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import io.penstock.exchange.QueryString;
import io.penstock.identity.Identity;
import io.penstock.models.ModelLists;
import io.penstock.route.Target;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /v1/models/{id}}: the model that the name leads to, under the name that the list has for it. The id may hold slashes
 * and need not name a provider; it resolves as it would in a request.
 */
public final class ModelDetail implements LocalAnswer {
    private final ModelCatalogue models;

    /** An answer made of {@code models}. */
    public ModelDetail(ModelCatalogue models) {
        this.models = models;
    }

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        LateReply late = new LateReply(request, reply);
        try {
            Query query = query(request);
            // A name without a provider resolves by the lists, so all of them come first.
            models.sync().whenTried(null, lists -> late.attempt(() -> resolve(query, request.identity(), late)));
        } catch (FaultException fault) {
            reply.fault(fault.fault());
        }
        return late;
    }

    private static Query query(LocalRequest request) {
        String name = request.variables().decoded("id");
        if (name == null) {
            throw new IllegalStateException("a row for one model without {id}");
        }
        String text = request.head().query();
        return new Query(
                name,
                QueryString.first(text, "provider"),
                ModelFact.parse(QueryString.first(text, "include")),
                request.head().has(Field.ANTHROPIC_VERSION));
    }

    private void resolve(Query query, Identity identity, LateReply late) {
        Target target = models.routes().resolve(query.name, query.provider);
        String id = target.model();
        if (!identity.mayAsk(target.provider(), id == null ? "" : id)) {
            throw new FaultException(GatewayFault.of(
                    Kind.MODEL_NOT_ALLOWED,
                    "model: " + query.name + " (expected: one that the credential is for)",
                    "model"));
        }
        models.sync().whenTried(target.provider(), lists -> late.attempt(() -> answer(query, target, lists, late)));
    }

    private void answer(Query query, Target target, ModelLists lists, LateReply late) {
        ListedModel model = models.find(target, query.name, lists);
        if (query.isAnthropic) {
            late.answer(() -> AnthropicModelJson.model(model));
            return;
        }
        models.writer(List.of(model), query.facts, json -> late.answer(() -> json.model(model)));
    }

    private record Query(String name, @Nullable String provider, Set<ModelFact> facts, boolean isAnthropic) {}
}
