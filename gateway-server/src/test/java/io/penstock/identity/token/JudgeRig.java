package io.penstock.identity.token;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.penstock.config.IssuerConfig;
import io.penstock.config.KeyPlace;
import io.penstock.config.KeyUrl;
import io.penstock.identity.Credential;
import io.penstock.identity.SigningKeys;
import io.penstock.identity.Verdict;
import io.penstock.identity.keyset.KeySource;
import io.penstock.upstream.FetchListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A judge on clocks that the test sets, with issuers whose documents the test gives, and nothing that happens by itself. */
final class JudgeRig implements AutoCloseable {
    static final String ISSUER = "https://id.example/realms/main";
    static final String CLIENT = "gateway";
    static final long NOW = 1_800_000_000;
    static final Duration SKEW = Duration.ofSeconds(30);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel thread =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final List<Verdict> told = new ArrayList<>();
    private final Map<String, Issuer> issuers = new HashMap<>();
    private int addresses;

    /** What the issuer's key set is; null while nobody answers. */
    @Nullable
    String jwks = SigningKeys.jwks();

    final List<KeyUrl> fetched = new ArrayList<>();
    long nowSeconds = NOW;
    int failuresMax = 1_000_000;
    Duration cacheTtl = Duration.ofMinutes(5);
    Executor pool = Runnable::run;
    private @Nullable TokenJudge judge;

    static IssuerConfig config(String issuer) {
        return config(issuer, IssuerConfig.Claims.PLAIN, Map.of());
    }

    static IssuerConfig config(String issuer, IssuerConfig.Claims claims, Map<String, Set<String>> roles) {
        return new IssuerConfig(
                issuer,
                List.of(CLIENT, "gateway-two"),
                new KeyPlace.Fetched(KeyUrl.parse("https://id.example/keys")),
                IssuerConfig.ALGORITHMS,
                claims,
                roles,
                Set.of("inference"));
    }

    /** Claims of a token that is good. */
    static String claims() {
        return claims("\"sub\":\"alice\"");
    }

    static String claims(String members) {
        return "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + CLIENT + "\",\"exp\":" + (NOW + 600) + "," + members + "}";
    }

    JudgeRig trust(IssuerConfig config) {
        KeySource source =
                new KeySource(config.issuer(), config.keys(), Duration.ofMinutes(10), thread.eventLoop(), this::fetch);
        issuers.put(config.issuer(), new Issuer(config, SKEW, source));
        source.start();
        thread.runPendingTasks();
        return this;
    }

    private void fetch(KeyUrl url, FetchListener listener) {
        fetched.add(url);
        String body = jwks;
        if (body == null) {
            listener.onFetched(503, new byte[0]);
        } else {
            listener.onFetched(200, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private TokenJudge judge() {
        TokenJudge known = judge;
        if (known == null) {
            if (issuers.isEmpty()) {
                trust(config(ISSUER));
            }
            InstantSource clock = () -> Instant.ofEpochSecond(nowSeconds);
            known = new TokenJudge(
                    issuers,
                    new KnownTokens(1000, cacheTtl, clock, ticker::nanoTime),
                    new FailureBudget(failuresMax),
                    pool,
                    ticker::nanoTime);
            judge = known;
        }
        return known;
    }

    /** The verdict of a token that comes from an address of its own. */
    Verdict check(String token) {
        return check(token, "192.0.2." + addresses++);
    }

    Verdict check(String token, String address) {
        Verdict now = ask(token, address);
        thread.runPendingTasks();
        return now == null ? told.remove(0) : now;
    }

    /** The verdict where there is one at once; what comes later is {@link #told}. */
    @Nullable
    Verdict ask(String token, String address) {
        return judge().check(Credential.of(token), address, told::add);
    }

    List<Verdict> told() {
        return told;
    }

    /** Lets time go by, by both clocks. */
    void pass(long seconds) {
        nowSeconds += seconds;
        ticker.advance(seconds, TimeUnit.SECONDS);
        thread.runScheduledPendingTasks();
        thread.runPendingTasks();
    }

    void runPendingTasks() {
        thread.runPendingTasks();
    }

    @Override
    public void close() {
        thread.close();
    }
}
