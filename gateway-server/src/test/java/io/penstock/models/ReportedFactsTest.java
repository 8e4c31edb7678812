package io.penstock.models;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedFactsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"context_window\":8192}                           | 8192",
                "{\"context_length\":8192}                           | 8192",
                "{\"max_context_length\":8192}                       | 8192",
                "{\"max_model_len\":8192}                            | 8192",
                "{\"context_window\":0,\"max_model_len\":4096}       | 4096",
                "{\"context_window\":1,\"context_length\":2}         | 1",
                "{\"context_window\":\"8192\"}                       | 8192",
                "{\"context_window\":8192.0}                         | 8192",
                "{\"context_window\":-1}                             | 0",
                "{\"context_window\":1e30}                           | 0",
                "{\"context_window\":99999999999999999999}           | 0",
                "{\"context_window\":true}                           | 0",
                "{\"context_window\":\"many\"}                       | 0",
                "{\"properties\":[{\"property_id\":\"price\"},{\"property_id\":\"context_window\",\"value\":\"24\"}]} | 24",
                "{\"properties\":7}                                  | 0",
                "{}                                                  | 0",
            })
    void contextIsTheFirstNumberAboveZero(String model, long tokens) {
        assertThat(ReportedFacts.contextTokens(json(model))).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1715367049                        | 1715367049",
                "1715367049000                     | 1715367049",
                "0                                 | 0",
                "-5                                | 0",
                "1e400                             | 0",
                "9999999999999999                  | 0",
                "null                              | 0",
                "\"2025-05-22T00:00:00Z\"          | 1747872000",
                "\"2025-05-22T02:00:00+02:00\"     | 1747872000",
                "\"2025-05-22T00:00:00\"           | 1747872000",
                "\"2025-05-22 00:00:00.123\"       | 1747872000",
                "\"yesterday\"                     | 0",
                "\"1900-01-01T00:00:00Z\"          | 0",
                "{}                                | 0",
            })
    void timesAreEpochSeconds(String value, long seconds) {
        assertThat(ReportedFacts.epochSeconds(json(value))).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input_per_token\":\"0.000002\",\"output_per_token\":\"0.000008\"}",
                "{\"prompt\":0.000002,\"completion\":0.000008}",
                "{\"prompt\":2e-6,\"completion\":8e-6}",
                "{\"input\":\"0.000002\",\"output\":\"0.000008\",\"cached\":\"0\"}",
                "{\"input_per_token\":\"0\",\"prompt\":\"0.000002\",\"completion\":\"0.000008\",\"cached\":\"free\"}",
            })
    void pricesComeUnderManyNames(String pricing) {
        Pricing read = requireNonNull(ReportedFacts.pricing(json(pricing)));

        assertThat(read.input()).isEqualByComparingTo("0.000002");
        assertThat(read.output()).isEqualByComparingTo("0.000008");
        assertThat(read.cacheRead()).isNull();
        assertThat(read.cacheWrite()).isNull();
    }

    @Test
    void pricesOfTheCacheAreReadToo() {
        String pricing = "{\"prompt\":\"3\",\"completion\":\"15\",\"input_cache_read\":\"1\",\"cache_creation\":\"4\"}";

        Pricing read = requireNonNull(ReportedFacts.pricing(json(pricing)));

        assertThat(read.cacheRead()).isEqualByComparingTo("1");
        assertThat(read.cacheWrite()).isEqualByComparingTo("4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "{\"prompt\":\"0.000002\"}",
                "{\"prompt\":\"0\",\"completion\":\"0\"}",
                "{\"prompt\":\"-1\",\"completion\":\"-1\"}",
                "{\"prompt\":\"x\",\"completion\":\"y\"}",
                "{\"prompt\":\"1e-999999999\",\"completion\":\"1e999999999\"}",
                "{\"prompt\":[1],\"completion\":{}}",
            })
    void halfAPriceIsNone(String pricing) {
        assertThat(ReportedFacts.pricing(json(pricing))).isNull();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
