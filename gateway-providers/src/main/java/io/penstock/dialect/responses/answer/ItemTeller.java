package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells the items of one answer: their fragments as they come, and of an item that is done what no fragment has told. Each method says
 * whether it told anything.
 *
 * <p>A message is a block for each of its parts. Reasoning is one block, its parts two line feeds apart, since there is one state for all
 * of it.
 */
final class ItemTeller {
    /** The name of this dialect. */
    static final String DIALECT = "responses";

    /** What only its maker can read of reasoning. */
    static final String ENCRYPTED = "encrypted_content";

    private static final EscapedText BETWEEN_PARTS = EscapedText.of("\n\n");
    private static final EscapedText PNG = EscapedText.of("png");
    private static final int NOTHING = -1;

    /** What a part is; a part of an item has a place for each. */
    enum Kind {
        TEXT,
        REFUSAL,
        SUMMARY,
        REASONING;

        private int place(int part) {
            return 2 * part + (this == REASONING ? 1 : 0);
        }
    }

    private final List<ItemState> items = new ArrayList<>();
    private final CustomInput customInput = new CustomInput();
    /** The item whose block is the last that was begun and has not been ended. */
    private int open = NOTHING;

    private int calls;

    /** Whether any call was told. */
    boolean hasCalls() {
        return calls > 0;
    }

    private ItemState at(int index) {
        while (items.size() <= index) {
            items.add(new ItemState());
        }
        return items.get(index);
    }

    /** An item begins: of a call this tells what is called. */
    boolean add(int index, ItemView item, GenerationEvents out) {
        ItemState state = at(index);
        if (state.isCall() || item.name() == null) {
            return false;
        }
        return switch (item.type()) {
            case "function_call" -> beginCall(index, item, false, out);
            case "custom_tool_call" -> beginCall(index, item, true, out);
            default -> false;
        };
    }

    private boolean beginCall(int index, ItemView item, boolean isCustom, GenerationEvents out) {
        EscapedText name = item.name();
        if (name == null) {
            return false;
        }
        at(index).beginCall(calls, isCustom);
        open = index;
        out.onToolCallStart(0, calls++, item.callId(), name);
        return true;
    }

    /** A fragment of a part. */
    boolean fragment(Kind kind, int index, int part, ByteBuf buffer, int start, int end, GenerationEvents out) {
        ItemState item = at(index);
        if (start == end || item.isDone()) {
            return false;
        }
        enter(index, out);
        boolean isNext = item.onPlace(kind.place(part));
        switch (kind) {
            case TEXT -> {
                if (isNext) {
                    out.onBlockEnd(0);
                }
                out.onText(0, buffer, start, end);
            }
            case REFUSAL -> {
                if (isNext) {
                    out.onBlockEnd(0);
                }
                out.onRefusal(0, buffer, start, end);
            }
            default -> {
                if (isNext) {
                    out.onReasoning(0, BETWEEN_PARTS.buffer(), BETWEEN_PARTS.start(), BETWEEN_PARTS.end());
                }
                out.onReasoning(0, buffer, start, end);
            }
        }
        return true;
    }

    /** All of a part, of which fragments may have told everything. */
    boolean whole(Kind kind, int index, int part, EscapedText text, GenerationEvents out) {
        return !at(index).isTold(kind.place(part))
                && fragment(kind, index, part, text.buffer(), text.start(), text.end(), out);
    }

    /** The block at hand is that item's from now on. A call's own is not ended for it: more of its arguments may come. */
    private void enter(int index, GenerationEvents out) {
        if (open != index && open != NOTHING && !at(open).isCall()) {
            out.onBlockEnd(0);
        }
        open = index;
    }

    /** A fragment of a call's arguments. */
    boolean arguments(int index, ByteBuf buffer, int start, int end, GenerationEvents out) {
        ItemState item = at(index);
        // What is called may come behind, and all arguments with it.
        if (start == end || !item.isCall() || item.isDone() || item.isCustom()) {
            return false;
        }
        item.onInput();
        out.onToolCallArguments(0, item.call(), buffer, start, end);
        return true;
    }

    /** A fragment of what a custom tool gets. */
    boolean input(int index, ByteBuf buffer, int start, int end, GenerationEvents out) {
        ItemState item = at(index);
        if (!item.isCall() || item.isDone() || !item.isCustom()) {
            return false;
        }
        if (!item.hasInput()) {
            item.onInput();
            customInput.begin(item.call(), out);
        }
        customInput.fragment(item.call(), buffer, start, end, out);
        return true;
    }

    /** All of a call's arguments or input, of which fragments may have told everything. */
    boolean wholeInput(int index, EscapedText text, GenerationEvents out) {
        ItemState item = at(index);
        if (item.hasInput()) {
            return false;
        }
        return item.isCustom()
                ? input(index, text.buffer(), text.start(), text.end(), out)
                : arguments(index, text.buffer(), text.start(), text.end(), out);
    }

    /** Where something in an item's text comes from. */
    boolean cite(int index, Citation citation, GenerationEvents out) {
        at(index).onCitation();
        out.onCitation(0, citation);
        return true;
    }

    /** An item is done: what has not been told of it is told, and its block ends. */
    boolean done(int index, ItemView item, GenerationEvents out) {
        ItemState state = at(index);
        if (state.isDone()) {
            return false;
        }
        boolean hasTold = switch (item.type()) {
            case "message" -> message(index, item, out);
            case "reasoning" -> reasoning(index, item, out);
            case "function_call", "custom_tool_call" -> call(index, item, out);
            case "image_generation_call" -> image(item, out);
            default -> extra(item, out);
        };
        state.onDone();
        if (open == index) {
            out.onBlockEnd(0);
            open = NOTHING;
        }
        return hasTold;
    }

    private boolean message(int index, ItemView item, GenerationEvents out) {
        boolean hasTold = false;
        boolean isCited = at(index).isCited();
        List<PartView> parts = PartView.all(item.content());
        for (int i = 0; i < parts.size(); i++) {
            PartView part = parts.get(i);
            hasTold |= whole(part.isRefusal() ? Kind.REFUSAL : Kind.TEXT, index, i, part.text(), out);
            for (Citation citation : isCited ? List.<Citation>of() : CitationReader.all(part.annotations())) {
                hasTold |= cite(index, citation, out);
            }
        }
        return hasTold;
    }

    private boolean reasoning(int index, ItemView item, GenerationEvents out) {
        boolean hasTold = parts(Kind.SUMMARY, index, PartView.all(item.summary()), out);
        hasTold |= parts(Kind.REASONING, index, PartView.all(item.content()), out);
        EscapedText state = item.encrypted();
        if (state == null || state.isEmpty()) {
            return hasTold;
        }
        enter(index, out);
        out.onReasoningState(0, DIALECT, ENCRYPTED, state.buffer(), state.start(), state.end());
        return true;
    }

    private boolean parts(Kind kind, int index, List<PartView> parts, GenerationEvents out) {
        boolean hasTold = false;
        for (int i = 0; i < parts.size(); i++) {
            hasTold |= whole(kind, index, i, parts.get(i).text(), out);
        }
        return hasTold;
    }

    private boolean call(int index, ItemView item, GenerationEvents out) {
        ItemState state = at(index);
        boolean hasTold = add(index, item, out);
        EscapedText input = state.isCustom() ? item.input() : ItemView.text(item.arguments());
        RawJson arguments = item.arguments();
        if (input != null && !input.isEmpty()) {
            hasTold |= wholeInput(index, input, out);
        } else if (arguments != null && arguments.isObject() && state.isCall() && !state.hasInput()) {
            state.onInput();
            out.onToolCallInput(0, state.call(), arguments.buffer(), arguments.start(), arguments.end());
            hasTold = true;
        }
        endInput(state, out);
        return hasTold;
    }

    private void endInput(ItemState state, GenerationEvents out) {
        if (state.isCustom() && state.hasInput()) {
            customInput.end(state.call(), out);
        }
    }

    private boolean image(ItemView item, GenerationEvents out) {
        EscapedText result = item.result();
        if (result == null || result.isEmpty()) {
            return false;
        }
        enter(NOTHING, out);
        String format = format(item.format());
        out.onMedia(0, EscapedText.of("image/" + format), result.buffer(), result.start(), result.end());
        return true;
    }

    private static String format(@Nullable EscapedText format) {
        String told = (format == null ? PNG : format).decode().toLowerCase(Locale.ROOT);
        return told.matches("[a-z0-9.+-]{1,32}") ? told : "png";
    }

    /** An item that has no place elsewhere: what a tool of the provider's own was asked and said. */
    private static boolean extra(ItemView item, GenerationEvents out) {
        RawJson json = item.json();
        if (!item.type().matches("[a-z0-9_]+") || !JsonScanner.isValue(json.buffer(), json.start(), json.end())) {
            return false;
        }
        out.onExtra(0, item.type(), json.buffer(), json.start(), json.end());
        return true;
    }

    /** No item follows: what was begun and not done is ended. */
    void end(GenerationEvents out) {
        for (ItemState item : items) {
            if (!item.isDone()) {
                item.onDone();
                endInput(item, out);
            }
        }
        if (open != NOTHING) {
            out.onBlockEnd(0);
            open = NOTHING;
        }
    }
}
