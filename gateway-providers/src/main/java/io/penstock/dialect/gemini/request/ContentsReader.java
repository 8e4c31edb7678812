package io.penstock.dialect.gemini.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.gemini.answer.Signature;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code contents}. What the model said in several of them in a row, as clients keep a stream, is one message; what tools said
 * stands in messages of its own, before what else its content says.
 */
final class ContentsReader {
    private static final JsonKey[] CONTENT = Names.of("role", "parts");
    private static final JsonKey[] PART = Names.of(
            "text", "thought", "thoughtSignature", "functionCall", "functionResponse", "inlineData", "fileData");
    private static final int TEXT = 0;
    private static final int THOUGHT = 1;
    private static final int SIGNATURE = 2;
    private static final int CALL = 3;
    private static final int RESPONSE = 4;
    private static final int INLINE = 5;
    private static final int FILE = 6;

    private final ByteBuf body;
    private final JsonCursor cursor;
    private final LossReport loss;
    private final CallsReader calls;
    private final List<Message> messages = new ArrayList<>();

    private final List<Part> said = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    /** What the model said in the contents just read; a message once another role speaks. */
    private List<Part> model = new ArrayList<>();

    private TextRun run = new TextRun(model);

    /** A reader of the contents that stand in {@code body} where the cursor will be. */
    ContentsReader(ByteBuf body, JsonCursor cursor, LossReport loss) {
        this.body = body;
        this.cursor = cursor;
        this.loss = loss;
        this.calls = new CallsReader(loss);
    }

    List<Message> messages() {
        return messages;
    }

    /** Reads the list at hand; Google's APIs take a content in place of a list of it. */
    void read() {
        if (cursor.enterArray()) {
            for (int i = 0; cursor.nextElement(); i++) {
                onContent("contents[" + i + "]");
            }
        } else {
            onContent("contents");
        }
        endModel();
    }

    private void onContent(String path) {
        if (!cursor.enterObject()) {
            throw Values.wrong(path, "an object");
        }
        String role = "user";
        List<Fragment> fragments = new ArrayList<>();
        while (cursor.nextMember()) {
            int member = Names.in(cursor, CONTENT);
            if (member < 0) {
                loss.dropped("contents." + cursor.keyName());
                cursor.skip();
            } else if (cursor.first() == 'n') {
                cursor.skip();
            } else if (member == 0) {
                role = text(path + ".role").decode();
            } else {
                onParts(path + ".parts", fragments);
            }
        }
        onRole(path, role, fragments);
    }

    private void onParts(String path, List<Fragment> fragments) {
        if (cursor.enterArray()) {
            for (int i = 0; cursor.nextElement(); i++) {
                onPart(path + "[" + i + "]", fragments);
            }
        } else {
            onPart(path, fragments);
        }
    }

    private void onRole(String path, String role, List<Fragment> fragments) {
        switch (role) {
            case "model" -> fragments.forEach(this::onModelPart);
            case "user", "function", "" -> {
                endModel();
                fragments.forEach(this::onUserPart);
                flush();
            }
            default -> throw Values.invalid(path + ".role", role + " (expected: user or model)");
        }
    }

    private void onModelPart(Fragment fragment) {
        Part part = fragment.part();
        if (part instanceof Part.ToolResult) {
            results.add(part);
        } else if (part != null) {
            run.end(null);
            model.add(part);
        } else if (fragment.text() != null) {
            run.add(fragment.text(), fragment.isThought(), fragment.state());
        }
    }

    private void onUserPart(Fragment fragment) {
        EscapedText text = fragment.text();
        if (fragment.part() instanceof Part.ToolResult) {
            results.add(fragment.part());
        } else if (fragment.part() != null) {
            said.add(fragment.part());
        } else if (text != null && !text.isEmpty()) {
            said.add(new Part.Text(text, fragment.state()));
        }
    }

    private void endModel() {
        run.end(null);
        if (!model.isEmpty()) {
            messages.add(new Message(Role.ASSISTANT, model));
        }
        model = new ArrayList<>();
        run = new TextRun(model);
        flush();
    }

    private void flush() {
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
            results.clear();
        }
        if (!said.isEmpty()) {
            messages.add(new Message(Role.USER, said));
            said.clear();
        }
    }

    /**
     * A part before it is known who says it: a text, or anything else as {@code part}.
     *
     * @param state null where it has none
     */
    private record Fragment(
            @Nullable EscapedText text,
            boolean isThought,
            @Nullable ReasoningState state,
            @Nullable Part part) {}

    private void onPart(String path, List<Fragment> fragments) {
        int start = cursor.index();
        if (!cursor.enterObject()) {
            throw Values.wrong(path, "an object");
        }
        EscapedText text = null;
        EscapedText signature = null;
        Part part = null;
        RawJson call = null;
        boolean isThought = false;
        String other = "";
        while (cursor.nextMember()) {
            int member = Names.in(cursor, PART);
            if (cursor.first() == 'n') {
                cursor.skip();
                continue;
            }
            switch (member) {
                case TEXT -> text = text(path + ".text");
                case THOUGHT -> isThought = cursor.skipIsTruthy();
                case SIGNATURE -> signature = text(path + ".thoughtSignature");
                case CALL -> call = cursor.takeRaw();
                case RESPONSE -> part = calls.result(cursor, path + ".functionResponse");
                case INLINE -> part = MediaReader.inline(cursor, path + ".inlineData", loss);
                case FILE -> part = MediaReader.file(cursor, path + ".fileData", loss);
                default -> {
                    other = other(other);
                    cursor.skip();
                }
            }
        }
        ReasoningState state = signature == null ? null : Signature.read(signature);
        if (call != null) {
            part = calls.call(call, path + ".functionCall", state);
        }
        if (part == null && text == null && state == null && !other.isEmpty()) {
            RawJson whole = new RawJson(body, start, cursor.index());
            part = new Part.Opaque(Signature.DIALECT, other, whole);
        } else if (!other.isEmpty()) {
            loss.dropped("contents.parts." + other);
        }
        EscapedText said = text == null && state != null ? EscapedText.EMPTY : text;
        fragments.add(new Fragment(said, isThought, state, part));
    }

    private String other(String known) {
        String name = cursor.keyName();
        if (!known.isEmpty()) {
            loss.dropped("contents.parts." + name);
        }
        return known.isEmpty() ? name : known;
    }

    private EscapedText text(String path) {
        EscapedText text = cursor.takeText();
        if (text == null) {
            throw Values.wrong(path, "a string");
        }
        return text;
    }
}
