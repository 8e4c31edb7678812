package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the dialect's order: what sets the model up apart, user and model in turn, what the tools said first in a user's
 * turn, what the model thought first and its calls last in its own. Blocks that the provider would refuse are left out.
 */
final class Turns {
    private static final EscapedText SOMETHING = EscapedText.of(".");
    private static final Comparator<Block> IN_TURN = Comparator.comparingInt(Turns::rank);

    /**
     * A block to be written.
     *
     * @param cache null where the prompt up to here is not to be cached
     */
    record Block(Part part, Part.@Nullable CachePoint cache) {}

    /** One turn of user or model. */
    record Turn(boolean isUser, List<Block> blocks) {}

    private final ModelTarget target;
    private final LossReport loss;
    private final List<Block> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();

    Turns(ChatRequest request, ModelTarget target, LossReport loss) {
        this.target = target;
        this.loss = loss;
        boolean hasSpoken = false;
        for (Message message : request.messages()) {
            if (message.role() == Role.SYSTEM) {
                onSystem(message);
                if (hasSpoken) {
                    loss.approximated("messages.role");
                }
            } else {
                hasSpoken = true;
                onTurn(message);
            }
        }
        if (turns.isEmpty() || !turns.get(0).isUser()) {
            turns.add(0, new Turn(true, List.of(new Block(new Part.Text(SOMETHING), null))));
            loss.defaulted("messages");
        }
        turns.forEach(turn -> sort(turn.blocks()));
        trimEnd();
    }

    /** What sets the model up. */
    List<Block> system() {
        return system;
    }

    /** User and model in turn, the user first. */
    List<Turn> all() {
        return turns;
    }

    /** Whether tools were called before. */
    boolean hasCalls() {
        return turns.stream()
                .flatMap(turn -> turn.blocks().stream())
                .anyMatch(block -> block.part() instanceof Part.ToolCall || block.part() instanceof Part.ToolResult);
    }

    /** Whether the model waits for its tools and has nothing of what it thought before it called them. */
    boolean isInterrupted() {
        int last = turns.size() - 1;
        return last > 0
                && turns.get(last).blocks().get(0).part() instanceof Part.ToolResult
                && !(turns.get(last - 1).blocks().get(0).part() instanceof Part.Reasoning);
    }

    private void onSystem(Message message) {
        for (Block block : blocks(message.parts())) {
            if (block.part() instanceof Part.Text) {
                system.add(block);
            } else {
                loss.dropped("system");
            }
        }
    }

    private void onTurn(Message message) {
        List<Block> blocks = blocks(message.parts());
        boolean isUser = message.role() != Role.ASSISTANT;
        if (!isUser && blocks.removeIf(block -> block.part() instanceof Part.Media)) {
            // The model's own turns take none.
            loss.dropped("media");
        }
        if (blocks.isEmpty()) {
            return;
        }
        int last = turns.size() - 1;
        if (last >= 0 && turns.get(last).isUser() == isUser) {
            turns.get(last).blocks().addAll(blocks);
        } else {
            turns.add(new Turn(isUser, blocks));
        }
    }

    private List<Block> blocks(List<Part> parts) {
        List<Block> blocks = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.CachePoint cache) {
                onCachePoint(cache, blocks);
            } else if (isKept(part)) {
                ReasoningState state = stateOf(part);
                if (state != null) {
                    blocks.add(new Block(new Part.Reasoning(EscapedText.EMPTY, state), null));
                }
                blocks.add(new Block(part, null));
            }
        }
        return blocks;
    }

    private void onCachePoint(Part.CachePoint cache, List<Block> blocks) {
        int last = blocks.size() - 1;
        if (last < 0 || blocks.get(last).part() instanceof Part.Reasoning) {
            loss.dropped("cache_control");
        } else {
            blocks.set(last, new Block(blocks.get(last).part(), cache));
        }
    }

    /** State that came back with a text or a call was the model's thinking before it, whose text the client did not keep. */
    private @Nullable ReasoningState stateOf(Part part) {
        ReasoningState state = null;
        if (part instanceof Part.Text text) {
            state = text.state();
        } else if (part instanceof Part.ToolCall call) {
            state = call.state();
        }
        return state == null || isOurs(state) ? state : null;
    }

    private boolean isOurs(ReasoningState state) {
        boolean isOurs = state.isFor(ContentReader.DIALECT, target);
        if (!isOurs) {
            loss.dropped(ReasoningState.LOST);
        }
        return isOurs;
    }

    private boolean isKept(Part part) {
        if (part instanceof Part.Text text) {
            return !text.text().isBlank();
        }
        if (part instanceof Part.Refusal refusal) {
            return !refusal.text().isBlank();
        }
        if (part instanceof Part.Reasoning reasoning) {
            return isKept(reasoning);
        }
        if (part instanceof Part.Opaque opaque && !opaque.dialect().equals(ContentReader.DIALECT)) {
            loss.dropped(opaque.type());
            return false;
        }
        return true;
    }

    /** What nobody has signed is refused, and so is what another provider has. */
    private boolean isKept(Part.Reasoning reasoning) {
        ReasoningState state = reasoning.state();
        boolean isKept = state != null && isOurs(state);
        if (!isKept && !reasoning.text().isEmpty()) {
            loss.dropped("reasoning");
        }
        return isKept;
    }

    /** The provider's own tools stand among what was thought, and must stay there. */
    private static void sort(List<Block> blocks) {
        boolean hasOpaque = blocks.stream().anyMatch(block -> block.part() instanceof Part.Opaque);
        if (blocks.size() > 1 && !hasOpaque) {
            blocks.sort(IN_TURN);
        }
    }

    private static int rank(Block block) {
        if (block.part() instanceof Part.Reasoning || block.part() instanceof Part.ToolResult) {
            return 0;
        }
        return block.part() instanceof Part.ToolCall ? 2 : 1;
    }

    /** A beginning of the answer may not end with spaces. */
    private void trimEnd() {
        Turn last = turns.get(turns.size() - 1);
        int end = last.blocks().size() - 1;
        if (!last.isUser() && last.blocks().get(end).part() instanceof Part.Text text) {
            String said = text.text().decode();
            EscapedText trimmed = EscapedText.of(said.stripTrailing());
            last.blocks()
                    .set(
                            end,
                            new Block(
                                    new Part.Text(trimmed),
                                    last.blocks().get(end).cache()));
        }
    }
}
