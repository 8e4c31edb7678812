package io.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dialect.Usage;
import io.penstock.server.testing.Scrape;
import io.penstock.telemetry.metrics.Exposition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricsTest {
    private static final KnownModels ONE = (provider, model) -> provider.equals("openai") && model.equals("gpt-4o");

    private final Metrics metrics = new Metrics(() -> 3, () -> 5, () -> 2, () -> 4);

    private static AccessRecord record() {
        return new AccessRecord()
                .started("id", 0, 0)
                .surface("openai", "openai", "chat")
                .attempt("openai", "gpt-4o")
                .firstOutput(TimeUnit.MILLISECONDS.toNanos(300));
    }

    private void settle(AccessRecord record, int status, Outcome outcome) {
        metrics.onBegun();
        metrics.onSettled(record.ended(status, outcome, TimeUnit.MILLISECONDS.toNanos(700)), ONE);
    }

    private Scrape scrape() {
        return Scrape.of(new String(metrics.expose(Exposition.Format.TEXT), StandardCharsets.UTF_8), false);
    }

    @Test
    void saysHowLongItTookAndWhatItCost() {
        settle(record().bytes(100, 2000).usage(new Usage(5, 10, 20, 40, 7, 9), UsageSource.KNOWN), 200, Outcome.OK);

        Scrape scrape = scrape();
        String[] model = {
            "gen_ai_operation_name", "chat", "gen_ai_provider_name", "openai", "gen_ai_request_model", "gpt-4o"
        };
        assertThat(scrape.sum("gen_ai_server_request_duration_seconds_sum", model))
                .isEqualTo(0.7);
        assertThat(scrape.sum("gen_ai_server_time_to_first_token_seconds_sum", model))
                .isEqualTo(0.3);
        assertThat(scrape.sum("gen_ai_client_token_usage_sum", "gen_ai_token_type", "input"))
                .isEqualTo(75);
        assertThat(scrape.sum("gen_ai_client_token_usage_sum", "gen_ai_token_type", "output"))
                .isEqualTo(16);
        assertThat(scrape.sum("penstock_tokens_total", "direction", "input")).isEqualTo(75);
        assertThat(scrape.sum("penstock_tokens_total", "bucket", "cache_read")).isEqualTo(10);
        assertThat(scrape.sum("penstock_tokens_total", "bucket", "reasoning")).isEqualTo(9);
        assertThat(scrape.sum("penstock_request_body_bytes_total", "surface", "openai"))
                .isEqualTo(100);
        assertThat(scrape.sum("penstock_response_body_bytes_total", "surface", "openai"))
                .isEqualTo(2000);
        assertThat(scrape.sum("penstock_connections_open")).isEqualTo(3);
        assertThat(scrape.sum("penstock_connections_refused_total")).isEqualTo(5);
        assertThat(scrape.sum("penstock_memory_pressure")).isEqualTo(2);
        assertThat(scrape.sum("penstock_access_log_dropped_total")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "200, OK, 2xx, ''",
        "404, OK, 4xx, 404",
        "400, REFUSED, 4xx, 400",
        "502, FAILED, 5xx, 502",
        "200, BROKEN, 2xx, broken",
        "0, ABANDONED, none, abandoned",
        "999, OK, other, ''",
    })
    void saysHowItEnded(int status, Outcome outcome, String statusClass, String error) {
        settle(record(), status, outcome);

        Scrape scrape = scrape();
        assertThat(scrape.sum(
                        "penstock_exchanges_total",
                        "outcome",
                        outcome.key(),
                        "status",
                        statusClass,
                        "provider",
                        "openai"))
                .isEqualTo(1);
        assertThat(scrape.sum("gen_ai_server_request_duration_seconds_count", "error_type", error))
                .isEqualTo(1);
        assertThat(scrape.sum("penstock_exchange_duration_seconds_count", "outcome", outcome.key()))
                .isEqualTo(1);
    }

    @Test
    void whatIsNotOverIsInFlight() {
        metrics.onBegun();
        settle(record(), 200, Outcome.OK);

        assertThat(scrape().sum("penstock_exchanges_in_flight")).isEqualTo(1);
    }

    @Test
    void whatWasNeverRoutedIsNobodysModel() {
        settle(new AccessRecord().started("id", 0, 0).auth(AuthOutcome.MISSING), 401, Outcome.REFUSED);

        Scrape scrape = scrape();
        assertThat(scrape.sum("penstock_exchanges_total", "surface", "", "provider", ""))
                .isEqualTo(1);
        assertThat(scrape.sum("penstock_authentications_total", "result", "missing"))
                .isEqualTo(1);
        assertThat(scrape.sum("gen_ai_server_request_duration_seconds_count")).isZero();
    }

    @Test
    void lossesAreCountedByDirectionKindAndField() {
        settle(
                record().translated("anthropic", "dropped=seed,logit_bias;approximated=response_format")
                        .answerLoss("dropped=stop_sequence"),
                200,
                Outcome.OK);
        settle(record().translated("anthropic", "dropped=seed"), 200, Outcome.OK);

        Scrape scrape = scrape();
        String name = "penstock_translation_losses_total";
        assertThat(scrape.sum(name, "direction", "request", "kind", "dropped", "field", "seed"))
                .isEqualTo(2);
        assertThat(scrape.sum(name, "direction", "request", "kind", "approximated", "field", "response_format"))
                .isEqualTo(1);
        assertThat(scrape.sum(name, "direction", "answer", "field", "stop_sequence"))
                .isEqualTo(1);
        assertThat(scrape.sum(name)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "dropped=messages.my_secret_field, messages",
        "dropped=my_secret_field, other",
        "dropped=my_secret.messages, other",
        "dropped=, other",
        "invented=seed, seed",
    })
    void aFieldThatTheClientMadeUpIsOther(String line, String field) {
        settle(record().translated("anthropic", line), 200, Outcome.OK);

        assertThat(scrape().values("field")).isSubsetOf(field);
        assertThat(scrape().values("kind")).isSubsetOf("dropped", "other");
    }

    /** Whatever ten thousand clients send, the series are as many as before, and nothing of it is repeated. */
    @Test
    void tenThousandNamesThatClientsMadeUpMakeNoSeries() {
        settle(record(), 200, Outcome.OK);
        settle(unknown("canary"), 200, Outcome.OK);
        int before = scrape().series();
        Random random = new Random(7);

        for (int i = 0; i < 10_000; i++) {
            settle(unknown("canary" + random.nextLong()), 200, Outcome.OK);
        }

        Scrape scrape = scrape();
        assertThat(scrape.series()).isEqualTo(before);
        assertThat(scrape.values("gen_ai_request_model")).containsExactlyInAnyOrder("gpt-4o", "other");
        assertThat(new String(metrics.expose(Exposition.Format.OPEN_METRICS), StandardCharsets.UTF_8))
                .doesNotContain("canary");
    }

    private static AccessRecord unknown(String made) {
        return new AccessRecord()
                .started(made, 0, 0)
                .request("POST", "/v1/" + made, made)
                .identity(made, made, made)
                .surface("openai", "openai", "chat")
                .model("openai/" + made)
                .attempt("openai", made)
                .translated("anthropic", "dropped=" + made)
                .answerLoss("dropped=" + made)
                .upstreamRequestId(made);
    }

    @Test
    void everyOutcomeAndKindOfWhoAsksHasAName() {
        for (AuthOutcome outcome : AuthOutcome.values()) {
            settle(record().auth(outcome), 200, Outcome.OK);
        }

        assertThat(scrape().values("result"))
                .containsExactlyInAnyOrderElementsOf(List.of(AuthOutcome.values()).stream()
                        .map(AuthOutcome::key)
                        .toList());
    }
}
