package io.penstock.exchange;

import io.penstock.config.LimitsConfig;
import io.penstock.config.LimitsConfig.Share;
import io.penstock.identity.Identity;
import io.penstock.limit.LimitKey;
import io.penstock.limit.Quota;
import io.penstock.limit.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Which limits count for a caller: those that the configuration sets and, of a credential that was issued with its own, those. */
final class Quotas {
    private final LimitsConfig limits;
    private final Identity identity;
    private final @Nullable String address;

    Quotas(LimitsConfig limits, Identity identity, @Nullable String address) {
        this.limits = limits;
        this.identity = identity;
        this.address = address;
    }

    List<Quota> requests() {
        return caller(Share::requestsPerMinute, identity.grant().requestsPerMinute());
    }

    List<Quota> concurrent() {
        return caller(Share::concurrent, identity.grant().concurrent());
    }

    /** Of tokens, the caller's and the model's. */
    List<Quota> tokens(String provider, @Nullable String model) {
        List<Quota> caller = caller(Share::tokensPerMinute, identity.grant().tokensPerMinute());
        List<Quota> models = ofModel(limits.model().tokensPerMinute(), provider, model);
        if (caller.isEmpty() || models.isEmpty()) {
            return caller.isEmpty() ? models : caller;
        }
        List<Quota> both = new ArrayList<>(caller);
        both.addAll(models);
        return both;
    }

    List<Quota> modelRequests(String provider, @Nullable String model) {
        return ofModel(limits.model().requestsPerMinute(), provider, model);
    }

    private static List<Quota> ofModel(long max, String provider, @Nullable String model) {
        return max == 0 || model == null
                ? List.of()
                : List.of(new Quota(new LimitKey(Scope.MODEL, provider + "/" + model), max));
    }

    /** Those of the caller, in the order of their scopes; {@code granted} is the credential's own, 0 for none. */
    private List<Quota> caller(ToLongFunction<Share> max, long granted) {
        boolean isKey = !identity.credential().isEmpty();
        long byAddress = address == null ? 0 : max.applyAsLong(limits.address());
        long byKey = isKey ? own(granted, max.applyAsLong(limits.key())) : 0;
        long bySubject = identity.subject().isEmpty() ? 0 : own(isKey ? 0 : granted, max.applyAsLong(limits.subject()));
        long byTeam = identity.team().isEmpty() ? 0 : max.applyAsLong(limits.team());
        if (byAddress + byKey + bySubject + byTeam == 0) {
            return List.of();
        }
        List<Quota> quotas = new ArrayList<>(Scope.values().length);
        if (byAddress > 0 && address != null) {
            quotas.add(new Quota(LimitKey.ofAddress(address), byAddress));
        }
        add(quotas, Scope.KEY, identity.credential(), byKey);
        add(quotas, Scope.SUBJECT, identity.subject(), bySubject);
        add(quotas, Scope.TEAM, identity.team(), byTeam);
        return quotas;
    }

    private static long own(long granted, long configured) {
        return granted > 0 ? granted : configured;
    }

    private static void add(List<Quota> quotas, Scope scope, String name, long max) {
        if (max > 0) {
            quotas.add(new Quota(new LimitKey(scope, name), max));
        }
    }
}
