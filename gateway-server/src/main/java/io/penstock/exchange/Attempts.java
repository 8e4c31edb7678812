package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.RawJson;
import io.penstock.credential.Secret;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.EventFraming;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.dialect.responses.ResponsesDialect;
import io.penstock.dialect.responses.stored.Shelf;
import io.penstock.dialect.responses.stored.Turn;
import io.penstock.provider.Dialects;
import io.penstock.provider.Endpoint;
import io.penstock.provider.FormPath;
import io.penstock.provider.Forms;
import io.penstock.provider.Quirk;
import io.penstock.route.Target;
import io.penstock.surface.CredentialPlace;
import io.penstock.surface.LocalAction;
import io.penstock.surface.RouteAction;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange: how a request is told to a target, as it is or in another dialect or form, and how its answer comes back.
 * Keeps what was written for a provider until {@link #release}.
 */
final class Attempts {
    /** A long conversation with many tools has some 50,000. */
    private static final int TRANSLATED_VALUES_MAX = 100_000;

    /** Tokens to embed are numbers, up to 300,000 of them. */
    private static final int CONVERTED_VALUES_MAX = 400_000;

    private final LoopContext context;
    private final ExchangePolicy policy;
    private final Asked asked;
    private @Nullable Target target;
    private @Nullable Translation translation;
    private @Nullable ConvertedRequest converted;
    /** Of what goes up without being read. */
    private String plainTarget = "";

    Attempts(LoopContext context, ExchangePolicy policy, Asked asked) {
        this.context = context;
        this.policy = policy;
        this.asked = asked;
    }

    /** They are made at that target; {@code plain} is of the request line where the request goes up unread. */
    void at(Target to, String plain) {
        target = to;
        plainTarget = plain;
    }

    /**
     * The next attempt at the target; {@code flow} takes what is still to come of the body.
     *
     * @throws FaultException where the request cannot be told in the target's dialect
     */
    Attempt next(
            RequestIntake intake,
            @Nullable BodyFlow flow,
            boolean isFreshWanted,
            AttemptTimers timers,
            AttemptListener listener,
            AttemptContext attempt) {
        Target to = target;
        if (asked.found().row().action() instanceof RouteAction.Local local) {
            return local(context.locals().get(local.answer()), intake, unread(), listener, attempt.alloc());
        }
        Operation operation = asked.operation();
        if (operation == Operation.STORED_RESPONSE && to == null) {
            LocalAnswer stored = context.locals().get(LocalAction.STORED_RESPONSE);
            return local(stored, intake, unread(), listener, attempt.alloc());
        }
        if (operation == null || to == null) {
            throw new IllegalStateException("not routed");
        }
        attempt.record().attempt(to.provider(), to.model());
        if (operation == Operation.COUNT_TOKENS && countTarget(to) == null) {
            requireFew(intake, TRANSLATED_VALUES_MAX);
            return local(context.locals().get(LocalAction.TOKEN_ESTIMATE), intake, unread(), listener, attempt.alloc());
        }
        if (Forms.has(operation) && to instanceof Target.Upstream upstream) {
            FormPath path = form(upstream, operation);
            if (!path.form().equals(asked.form())) {
                Converting converting = convert(intake, operation, upstream, path, attempt);
                return newAttempt(converting, isFreshWanted, timers, listener);
            }
        }
        String spoken = spoken(to, operation);
        if (!spoken.equals(asked.dialect().name()) || isRewritten(to, operation)) {
            translate(intake, to, spoken, attempt);
        }
        AnswerPlan plan = plan(intake.scan(), operation, to, attempt);
        if (to instanceof Target.Upstream upstream) {
            UpstreamRequest request = request(intake, flow, operation, upstream, spoken);
            return new UpstreamAttempt(context, policy, request, plan, isFreshWanted, timers, listener);
        }
        requireFew(intake, TRANSLATED_VALUES_MAX);
        return local(context.demo(), intake, plan, listener, attempt.alloc());
    }

    /** The form that a target is asked in. */
    private FormPath form(Target.Upstream upstream, Operation operation) {
        FormPath path = upstream.endpoint().form(operation, asked.form(), modelOf(upstream));
        if (path == null) {
            throw new FaultException(GatewayFault.of(
                    Kind.UNSUPPORTED_OPERATION,
                    "model: " + upstream.model() + " (expected: a model of " + upstream.provider() + " that has "
                            + operation.key() + ")",
                    "model"));
        }
        return path;
    }

    private Converting convert(
            RequestIntake intake,
            Operation operation,
            Target.Upstream upstream,
            FormPath path,
            AttemptContext attempt) {
        release();
        requireFew(intake, CONVERTED_VALUES_MAX);
        ByteBuf body = intake.body().whole();
        RawJson json = new RawJson(body, body.readerIndex(), body.writerIndex());
        ConvertedRequest made = new ConvertedRequest(
                Forms.convert(operation, asked.form(), path, modelTarget(upstream), json),
                path.form(),
                policy.isTranslationStrict(),
                attempt.alloc());
        converted = made;
        attempt.record().translated(path.form(), made.loss().line());
        return new Converting(
                made,
                upstream.endpoint(),
                path.target(modelOf(upstream)),
                made.plan(attempt.id(), faults(), policy.limits().bodyBytesMax()));
    }

    /** A request of one form that is asked in another, and how its answer comes back. */
    private record Converting(ConvertedRequest request, Endpoint endpoint, String target, AnswerPlan plan) {}

    private Attempt newAttempt(Converting to, boolean isFreshWanted, AttemptTimers timers, AttemptListener listener) {
        int count = to.request().calls();
        Secret key = callersKey(to.endpoint());
        SplitAttempt.Calls calls = (call, isFresh, heard) -> {
            UpstreamRequest request = new UpstreamRequest(
                    to.endpoint(),
                    to.target(),
                    asked.head(),
                    PassedFields.NAMED,
                    to.request().body(call),
                    null,
                    key);
            return new UpstreamAttempt(context, policy, request, to.plan(), isFresh, timers, heard);
        };
        return count == 1
                ? calls.newCall(0, isFreshWanted, listener)
                : new SplitAttempt(calls, count, isFreshWanted, context.loop(), listener);
    }

    /** The dialect that a target is asked in. */
    private String spoken(Target to, Operation operation) {
        if (operation != Operation.CHAT) {
            return asked.dialect().name();
        }
        return to instanceof Target.Upstream upstream
                ? upstream.endpoint().chatDialect(asked.dialect().name(), modelOf(to))
                : OpenAiDialect.INSTANCE.name();
    }

    /** Whether the provider's form of a dialect is not that of its clients: the model in the URL, and not in the body. */
    private static boolean isRewritten(Target to, Operation operation) {
        return operation == Operation.CHAT
                && to instanceof Target.Upstream upstream
                && upstream.endpoint().provider().traits().contains(Trait.ANTHROPIC_VERSION_IN_BODY);
    }

    /** What is told anew or answered here is taken apart, and each value costs far more memory than its bytes did. */
    private static void requireFew(RequestIntake intake, int valuesMax) {
        RequestScan scan = intake.scan();
        if (scan != null && scan.values() > valuesMax) {
            throw new FaultException(GatewayFault.of(
                    Kind.INVALID_REQUEST,
                    "body: " + scan.values() + " values of JSON (expected: at most " + valuesMax
                            + " where it is not relayed as it is)"));
        }
    }

    private void translate(RequestIntake intake, Target to, String spoken, AttemptContext attempt) {
        release();
        requireFew(intake, TRANSLATED_VALUES_MAX);
        Dialect upstream = Dialects.find(spoken);
        if (upstream == null) {
            throw new IllegalStateException("a provider speaks " + spoken + ", which nobody knows");
        }
        translation = new Translation(
                clientDialect(intake, attempt.id()),
                upstream,
                modelTarget(to).sealed(asked.seal(policy.sealKey())),
                intake.body().whole(),
                asked.isStream(intake.scan()),
                policy.isTranslationStrict(),
                attempt.alloc());
        attempt.record().translated(spoken, translation.loss().line());
    }

    /** The client's dialect, as this request of its is to be read and answered. */
    private Dialect clientDialect(RequestIntake intake, String id) {
        Shelf shelf =
                asked.dialect().name().equals(ResponsesDialect.INSTANCE.name()) ? asked.shelf(context.stored()) : null;
        return shelf == null ? asked.dialect() : ResponsesDialect.of(new Turn(id, shelf, intake::onEarlier));
    }

    private static ModelTarget modelTarget(Target to) {
        return to instanceof Target.Upstream upstream
                ? upstream.endpoint().provider().modelTarget(modelOf(to))
                : ModelTarget.of(to.provider(), modelOf(to));
    }

    private static String modelOf(Target to) {
        String model = to.model();
        return model == null ? "" : model;
    }

    private AnswerPlan plan(@Nullable RequestScan scan, Operation operation, Target to, AttemptContext attempt) {
        if (translation != null) {
            return translation.plan(
                    attempt.id(),
                    TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()),
                    policy.limits().bodyBytesMax());
        }
        if (scan == null || operation == Operation.COUNT_TOKENS) {
            return unread();
        }
        boolean cutsUsage =
                !scan.isUsageWanted() && (!(to instanceof Target.Upstream upstream) || asksUsage(scan, upstream));
        boolean isArray = asked.dialect().framing() == EventFraming.ARRAY;
        return new AnswerPlan.Relayed(
                asked.dialect().newAnswerProbe(operation),
                cutsUsage,
                isArray ? asked.dialect().faults() : faults(),
                isArray);
    }

    private AnswerPlan unread() {
        return new AnswerPlan.Relayed(UnreadProbe.INSTANCE, false, faults());
    }

    private UpstreamRequest request(
            RequestIntake intake,
            @Nullable BodyFlow flow,
            Operation operation,
            Target.Upstream upstream,
            String spoken) {
        RequestScan scan = intake.scan();
        boolean isUnread = translation == null && scan == null;
        return new UpstreamRequest(
                upstream.endpoint(),
                isUnread ? plainTarget : targetOf(upstream, operation, spoken, asked.isStream(scan)),
                asked.head(),
                operation == Operation.PROXY ? PassedFields.ALL_BUT_OURS : PassedFields.NAMED,
                body(intake, scan, upstream),
                flow,
                callersKey(upstream.endpoint()));
    }

    private RequestBody body(RequestIntake intake, @Nullable RequestScan scan, Target.Upstream upstream) {
        return translation != null
                ? translation.body()
                : new RequestBody.Patched(intake.body(), scan == null ? BytePatch.NONE : patch(scan, upstream));
    }

    /**
     * The caller's own key for the provider, where that takes such; null where the operator's goes up.
     *
     * @throws FaultException where there is neither
     */
    private @Nullable Secret callersKey(Endpoint endpoint) {
        Secret own = endpoint.takesCallersKeys() ? asked.providersKey() : null;
        if (own == null && endpoint.needsCallersKey()) {
            throw new FaultException(GatewayFault.of(
                    Kind.UNAUTHENTICATED,
                    "credential: none for " + endpoint.id()
                            + " (expected: a key of the provider's; where the gateway asks for one "
                            + "of its own, that one in " + CredentialPlace.GATEWAY.key() + " beside it)"));
        }
        return own;
    }

    /** Whether the provider is asked for the usage of a stream: always, where it knows how. */
    private static boolean asksUsage(RequestScan scan, Target.Upstream upstream) {
        return scan.isStream() && takesStreamOptions(upstream);
    }

    private static boolean takesStreamOptions(Target.Upstream upstream) {
        return !upstream.endpoint().provider().has(Quirk.NO_STREAM_OPTIONS);
    }

    private static BytePatch patch(RequestScan scan, Target.Upstream upstream) {
        String model = upstream.model();
        return model == null ? BytePatch.NONE : scan.patch(model, takesStreamOptions(upstream));
    }

    /** Where a target counts the tokens of a chat in the client's own words; null where it does not. */
    private @Nullable String countTarget(Target to) {
        return to instanceof Target.Upstream upstream
                ? upstream.endpoint().countTarget(asked.dialect().name(), modelOf(to))
                : null;
    }

    private String targetOf(Target.Upstream upstream, Operation operation, String spoken, boolean isStream) {
        String model = modelOf(upstream);
        if (operation == Operation.CHAT) {
            String chat = upstream.endpoint().chatTarget(spoken, model, isStream);
            return translation == null && GeminiStream.is(asked.found().row())
                    ? GeminiStream.target(chat, asked.head())
                    : chat;
        }
        if (Forms.has(operation)) {
            return form(upstream, operation).target(model);
        }
        String path = operation == Operation.COUNT_TOKENS
                ? countTarget(upstream)
                : upstream.endpoint().target(operation, model);
        if (path == null) {
            throw new IllegalStateException("routed to a provider without " + operation.key());
        }
        return path;
    }

    private LocalAttempt local(
            @Nullable LocalAnswer maker,
            RequestIntake intake,
            AnswerPlan plan,
            AttemptListener listener,
            ByteBufAllocator alloc) {
        if (maker == null) {
            throw new IllegalStateException(
                    "no answer for " + asked.found().row().pattern());
        }
        LocalRequest request = new LocalRequest(
                asked.head(),
                asked.found().variables(),
                asked.identity(),
                asked.caller(),
                asked.dialect(),
                asked.operation(),
                target == null ? null : target.model(),
                asked.isStream(intake.scan()),
                translation == null ? intake.body().pieces() : translation.written(),
                context.loop(),
                alloc);
        return new LocalAttempt(maker, request, plan, policy.limits().answerHeldBytesMax(), listener);
    }

    private FaultWriter faults() {
        return policy.faultsOf(asked.dialect().name());
    }

    /** Whether the answer is written from what was held of the request. */
    boolean isReadByAnswer() {
        return translation != null || converted != null || !(target instanceof Target.Upstream);
    }

    /** Gives up what was written for a provider. */
    void release() {
        if (translation != null) {
            translation.release();
            translation = null;
        }
        if (converted != null) {
            converted.release();
            converted = null;
        }
    }
}
