package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.responses.reply.OutputItem.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one answer. Several may be open at once, for arguments may still come to one that is not the last: each event says which
 * item it belongs to.
 */
final class Calls {
    private static final EscapedText NONE = EscapedText.of("{}");

    private final Items items;
    private final AnswerContext context;
    private final LossReport loss;
    private final List<Call> calls = new ArrayList<>();

    Calls(Items items, AnswerContext context, LossReport loss) {
        this.items = items;
        this.context = context;
        this.loss = loss;
    }

    /**
     * One call.
     *
     * @param collected the arguments of a call of a custom tool, whose input is in them; null of a function's
     */
    private record Call(OutputItem item, Block block, Kept.@Nullable Text collected) {}

    void start(@Nullable EscapedText id, EscapedText name) {
        boolean isCustom = CustomTools.isCustom(context.request(), name);
        OutputItem item = items.add(isCustom ? OutputItem.Type.CUSTOM_TOOL_CALL : OutputItem.Type.FUNCTION_CALL);
        item.setCall(id(id), own(name));
        items.added(item);
        Block block = items.begin(isCustom ? BlockKind.INPUT : BlockKind.ARGUMENTS, item);
        calls.add(new Call(item, block, isCustom ? items.keep() : null));
    }

    private EscapedText id(@Nullable EscapedText id) {
        return id == null || id.isEmpty() ? EscapedText.of("call_" + context.id() + "_" + calls.size()) : own(id);
    }

    private static EscapedText own(EscapedText text) {
        return CarriedState.copy(text.buffer(), text.start(), text.end());
    }

    void arguments(int number, ByteBuf buffer, int start, int end) {
        if (start == end) {
            return;
        }
        if (number >= calls.size() || calls.get(number).item().isDone()) {
            loss.dropped("tool_call_arguments");
            return;
        }
        Call call = calls.get(number);
        Kept.Text collected = call.collected();
        if (collected == null) {
            items.fragment(call.block(), buffer, start, end);
        } else {
            items.keep(collected, buffer, start, end);
        }
    }

    /** The last call is over. */
    void endLast() {
        end(calls.get(calls.size() - 1), Status.COMPLETED);
    }

    /** All calls are over. */
    void endAll(Status status) {
        calls.forEach(call -> end(call, status));
    }

    private void end(Call call, Status status) {
        if (call.item().isDone()) {
            return;
        }
        Kept.Text collected = call.collected();
        if (collected != null) {
            EscapedText input = CustomTools.input(collected.toText());
            if (!input.isEmpty()) {
                items.fragment(call.block(), input.buffer(), input.start(), input.end());
            }
        } else if (call.block().text().isEmpty()) {
            items.fragment(call.block(), NONE.buffer(), NONE.start(), NONE.end());
        }
        items.end(call.block());
        items.end(call.item(), status);
    }
}
