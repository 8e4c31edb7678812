package io.penstock.telemetry;

import io.penstock.dialect.Usage;

/** The line of an access record. Fields that have no value are left out. */
final class AccessFormat implements LineWriter.Format<AccessRecord> {
    private final UtcTime time = new UtcTime();

    @Override
    public void write(AccessRecord record, Line line) {
        line.open(time, record.startedMillis)
                .field("exchange", record.exchangeId)
                .field("outcome", record.outcome == null ? null : record.outcome.key())
                .field("status", record.status)
                .field("method", record.method)
                .field("path", record.path)
                .field("client", record.clientAddress)
                .field("subject", record.subject.isEmpty() ? null : record.subject)
                .field("key", record.credential.isEmpty() ? null : record.credential)
                .field("team", record.team.isEmpty() ? null : record.team)
                .field("surface", record.surface)
                .field("dialect", record.dialect)
                .field("provider", record.provider)
                .field("model", record.model)
                .field("upstream_model", record.upstreamModel)
                .field("attempts", record.attempts)
                .millis("first_byte_ms", record.firstByteNanos)
                .millis("first_output_ms", record.firstOutputNanos)
                .millis("duration_ms", record.durationNanos)
                .field("bytes_in", record.bytesIn)
                .field("bytes_out", record.bytesOut);
        writeUsage(record, line);
        if (record.upstreamDialect != null) {
            line.field("upstream_dialect", record.upstreamDialect)
                    .field("loss", record.loss)
                    .field("answer_loss", record.answerLoss);
        }
        line.field("upstream_request_id", record.upstreamRequestId)
                .field("error", record.errorKind == null ? null : record.errorKind.code())
                .close();
    }

    private static void writeUsage(AccessRecord record, Line line) {
        line.field("usage", record.usageSource.key());
        if (record.usageSource == UsageSource.UNKNOWN) {
            return;
        }
        Usage usage = record.usage;
        line.field("input_tokens", usage.input())
                .field("cache_read_tokens", usage.cacheRead())
                .field("cache_write_5m_tokens", usage.cacheWrite5m())
                .field("cache_write_1h_tokens", usage.cacheWrite1h())
                .field("output_tokens", usage.output())
                .field("reasoning_tokens", usage.reasoning());
    }

    @Override
    public void writeDropped(long dropped, long total, Line line) {
        line.open(time, System.currentTimeMillis())
                .field("access_log_dropped", dropped)
                .field("access_log_dropped_total", total)
                .close();
    }
}
