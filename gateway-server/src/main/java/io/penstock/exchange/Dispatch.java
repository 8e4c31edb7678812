package io.penstock.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.Head;
import io.penstock.codec.json.BytePatch;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import io.penstock.provider.Endpoint;
import io.penstock.provider.Quirk;
import io.penstock.relay.Source;
import io.penstock.route.Target;
import io.penstock.surface.ProxyPath;
import io.penstock.surface.RouteAction;
import io.penstock.surface.SurfaceMatch;
import io.penstock.telemetry.AccessRecord;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a request goes: an answer made here, or a target that its model name resolves to. */
final class Dispatch {
    private static final AnswerPlan UNREAD = new AnswerPlan(UnreadProbe.INSTANCE, false);
    private static final String PROVIDER = "provider";
    private static final Set<Operation> IMAGES =
            EnumSet.of(Operation.IMAGE_GENERATIONS, Operation.IMAGE_EDITS, Operation.IMAGE_VARIATIONS);

    /** Up to this an upload is held, so that it can be sent again. */
    private static final long UPLOAD_HELD_BYTES_MAX = 1 << 20;

    private final LoopContext context;
    private final ExchangePolicy policy;
    private final Head head;
    private final SurfaceMatch.Found found;
    private @Nullable Target target;
    private String proxyTarget = "";

    Dispatch(LoopContext context, ExchangePolicy policy, Head head, SurfaceMatch.Found found) {
        this.context = context;
        this.policy = policy;
        this.head = head;
        this.found = found;
    }

    /** What takes the request in. */
    RequestIntake newIntake() {
        Operation operation = operation();
        RequestScan scan = operation == null || operation == Operation.PROXY
                ? null
                : policy.dialect().newRequestScan(operation, head.first(Field.CONTENT_TYPE));
        return new RequestIntake(head, context.held(), policy.limits().bodyBytesMax(), heldBytesMax(scan), scan);
    }

    /** After how much of an announced body the rest goes up as it comes. */
    private long heldBytesMax(@Nullable RequestScan scan) {
        if (operation() == Operation.PROXY) {
            return 0;
        }
        return scan != null && scan.canFlow() ? UPLOAD_HELD_BYTES_MAX : Long.MAX_VALUE;
    }

    /**
     * Whether the body is to go up as it comes: to the provider's own API always, an upload once it is large and its target known. Where
     * only some models may be used, an upload is judged whole: its model may come last, or come twice.
     */
    boolean canFlow(RequestIntake intake) {
        if (head.framing() == Framing.NONE) {
            return false;
        }
        if (operation() == Operation.PROXY) {
            return true;
        }
        RequestScan scan = intake.scan();
        return scan != null
                && scan.canFlow()
                && !intake.isInflated()
                && intake.body().bytes() > UPLOAD_HELD_BYTES_MAX
                && !policy.routes().hasFilter()
                && (scan.model() != null || QueryString.first(head.query(), PROVIDER) != null);
    }

    /** Whether the client asked for a stream. */
    boolean isStream(RequestIntake intake) {
        RequestScan scan = intake.scan();
        return scan != null && scan.isStream();
    }

    BodyFlow newFlow(Source client) {
        return new BodyFlow(client, head.framing() == Framing.CHUNKED);
    }

    private @Nullable Operation operation() {
        return found.row().action() instanceof RouteAction.Relay relay ? relay.operation() : null;
    }

    /** Resolves the request, now that it is whole. */
    void route(RequestIntake intake, AccessRecord record) {
        Operation operation = operation();
        if (operation == Operation.PROXY) {
            routeProxy();
            return;
        }
        RequestScan scan = intake.scan();
        if (operation == null || scan == null) {
            return;
        }
        record.model(scan.model());
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
        target = policy.routes().resolve(scan.model(), QueryString.first(head.query(), PROVIDER), operation);
    }

    private void routeProxy() {
        String provider = found.variables().raw("provider");
        String rest = found.variables().raw("path");
        Endpoint endpoint = policy.routes().endpoint(provider == null ? "" : provider);
        target = new Target.Upstream(endpoint, null);
        proxyTarget = new ProxyPath(endpoint.url().path()).target(rest == null ? "" : rest, head.query());
    }

    /** The next attempt at the target; {@code flow} takes what is still to come of the body. */
    Attempt newAttempt(
            RequestIntake intake,
            @Nullable BodyFlow flow,
            boolean isFreshWanted,
            AttemptTimers timers,
            AttemptListener listener,
            ByteBufAllocator alloc,
            AccessRecord record) {
        if (found.row().action() instanceof RouteAction.Local local) {
            return local(context.locals().get(local.answer()), intake, UNREAD, listener, alloc);
        }
        Operation operation = operation();
        Target to = target;
        if (operation == null || to == null) {
            throw new IllegalStateException("not routed");
        }
        record.attempt(to.provider(), to.model());
        RequestScan scan = intake.scan();
        if (to instanceof Target.Upstream upstream) {
            AnswerPlan plan = scan == null ? UNREAD : plan(scan, operation, upstream);
            UpstreamRequest request = request(intake, flow, operation, upstream);
            return new UpstreamAttempt(context, policy, request, plan, isFreshWanted, timers, listener);
        }
        boolean isUsageWanted = scan != null && scan.isUsageWanted();
        AnswerPlan plan = new AnswerPlan(policy.dialect().newAnswerProbe(operation), !isUsageWanted);
        return local(context.demo(), intake, plan, listener, alloc);
    }

    private AnswerPlan plan(RequestScan scan, Operation operation, Target.Upstream upstream) {
        return new AnswerPlan(
                policy.dialect().newAnswerProbe(operation), asksUsage(scan, upstream) && !scan.isUsageWanted());
    }

    private UpstreamRequest request(
            RequestIntake intake, @Nullable BodyFlow flow, Operation operation, Target.Upstream upstream) {
        RequestScan scan = intake.scan();
        if (scan == null) {
            return new UpstreamRequest(
                    upstream.endpoint(),
                    proxyTarget,
                    head,
                    PassedFields.ALL_BUT_OURS,
                    intake.body(),
                    BytePatch.NONE,
                    flow);
        }
        return new UpstreamRequest(
                upstream.endpoint(),
                targetOf(upstream, operation),
                head,
                PassedFields.NAMED,
                intake.body(),
                patch(scan, upstream),
                flow);
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

    private static String targetOf(Target.Upstream upstream, Operation operation) {
        String path = upstream.endpoint().target(operation);
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
            throw new IllegalStateException("no answer for " + found.row().pattern());
        }
        RequestScan scan = intake.scan();
        LocalRequest request = new LocalRequest(
                head,
                found.variables(),
                operation(),
                target == null ? null : target.model(),
                scan != null && scan.isStream(),
                intake.body().pieces(),
                context.loop(),
                alloc);
        return new LocalAttempt(maker, request, plan, policy.limits().answerHeldBytesMax(), listener);
    }
}
