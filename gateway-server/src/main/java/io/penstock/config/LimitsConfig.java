package io.penstock.config;

import java.time.Duration;
import java.util.List;

/**
 * How much of it all one may have. Where a number is 0, there is no such limit.
 *
 * @param address where requests come from
 * @param key each key of the gateway's, unless it was issued with limits of its own
 * @param subject each caller that is known
 * @param team each team
 * @param model each model of each provider; its concurrency is not limited here
 * @param concurrency exchanges at one time, in all
 * @param request what one request may ask for
 * @param memory how much of it may be in use
 */
public record LimitsConfig(
        Share address,
        Share key,
        Share subject,
        Share team,
        Share model,
        Concurrency concurrency,
        Request request,
        Memory memory) {
    private static final int RATE_MAX = 1_000_000_000;
    private static final int CONCURRENT_MAX = 1_000_000;

    static final ShareSettings ADDRESS = ShareSettings.of("address");
    static final ShareSettings KEY = ShareSettings.of("key");
    static final ShareSettings SUBJECT = ShareSettings.of("subject");
    static final ShareSettings TEAM = ShareSettings.of("team");
    static final Setting<Integer> MODEL_REQUESTS = rate("model.requestsPerMinute");
    static final Setting<Integer> MODEL_TOKENS = rate("model.tokensPerMinute");

    static final List<Setting<?>> SETTINGS = List.of(
            ADDRESS.requests(),
            ADDRESS.tokens(),
            ADDRESS.concurrent(),
            KEY.requests(),
            KEY.tokens(),
            KEY.concurrent(),
            SUBJECT.requests(),
            SUBJECT.tokens(),
            SUBJECT.concurrent(),
            TEAM.requests(),
            TEAM.tokens(),
            TEAM.concurrent(),
            MODEL_REQUESTS,
            MODEL_TOKENS);

    static LimitsConfig read(Values values) {
        return new LimitsConfig(
                ADDRESS.read(values),
                KEY.read(values),
                SUBJECT.read(values),
                TEAM.read(values),
                new Share(values.get(MODEL_REQUESTS), values.get(MODEL_TOKENS), 0),
                Concurrency.read(values),
                Request.read(values),
                Memory.read(values));
    }

    private static Setting<Integer> rate(String name) {
        return Setting.integer("limits." + name, 0, 0, RATE_MAX);
    }

    /**
     * What one may have.
     *
     * @param requestsPerMinute exchanges begun in a minute
     * @param tokensPerMinute model tokens, of input and output together
     * @param concurrent exchanges at one time
     */
    public record Share(int requestsPerMinute, int tokensPerMinute, int concurrent) {
        /** Refuses values out of range. */
        public Share {
            KEY.requests().check(requestsPerMinute);
            KEY.tokens().check(tokensPerMinute);
            KEY.concurrent().check(concurrent);
        }
    }

    /** The settings of one kind of share. */
    record ShareSettings(Setting<Integer> requests, Setting<Integer> tokens, Setting<Integer> concurrent) {
        private static ShareSettings of(String name) {
            return new ShareSettings(
                    rate(name + ".requestsPerMinute"),
                    rate(name + ".tokensPerMinute"),
                    Setting.integer("limits." + name + ".concurrent", 0, 0, CONCURRENT_MAX));
        }

        private Share read(Values values) {
            return new Share(values.get(requests), values.get(tokens), values.get(concurrent));
        }
    }

    /**
     * Exchanges at one time.
     *
     * @param max in all
     * @param queueMax how many may wait until there is room, in all and of their own
     * @param queueTimeout for how long
     */
    public record Concurrency(int max, int queueMax, Duration queueTimeout) {
        static final Setting<Integer> MAX = Setting.integer("limits.concurrency.max", 16_384, 1, CONCURRENT_MAX);
        static final Setting<Integer> QUEUE_MAX = Setting.integer("limits.concurrency.queueMax", 0, 0, 65_536);
        static final Setting<Duration> QUEUE_TIMEOUT =
                Setting.duration("limits.concurrency.queueTimeout", "10s", "1ms", "10m");

        static final List<Setting<?>> SETTINGS = List.of(MAX, QUEUE_MAX, QUEUE_TIMEOUT);

        /** Refuses values out of range. */
        public Concurrency {
            MAX.check(max);
            QUEUE_MAX.check(queueMax);
            QUEUE_TIMEOUT.check(queueTimeout);
        }

        private static Concurrency read(Values values) {
            return new Concurrency(values.get(MAX), values.get(QUEUE_MAX), values.get(QUEUE_TIMEOUT));
        }
    }

    /**
     * What one request may ask for, and what it is taken for until its usage is known.
     *
     * @param outputTokensMax above it 400; 0 for any number
     * @param choicesMax above it 400
     * @param outputTokensExpected reserved for each choice where a request names no bound
     * @param outputTokensReservedMax reserved at most for each choice, whatever bound it names
     */
    public record Request(int outputTokensMax, int choicesMax, int outputTokensExpected, int outputTokensReservedMax) {
        static final Setting<Integer> OUTPUT_TOKENS_MAX =
                Setting.integer("limits.request.outputTokensMax", 0, 0, RATE_MAX);
        static final Setting<Integer> CHOICES_MAX = Setting.integer("limits.request.choicesMax", 128, 1, 10_000);
        static final Setting<Integer> OUTPUT_TOKENS_EXPECTED =
                Setting.integer("limits.request.outputTokensExpected", 1024, 0, RATE_MAX);
        static final Setting<Integer> OUTPUT_TOKENS_RESERVED_MAX =
                Setting.integer("limits.request.outputTokensReservedMax", 4096, 0, RATE_MAX);

        static final List<Setting<?>> SETTINGS =
                List.of(OUTPUT_TOKENS_MAX, CHOICES_MAX, OUTPUT_TOKENS_EXPECTED, OUTPUT_TOKENS_RESERVED_MAX);

        /** Refuses values out of range. */
        public Request {
            OUTPUT_TOKENS_MAX.check(outputTokensMax);
            CHOICES_MAX.check(choicesMax);
            OUTPUT_TOKENS_EXPECTED.check(outputTokensExpected);
            OUTPUT_TOKENS_RESERVED_MAX.check(outputTokensReservedMax);
        }

        private static Request read(Values values) {
            return new Request(
                    values.get(OUTPUT_TOKENS_MAX),
                    values.get(CHOICES_MAX),
                    values.get(OUTPUT_TOKENS_EXPECTED),
                    values.get(OUTPUT_TOKENS_RESERVED_MAX));
        }
    }

    /**
     * How much of the heap, or of direct memory, may be in use; in percent of the most that the process may take. Each step is taken besides
     * those below it.
     *
     * @param acceptingMax above it no connection is accepted
     * @param admittingMax above it new requests are answered 503
     * @param servingMax above it the requests that hold most are ended
     */
    public record Memory(int acceptingMax, int admittingMax, int servingMax) {
        static final Setting<Integer> ACCEPTING_MAX = Setting.integer("limits.memory.acceptingMax", 90, 1, 100);
        static final Setting<Integer> ADMITTING_MAX = Setting.integer("limits.memory.admittingMax", 95, 1, 100);
        static final Setting<Integer> SERVING_MAX = Setting.integer("limits.memory.servingMax", 98, 1, 100);

        static final List<Setting<?>> SETTINGS = List.of(ACCEPTING_MAX, ADMITTING_MAX, SERVING_MAX);

        /** Refuses values out of range. */
        public Memory {
            ACCEPTING_MAX.check(acceptingMax);
            ADMITTING_MAX.check(admittingMax);
            SERVING_MAX.check(servingMax);
        }

        private static Memory read(Values values) {
            return new Memory(values.get(ACCEPTING_MAX), values.get(ADMITTING_MAX), values.get(SERVING_MAX));
        }
    }
}
