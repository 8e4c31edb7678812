package io.penstock.local;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.exchange.LateReply;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import io.penstock.exchange.QueryString;
import io.penstock.identity.Identity;
import io.penstock.models.ModelLists;
import io.penstock.route.RouteTable;
import io.penstock.route.Target;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /v1/models}: the models of all configured providers, or those of {@code ?provider=}; with
 * {@code ?include=context_window,pricing,modalities} what is known of each. A caller that sends {@code anthropic-version} gets the
 * list as Anthropic writes it.
 *
 * <p>A provider whose list cannot be read is missing from the list of all; asked for by name it is a fault. The plain list is kept as
 * bytes for as long as nothing changes; any other is put together off the event loop.
 */
public final class ModelList implements LocalAnswer {
    private final ModelCatalogue models;
    private volatile @Nullable Kept kept;

    /** An answer made of {@code models}. */
    public ModelList(ModelCatalogue models) {
        this.models = models;
    }

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        Query query;
        try {
            query = query(request.head());
        } catch (FaultException fault) {
            reply.fault(fault.fault());
            return LocalSource.NOTHING_MORE;
        }
        Kept plain = kept;
        if (query.isPlain()
                && isForAll(request.identity())
                && plain != null
                && plain.isOf(models.sync().lists(), models.routes())) {
            LateReply.give(plain.json, reply);
            return LocalSource.NOTHING_MORE;
        }
        LateReply late = new LateReply(request, reply);
        models.sync()
                .whenTried(query.provider, lists -> late.attempt(() -> answer(query, request.identity(), lists, late)));
        return late;
    }

    /** Whether the list of all is the caller's. */
    private static boolean isForAll(Identity identity) {
        return identity.models().isEmpty();
    }

    private void answer(Query query, Identity identity, ModelLists lists, LateReply late) {
        RouteTable table = models.routes();
        List<ListedModel> listed =
                query.provider == null ? models.all(lists, table) : models.of(query.provider, lists, table);
        listed.removeIf(
                model -> !identity.mayAsk(model.provider(), model.model().id()));
        if (query.isAnthropic) {
            late.answer(() -> AnthropicModelJson.list(listed));
            return;
        }
        models.writer(
                listed,
                query.facts,
                json -> late.answer(() -> {
                    byte[] bytes = json.list(query.provider, listed);
                    if (query.isPlain() && isForAll(identity)) {
                        kept = new Kept(lists, table, bytes);
                    }
                    return bytes;
                }));
    }

    private Query query(Head head) {
        String text = head.query();
        Set<ModelFact> facts = ModelFact.parse(QueryString.first(text, "include"));
        String name = QueryString.first(text, "provider");
        return new Query(
                name == null || name.isEmpty() ? null : providerId(name), facts, head.has(Field.ANTHROPIC_VERSION));
    }

    private String providerId(String name) {
        RouteTable table = models.routes();
        if (!name.equals(Target.Local.PROVIDER)) {
            return table.endpoint(name).id();
        }
        try {
            table.resolve(Target.Local.PROVIDER + "/" + Target.Local.MODELS.get(0), null);
        } catch (FaultException fault) {
            if (fault.fault().kind() != Kind.MODEL_NOT_ALLOWED) {
                throw fault;
            }
        }
        return name;
    }

    private record Query(@Nullable String provider, Set<ModelFact> facts, boolean isAnthropic) {
        boolean isPlain() {
            return provider == null && facts.isEmpty() && !isAnthropic;
        }
    }

    /** The plain list, and what it was made of. */
    private static final class Kept {
        private final ModelLists lists;
        private final RouteTable table;
        private final byte[] json;

        Kept(ModelLists lists, RouteTable table, byte[] json) {
            this.lists = lists;
            this.table = table;
            this.json = json;
        }

        @SuppressWarnings("ReferenceEquality") // snapshots: another instance is another state
        boolean isOf(ModelLists nowLists, RouteTable nowTable) {
            return lists == nowLists && table == nowTable;
        }
    }
}
