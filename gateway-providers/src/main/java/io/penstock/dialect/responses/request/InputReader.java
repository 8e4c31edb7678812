package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.responses.reply.CustomTools;
import java.util.List;

/**
 * Reads the items of one request. What the model said in a row, text, reasoning and calls, becomes one message, and so does what the tools
 * said to it.
 */
final class InputReader {
    private static final String ROLES = "user, assistant, system or developer";
    private static final String OUTPUT = "output";

    private final Earlier earlier;
    private final LossReport loss;
    private final ContentReader contents;
    private final Turns turns = new Turns();

    InputReader(Earlier earlier, LossReport loss) {
        this.earlier = earlier;
        this.loss = loss;
        this.contents = new ContentReader(loss);
    }

    List<Message> messages() {
        return turns.messages(loss);
    }

    void onInstructions(EscapedText text) {
        turns.add(new Message(Role.SYSTEM, List.of(new Part.Text(text))));
    }

    void onText(EscapedText text) {
        turns.add(new Message(Role.USER, List.of(new Part.Text(text))));
    }

    void onItems(List<RawJson> items, String path) {
        for (int i = 0; i < items.size(); i++) {
            Members item = Members.of(items.get(i), path + "[" + i + "]");
            onItem(item);
            item.reportRest(loss);
        }
    }

    private void onItem(Members item) {
        EscapedText told = item.text("type");
        String type = told == null ? untyped(item) : told.decode();
        // What a response says of its items and no request needs.
        if (!type.equals("item_reference")) {
            item.ignore("id", "status");
        }
        switch (type) {
            case "message" -> onMessage(item);
            case "reasoning" -> turns.onReasoning(item, contents, loss);
            case "function_call" -> {
                EscapedText arguments = item.text("arguments");
                onCall(item, new Part.Arguments.Text(arguments == null ? EscapedText.EMPTY : arguments));
            }
            case "custom_tool_call" ->
                onCall(item, new Part.Arguments.Json(CustomTools.arguments(item.requiredText("input"))));
            case "function_call_output", "custom_tool_call_output" -> onResult(item);
            case "image_generation_call" -> onImage(item);
            case "item_reference" -> {
                String path = item.path("id");
                onItems(earlier.items(path, item.requiredText("id")), path);
            }
            default -> {
                turns.onAnswer(new Part.Opaque(Turns.DIALECT, type, item.raw()));
                item.ignore(item.names().toArray(String[]::new));
            }
        }
    }

    /** Some clients leave the type out, where a message has a role and a reference nothing but an id. */
    private static String untyped(Members item) {
        if (item.has("role")) {
            return "message";
        }
        if (item.has("id")) {
            return "item_reference";
        }
        throw Refusal.missing(item.path("type"), "the kind of the item");
    }

    private void onMessage(Members item) {
        String role = item.requiredText("role").decode();
        switch (role) {
            case "system", "developer" -> turns.add(new Message(Role.SYSTEM, contents.read(item, "content")));
            case "user" -> turns.add(new Message(Role.USER, contents.read(item, "content")));
            case "assistant" -> contents.read(item, "content").forEach(turns::onAnswer);
            default -> throw Refusal.of(item.path("role"), role, ROLES);
        }
    }

    private void onCall(Members item, Part.Arguments arguments) {
        turns.onCall(item.requiredText("call_id"), item.requiredText("name"), arguments);
    }

    private void onResult(Members item) {
        EscapedText call = item.requiredText("call_id");
        if (!item.has(OUTPUT)) {
            throw Refusal.missing(item.path(OUTPUT), "a string or an array of parts");
        }
        turns.onResult(call, contents.read(item, OUTPUT));
    }

    /** An image that the model made before. */
    private void onImage(Members item) {
        EscapedText result = item.textIfAny("result");
        EscapedText format = item.textIfAny("output_format");
        if (result == null) {
            loss.dropped("input.image_generation_call");
            item.ignore(item.names().toArray(String[]::new));
            return;
        }
        EscapedText type = DataUrl.mimeType("image/" + (format == null ? "png" : format.decode()));
        turns.onAnswer(new Part.Media(Part.Media.Kind.IMAGE, type, new Part.Media.Source.Inline(result), null, null));
    }
}
