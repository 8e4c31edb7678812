package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an answer was heard to say: the blocks of each choice with their fragments joined, so that two answers that say the same in other
 * pieces are equal. Checks the order of calls that {@link GenerationEvents} promises, and the level of what is given.
 */
public final class Heard implements GenerationEvents {

    /** One block, fragments joined and decoded. */
    public record Block(String kind, String text) {
        @Override
        public String toString() {
            return kind + ": " + text;
        }
    }

    /** One call of a tool: its arguments as JSON text. */
    public record Call(@Nullable String id, String name, String arguments) {}

    /** One choice. */
    public static final class Choice {
        private final List<Block> blocks = new ArrayList<>();
        private final StringBuilder open = new StringBuilder();
        private String openKind = "";
        private final List<@Nullable String> ids = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();
        private final List<String> states = new ArrayList<>();
        private final List<Citation> citations = new ArrayList<>();
        private @Nullable FinishReason finish;
        private @Nullable String stopSequence;

        private void add(String kind, String text) {
            if (!kind.equals(openKind)) {
                endBlock();
                openKind = kind;
            }
            open.append(text);
        }

        private void endBlock() {
            if (!openKind.isEmpty()) {
                blocks.add(new Block(openKind, open.toString()));
            }
            openKind = "";
            open.setLength(0);
        }

        private String joined(String kind) {
            StringBuilder all = new StringBuilder();
            blocks.stream().filter(block -> block.kind().equals(kind)).forEach(block -> all.append(block.text()));
            return openKind.equals(kind) ? all.append(open).toString() : all.toString();
        }

        /** All text of the choice, whatever its blocks. */
        public String text() {
            return joined("text");
        }

        /** All reasoning of the choice. */
        public String reasoning() {
            return joined("reasoning");
        }

        /** All of its refusal. */
        public String refusal() {
            return joined("refusal");
        }

        /** Its calls of tools, in order. */
        public List<Call> calls() {
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String json = arguments.get(i).toString();
                calls.add(new Call(ids.get(i), names.get(i), json.isBlank() ? "{}" : json));
            }
            return calls;
        }

        /** Its blocks in order: texts, reasoning, refusals, media; calls of tools as {@code tool: name}. */
        public List<Block> blocks() {
            return blocks;
        }

        /** Its states, each as {@code dialect kind data}. */
        public List<String> states() {
            return states;
        }

        /** Its citations. */
        public List<Citation> citations() {
            return citations;
        }

        /** Why it ended; null where it did not. */
        public @Nullable FinishReason finish() {
            return finish;
        }

        /** The text that ended it. */
        public @Nullable String stopSequence() {
            return stopSequence;
        }
    }

    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final List<String> extras = new ArrayList<>();
    private @Nullable String id;
    private @Nullable String model;
    private long created;
    private @Nullable Usage usage;
    private boolean isStarted;
    private boolean isEnded;

    @Override
    public void onStart(@Nullable EscapedText answerId, @Nullable EscapedText modelName, long createdSeconds) {
        require(!isStarted, "a second start");
        isStarted = true;
        id = answerId == null ? null : answerId.decode();
        model = modelName == null ? null : modelName.decode();
        created = createdSeconds;
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        at(choice).add("text", decoded(buffer, start, end));
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        at(choice).add("reasoning", decoded(buffer, start, end));
    }

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        at(choice).add("refusal", decoded(buffer, start, end));
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText callId, EscapedText name) {
        Choice said = at(choice);
        require(call == said.names.size(), "call " + call + " behind " + said.names.size() + " calls");
        said.endBlock();
        said.blocks.add(new Block("tool", name.decode()));
        said.ids.add(callId == null ? null : callId.decode());
        said.names.add(name.decode());
        said.arguments.add(new StringBuilder());
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        Choice said = at(choice);
        require(call < said.arguments.size(), "arguments of a call that did not start");
        said.arguments.get(call).append(decoded(buffer, start, end));
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        Choice said = at(choice);
        require(call < said.arguments.size(), "input of a call that did not start");
        require(JsonScanner.isValue(buffer, start, end), "input that is no JSON");
        require(said.arguments.get(call).length() == 0, "input besides arguments");
        said.arguments.get(call).append(buffer.toString(start, end - start, StandardCharsets.UTF_8));
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        Choice said = at(choice);
        said.endBlock();
        said.blocks.add(new Block("media", mimeType.decode() + " " + decoded(buffer, start, end)));
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        at(choice).citations.add(citation);
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        at(choice).states.add(dialect + " " + kind + " " + decoded(buffer, start, end));
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        require(JsonScanner.isValue(buffer, start, end), "an extra that is no JSON");
        extras.add(choice + " " + name + " " + buffer.toString(start, end - start, StandardCharsets.UTF_8));
    }

    @Override
    public void onBlockEnd(int choice) {
        at(choice).endBlock();
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText sequence) {
        Choice said = at(choice);
        require(said.finish == null, "a second finish");
        said.endBlock();
        said.finish = reason;
        said.stopSequence = sequence == null ? null : sequence.decode();
    }

    @Override
    public void onUsage(Usage counted) {
        requireOpen();
        usage = counted;
    }

    @Override
    public void onEnd() {
        requireOpen();
        isEnded = true;
    }

    /** The choice of that index; a new one where nothing was heard of it. */
    public Choice choice(int index) {
        return choices.computeIfAbsent(index, key -> new Choice());
    }

    /** How many choices said anything. */
    public int choiceCount() {
        return choices.size();
    }

    /** The provider's id. */
    public @Nullable String id() {
        return id;
    }

    /** The model. */
    public @Nullable String model() {
        return model;
    }

    /** When it was made. */
    public long created() {
        return created;
    }

    /** What was used, as last told. */
    public @Nullable Usage usage() {
        return usage;
    }

    /** Members without a place, each as {@code choice name json}. */
    public List<String> extras() {
        return extras;
    }

    /** Whether the answer was whole. */
    public boolean isEnded() {
        return isEnded;
    }

    /** All that two dialects must agree on, line by line: texts, reasoning, refusals, calls, why it ended, what was used. */
    public String essence() {
        StringBuilder lines = new StringBuilder();
        choices.forEach((index, said) -> {
            lines.append(index).append(" text ").append(said.text()).append('\n');
            lines.append(index).append(" reasoning ").append(said.reasoning()).append('\n');
            lines.append(index).append(" refusal ").append(said.refusal()).append('\n');
            said.calls()
                    .forEach(call -> lines.append(index)
                            .append(" call ")
                            .append(call.name())
                            .append(' ')
                            .append(call.arguments())
                            .append('\n'));
            lines.append(index).append(" finish ").append(said.finish()).append('\n');
        });
        return lines.append("usage ").append(usage).append('\n').toString();
    }

    private Choice at(int choice) {
        requireOpen();
        require(choice >= 0, "choice " + choice);
        Choice said = choice(choice);
        require(said.finish == null, "output behind the finish");
        return said;
    }

    private void requireOpen() {
        require(isStarted, "a call before the start");
        require(!isEnded, "a call behind the end");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("heard " + what);
        }
    }

    private static String decoded(ByteBuf buffer, int start, int end) {
        require(
                JsonScanner.isValue(quoted(buffer, start, end), 0, end - start + 2),
                "a text that is no body of a string");
        return new EscapedText(buffer, start, end).decode();
    }

    private static ByteBuf quoted(ByteBuf buffer, int start, int end) {
        return Unpooled.buffer(end - start + 2)
                .writeByte('"')
                .writeBytes(buffer, start, end - start)
                .writeByte('"');
    }
}
