package io.penstock.local;

import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.models.Community;
import io.penstock.models.ListFailure;
import io.penstock.models.Model;
import io.penstock.models.ModelLists;
import io.penstock.models.ModelRef;
import io.penstock.models.ModelSync;
import io.penstock.models.ProviderModels;
import io.penstock.route.RouteTable;
import io.penstock.route.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models that clients may know of: those of the providers' lists, and the built-in ones, whose names lead to themselves. A model that
 * the operator does not allow, or whose name is an alias for another, is none of them. Safe for use by all event loops.
 */
public final class ModelCatalogue {
    private static final class Facts {
        /** Read when it is first asked for: most deployments never do. */
        static final Community COMMUNITY = Community.bundled();
    }

    private final ModelSync sync;
    private final Supplier<RouteTable> routes;

    /** A catalogue of what {@code sync} reads, as far as the routes of the moment lead there. */
    public ModelCatalogue(ModelSync sync, Supplier<RouteTable> routes) {
        this.sync = sync;
        this.routes = routes;
    }

    ModelSync sync() {
        return sync;
    }

    RouteTable routes() {
        return routes.get();
    }

    /** All of them, the preferred provider's first. */
    List<ListedModel> all(ModelLists lists, RouteTable table) {
        List<ListedModel> models = new ArrayList<>();
        for (ProviderModels list : lists.all()) {
            add(list, table, models);
        }
        for (String id : Target.Local.MODELS) {
            add(new ListedModel(Target.Local.PROVIDER, Model.ofId(id), null), table, models);
        }
        return models;
    }

    /**
     * Those of one provider.
     *
     * @param provider its id, which is known to be configured
     * @throws FaultException if nothing is known of them, since its list cannot be read
     */
    List<ListedModel> of(String provider, ModelLists lists, RouteTable table) {
        List<ListedModel> models = new ArrayList<>();
        if (provider.equals(Target.Local.PROVIDER)) {
            for (String id : Target.Local.MODELS) {
                add(new ListedModel(provider, Model.ofId(id), null), table, models);
            }
        } else {
            add(known(provider, lists), table, models);
        }
        return models;
    }

    private static void add(ProviderModels list, RouteTable table, List<ListedModel> models) {
        String provider = list.endpoint().id();
        for (Model model : list.models().values()) {
            add(new ListedModel(provider, model, list), table, models);
        }
    }

    private static void add(ListedModel model, RouteTable table, List<ListedModel> models) {
        if (leadsToItself(model, table)) {
            models.add(model);
        }
    }

    private static boolean leadsToItself(ListedModel model, RouteTable table) {
        try {
            Target target = table.resolve(model.name(), null);
            return target.provider().equals(model.provider())
                    && model.model().id().equals(target.model());
        } catch (FaultException notForClients) {
            return false;
        }
    }

    /**
     * The model that a name leads to.
     *
     * @throws FaultException if there is none, or nothing is known of it
     */
    ListedModel find(Target target, String name, ModelLists lists) {
        String id = target.model();
        if (target instanceof Target.Local) {
            if (id != null && Target.Local.MODELS.contains(id)) {
                return new ListedModel(target.provider(), Model.ofId(id), null);
            }
        } else {
            ProviderModels list = known(target.provider(), lists);
            Model model = list.models().get(id);
            if (model != null) {
                return new ListedModel(target.provider(), model, list);
            }
        }
        throw new FaultException(GatewayFault.of(
                Kind.MODEL_NOT_FOUND, "model: " + name + " (expected: one that GET /v1/models lists)", "model"));
    }

    private static ProviderModels known(String provider, ModelLists lists) {
        ProviderModels list = lists.of(provider);
        if (list != null && list.isKnown()) {
            return list;
        }
        boolean isLate = list != null && list.failure() == ListFailure.TIMED_OUT;
        throw new FaultException(
                isLate
                        ? GatewayFault.of(
                                Kind.UPSTREAM_TIMEOUT, "Request timed out: the provider gave no list of models in time")
                        : GatewayFault.of(Kind.UPSTREAM_BROKEN, "Failed to list models"));
    }

    /** Tells how {@code models} are written with {@code facts}; on the thread of the models. */
    void writer(Collection<ListedModel> models, Set<ModelFact> facts, Consumer<ModelJson> then) {
        if (facts.isEmpty()) {
            then.accept(new ModelJson(facts, null, Map.of()));
        } else if (facts.contains(ModelFact.CONTEXT_WINDOW)) {
            sync.askWindows(refs(models), windows -> then.accept(new ModelJson(facts, Facts.COMMUNITY, windows)));
        } else {
            then.accept(new ModelJson(facts, Facts.COMMUNITY, Map.of()));
        }
    }

    private static List<ModelRef> refs(Collection<ListedModel> models) {
        List<ModelRef> refs = new ArrayList<>();
        for (ListedModel model : models) {
            @Nullable ProviderModels list = model.list();
            if (list != null) {
                refs.add(new ModelRef(list.endpoint(), model.model().id()));
            }
        }
        return refs;
    }
}
