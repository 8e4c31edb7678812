package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Usage;
import io.penstock.dialect.responses.stored.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response, as its first events, its last one and the whole answer have it: with what it repeats of the request. */
final class ResponseObject {
    private final String id;
    private final String model;
    private final long createdSeconds;
    private final byte[] echo;
    private final @Nullable Turn turn;

    private ResponseObject(String id, String model, long createdSeconds, byte[] echo, @Nullable Turn turn) {
        this.id = id;
        this.model = model;
        this.createdSeconds = createdSeconds;
        this.echo = echo;
        this.turn = turn;
    }

    /**
     * What the provider says of itself, and what it does not say made up. An id of another dialect would be taken for no response's, and
     * one that is stored here must not be of a provider's choice.
     */
    static ResponseObject of(
            @Nullable EscapedText id,
            @Nullable EscapedText model,
            long createdSeconds,
            AnswerContext context,
            @Nullable Turn turn) {
        String told = id == null ? "" : id.decode();
        boolean isOwn = turn != null || !told.startsWith(Turn.ID_PREFIX);
        return new ResponseObject(
                isOwn ? Turn.ID_PREFIX + context.id() : told,
                model == null ? context.target().model() : model.decode(),
                createdSeconds == 0 ? context.nowSeconds() : createdSeconds,
                RequestEcho.of(context.request(), turn),
                turn);
    }

    /**
     * How far it is.
     *
     * @param status as the dialect has it
     * @param incompleteReason why it is not complete; null where it is
     * @param items what it has said
     * @param usage null where that is not known
     * @param serviceTier as the provider has it; null where it does not say
     * @param fault why it failed; null where it has not
     */
    record Outcome(
            String status,
            @Nullable String incompleteReason,
            List<OutputItem> items,
            @Nullable Usage usage,
            @Nullable RawJson serviceTier,
            @Nullable GatewayFault fault) {
        /** It has begun. */
        static final Outcome IN_PROGRESS = new Outcome("in_progress", null, List.of(), null, null, null);

        /** Whether it goes no further. */
        boolean isEnded() {
            return !status.equals(IN_PROGRESS.status);
        }

        /** It broke off. */
        static Outcome failed(GatewayFault fault) {
            return new Outcome("failed", null, List.of(), null, null, fault);
        }
    }

    /** Writes the object through {@code json}, which writes into {@code out}; and stores it, if that is asked for and it has ended. */
    void write(Outcome outcome, JsonWriter json, ByteBuf out) {
        int start = out.writerIndex();
        json.beginObject().name("id").string(id);
        json.name("object").string("response");
        json.name("created_at").number(createdSeconds);
        json.name("status").string(outcome.status());
        GatewayFault fault = outcome.fault();
        json.name("error");
        if (fault == null) {
            json.nothing();
        } else {
            json.beginObject().name("code").string(ErrorObject.responseCode(fault));
            json.name("message").string(fault.message()).endObject();
        }
        String reason = outcome.incompleteReason();
        json.name("incomplete_details");
        if (reason == null) {
            json.nothing();
        } else {
            json.beginObject().name("reason").string(reason).endObject();
        }
        json.name("model").string(model);
        json.name("output").beginArray();
        outcome.items().forEach(item -> item.write(json));
        json.endArray();
        RawJson tier = outcome.serviceTier();
        if (tier != null) {
            json.name("service_tier").raw(tier);
        }
        json.name("usage");
        usage(outcome.usage(), json);
        out.writeBytes(echo);
        json.endObject();
        if (turn != null && outcome.isEnded()) {
            turn.store(out, start, out.writerIndex());
        }
    }

    /** What the cache served or took is part of the input here, and reasoning of the output. */
    private static void usage(@Nullable Usage usage, JsonWriter json) {
        if (usage == null) {
            json.nothing();
            return;
        }
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        json.beginObject().name("input_tokens").number(usage.prompt());
        json.name("input_tokens_details").beginObject();
        json.name("cached_tokens").number(usage.cacheRead());
        json.name("cache_write_tokens").number(written);
        json.endObject();
        json.name("output_tokens").number(usage.completion());
        json.name("output_tokens_details").beginObject();
        json.name("reasoning_tokens").number(usage.reasoning()).endObject();
        json.name("total_tokens").number(usage.prompt() + usage.completion()).endObject();
    }
}
