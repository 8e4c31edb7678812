package io.penstock.exchange;

import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.config.LimitsConfig;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import io.penstock.provider.Endpoint;
import io.penstock.relay.Source;
import io.penstock.route.Target;
import io.penstock.surface.CredentialPlace;
import io.penstock.surface.ProxyPath;
import io.penstock.surface.SurfaceMatch;
import io.penstock.telemetry.AccessRecord;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a request goes: an answer made here, or a target that its model name resolves to. {@link Attempts} then asks there. */
final class Dispatch {
    private static final String PROVIDER = "provider";
    /** Of these no body is looked at. */
    private static final Set<Operation> UNSCANNED = EnumSet.of(Operation.PROXY, Operation.STORED_RESPONSE);

    private static final Set<Operation> IMAGES =
            EnumSet.of(Operation.IMAGE_GENERATIONS, Operation.IMAGE_EDITS, Operation.IMAGE_VARIATIONS);

    /** Up to this an upload is held, so that it can be sent again. */
    private static final long UPLOAD_HELD_BYTES_MAX = 1 << 20;

    private final LoopContext context;
    private final ExchangePolicy policy;
    private final Asked asked;
    private final Reservation reservation;
    private final Attempts attempts;

    Dispatch(LoopContext context, ExchangePolicy policy, Head head, SurfaceMatch.Found found, Reservation reservation) {
        this.context = context;
        this.policy = policy;
        this.asked = Asked.of(head, found, reservation.identity());
        this.reservation = reservation;
        this.attempts = new Attempts(context, policy, asked);
    }

    /** What takes the request in. */
    RequestIntake newIntake() {
        Operation operation = asked.operation();
        RequestScan scan = operation == null || UNSCANNED.contains(operation)
                ? null
                : asked.dialect().newRequestScan(operation, asked.head().first(Field.CONTENT_TYPE));
        return new RequestIntake(
                asked.head(), context.held(), policy.limits().bodyBytesMax(), heldBytesMax(scan), scan);
    }

    /** After how much of an announced body the rest goes up as it comes. */
    private long heldBytesMax(@Nullable RequestScan scan) {
        if (asked.operation() == Operation.PROXY) {
            return policy.routes().endpoint(proxied()).isSigned() ? Long.MAX_VALUE : 0;
        }
        return mayFlow(scan) ? UPLOAD_HELD_BYTES_MAX : Long.MAX_VALUE;
    }

    /** Images do not: how many are asked for is bounded, and may be said last. */
    private boolean mayFlow(@Nullable RequestScan scan) {
        return scan != null && scan.canFlow() && !IMAGES.contains(asked.operation());
    }

    /**
     * Whether the body is to go up as it comes: to the provider's own API unless requests to it are signed, an upload once it is large
     * and its target known and not such a one. Where only some models may be used, an upload is judged whole: its
     * model may come last, or come twice.
     */
    boolean canFlow(RequestIntake intake) {
        if (asked.head().framing() == Framing.NONE) {
            return false;
        }
        if (asked.operation() == Operation.PROXY) {
            return !policy.routes().endpoint(proxied()).isSigned();
        }
        RequestScan scan = intake.scan();
        return scan != null
                && mayFlow(scan)
                && !intake.isInflated()
                && intake.body().bytes() > UPLOAD_HELD_BYTES_MAX
                && !policy.routes().hasFilter()
                && asked.identity().models().isEmpty()
                && (scan.model() != null || QueryString.first(asked.head().query(), PROVIDER) != null)
                && !isSigned(scan);
    }

    /** Whether it goes to where requests are signed, which takes all of the body. */
    private boolean isSigned(RequestScan scan) {
        Operation operation = asked.operation();
        return operation != null
                && policy.routes()
                                .resolve(
                                        asked.model(scan),
                                        QueryString.first(asked.head().query(), PROVIDER),
                                        operation)
                        instanceof Target.Upstream upstream
                && upstream.endpoint().isSigned();
    }

    BodyFlow newFlow(Source client) {
        return new BodyFlow(client, asked.head().framing() == Framing.CHUNKED, context.loop());
    }

    /** Resolves the request, now that it is whole. */
    void route(RequestIntake intake, AccessRecord record) {
        Operation operation = asked.operation();
        if (operation == Operation.PROXY) {
            routeProxy();
            return;
        }
        if (operation == Operation.STORED_RESPONSE) {
            routeStored();
            return;
        }
        RequestScan scan = intake.scan();
        if (operation == null || scan == null) {
            return;
        }
        record.model(asked.model(scan));
        if (!policy.isImagesAllowed() && IMAGES.contains(operation)) {
            throw new FaultException(GatewayFault.of(
                    Kind.UNSUPPORTED_OPERATION, "The Images API is not enabled. Set ENABLE_IMAGES=true to enable it."));
        }
        if (scan.hasImages() && !policy.isVisionAllowed()) {
            throw new FaultException(GatewayFault.of(
                    Kind.INVALID_REQUEST,
                    "messages: an image (expected: text only, since images are switched off here: ENABLE_VISION=true allows them)",
                    "messages"));
        }
        Target target = policy.routes()
                .resolve(asked.model(scan), QueryString.first(asked.head().query(), PROVIDER), operation);
        requireAllowed(target);
        reserve(target, operation, scan, intake.body().bytes());
        attempts.at(target, "");
    }

    private void reserve(Target target, Operation operation, RequestScan scan, long bodyBytes) {
        LimitsConfig.Request limits = policy.admission().request();
        RequestCaps.require(scan, limits);
        TokenGuess guess = TokenGuess.of(operation, scan, bodyBytes, limits);
        reservation.reserve(target.provider(), target.model(), guess.input(), guess.output());
    }

    private void requireAllowed(Target target) {
        String model = target.model();
        if (!asked.identity().mayAsk(target.provider(), model == null ? "" : model)) {
            throw new FaultException(GatewayFault.of(
                    Kind.MODEL_NOT_ALLOWED,
                    "model: " + target.provider() + "/" + model + " (expected: one that the credential is for)",
                    "model"));
        }
    }

    private void routeStored() {
        StoredRoute route = new StoredRoute(asked.head(), asked.found());
        Target.Upstream upstream = route.target(policy.routes(), asked.shelf(context.stored()));
        if (upstream != null) {
            attempts.at(upstream, route.targetAt(upstream.endpoint()));
        }
    }

    /** Whose own API is called. */
    private String proxied() {
        String provider = asked.found().variables().raw("provider");
        return provider == null ? "" : provider;
    }

    /** Where the gateway asks who calls, that parameter is a place for its own credential, which no provider is to see. */
    private @Nullable String proxiedQuery() {
        String query = asked.head().query();
        if (query == null || asked.identity().isAnybody()) {
            return query;
        }
        String rest = QueryString.without(query, Set.of(CredentialPlace.QUERY_KEY.key()));
        return rest.isEmpty() ? null : rest;
    }

    private void routeProxy() {
        String rest = asked.found().variables().raw("path");
        Endpoint endpoint = policy.routes().endpoint(proxied());
        String target = new ProxyPath(endpoint.url().path()).target(rest == null ? "" : rest, proxiedQuery());
        attempts.at(new Target.Upstream(endpoint, null), target);
    }

    /** Whether a stream can be opened before the provider answers. */
    boolean canBeOpened(RequestIntake intake) {
        return asked.canBeOpened(intake.scan());
    }

    /**
     * The next attempt at the target; {@code flow} takes what is still to come of the body.
     *
     * @throws FaultException where the request cannot be told in the target's dialect
     */
    Attempt newAttempt(
            RequestIntake intake,
            @Nullable BodyFlow flow,
            boolean isFreshWanted,
            AttemptTimers timers,
            AttemptListener listener,
            AttemptContext attempt) {
        return attempts.next(intake, flow, isFreshWanted, timers, listener, attempt);
    }

    /** Whether the answer is written from what was held of the request: it may repeat it, or be kept with it. */
    boolean isReadByAnswer() {
        return attempts.isReadByAnswer();
    }

    /** Gives up what was written for a provider. */
    void release() {
        attempts.release();
    }
}
