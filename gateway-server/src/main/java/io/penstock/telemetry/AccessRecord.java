package io.penstock.telemetry;

import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange leaves in the access log. The exchange fills it on its event loop and hands it to {@link AccessLog#offer};
 * from then on it must not be touched, since another thread reads it.
 *
 * <p>Durations count from {@link #started} and are taken from {@code System.nanoTime()}; what was not reached stays out of the
 * line. The path comes without its query, because some providers take their key there.
 */
public final class AccessRecord {
    static final long NEVER = -1;

    @Nullable
    String exchangeId;

    @Nullable
    String method;

    @Nullable
    String path;

    @Nullable
    String clientAddress;

    /** Who asked, and by which key, for which team; each empty where that is not known. */
    String subject = "";

    String credential = "";
    String team = "";

    @Nullable
    String surface;

    @Nullable
    String dialect;

    @Nullable
    String operation;

    @Nullable
    AuthOutcome auth;

    @Nullable
    String provider;

    @Nullable
    String model;

    @Nullable
    String upstreamModel;

    @Nullable
    String upstreamDialect;

    String loss = "";
    String answerLoss = "";

    @Nullable
    String upstreamRequestId;

    GatewayFault.@Nullable Kind errorKind;

    @Nullable
    Outcome outcome;

    Usage usage = Usage.NONE;
    UsageSource usageSource = UsageSource.UNKNOWN;
    long startedMillis;
    long firstByteNanos = NEVER;
    long firstOutputNanos = NEVER;
    long durationNanos = NEVER;
    long bytesIn;
    long bytesOut;
    int attempts;
    int status;
    private long startedNanos;

    /** Begins the record: the id of the exchange, the wall clock in milliseconds since 1970, and {@code System.nanoTime()}. */
    public AccessRecord started(String exchangeId, long epochMillis, long nanoTime) {
        this.exchangeId = exchangeId;
        this.startedMillis = epochMillis;
        this.startedNanos = nanoTime;
        return this;
    }

    /** What was asked, and by whom: the method, the path without its query, the address of the client without its port. */
    public AccessRecord request(String method, String path, @Nullable String clientAddress) {
        this.method = method;
        this.path = path;
        this.clientAddress = clientAddress;
        return this;
    }

    /** Who asked, by which key of the gateway's, and for which team; each empty where that is not known. */
    public AccessRecord identity(String subject, String credential, String team) {
        this.subject = subject;
        this.credential = credential;
        this.team = team;
        return this;
    }

    /** The surface that took the request, the dialect it speaks, and what was asked for: one of the few things that a URL can lead to. */
    public AccessRecord surface(String surface, String dialect, String operation) {
        this.surface = surface;
        this.dialect = dialect;
        this.operation = operation;
        return this;
    }

    /** What became of the question who asks; for the metrics. */
    public AccessRecord auth(AuthOutcome outcome) {
        this.auth = outcome;
        return this;
    }

    /** The model that the client named. */
    public AccessRecord model(@Nullable String model) {
        this.model = model;
        return this;
    }

    /** One more attempt: the provider that it goes to and the model's name there. The last one's names stay. */
    public AccessRecord attempt(String provider, @Nullable String upstreamModel) {
        this.provider = provider;
        this.upstreamModel = upstreamModel;
        this.attempts++;
        return this;
    }

    /** The request goes on in another dialect, and loses that on its way; empty where nothing. */
    public AccessRecord translated(String upstreamDialect, String loss) {
        this.upstreamDialect = upstreamDialect;
        this.loss = loss;
        return this;
    }

    /** What the answer lost on its way back; empty where nothing. */
    public AccessRecord answerLoss(String loss) {
        this.answerLoss = loss;
        return this;
    }

    /** The id that the provider gave to the request. */
    public AccessRecord upstreamRequestId(@Nullable String id) {
        this.upstreamRequestId = id;
        return this;
    }

    /** The first byte of an answer went down. Later calls change nothing. */
    public AccessRecord firstByte(long nanoTime) {
        if (firstByteNanos == NEVER) {
            firstByteNanos = nanoTime - startedNanos;
        }
        return this;
    }

    /** The first output of a model went down. Later calls change nothing. */
    public AccessRecord firstOutput(long nanoTime) {
        if (firstOutputNanos == NEVER) {
            firstOutputNanos = nanoTime - startedNanos;
        }
        return this;
    }

    /** Bytes of the request's body, and of the answer's, framing excluded. */
    public AccessRecord bytes(long in, long out) {
        this.bytesIn = in;
        this.bytesOut = out;
        return this;
    }

    /** The tokens, and how far they can be trusted. */
    public AccessRecord usage(Usage usage, UsageSource source) {
        this.usage = usage;
        this.usageSource = source;
        return this;
    }

    /** The kind of the fault that the client was told of. */
    public AccessRecord error(GatewayFault.@Nullable Kind kind) {
        this.errorKind = kind;
        return this;
    }

    /** Ends the record: the status that went down (0 where none did), how it ended, {@code System.nanoTime()}. */
    public AccessRecord ended(int status, Outcome outcome, long nanoTime) {
        this.status = status;
        this.outcome = outcome;
        this.durationNanos = nanoTime - startedNanos;
        return this;
    }
}
