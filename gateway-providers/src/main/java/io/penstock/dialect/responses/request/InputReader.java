package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.responses.reply.CustomTools;
import io.penstock.dialect.responses.stored.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of one request. What the model said in a row, text, reasoning and calls, becomes one message, and so does what the tools
 * said to it.
 */
final class InputReader {
    private static final String ROLES = "user, assistant, system or developer";
    private static final String OUTPUT = "output";
    private static final RawJson REFERENCE = RawJson.of("\"item_reference\"");

    private final @Nullable Turn turn;
    private final LossReport loss;
    private final ContentReader contents;
    private final Turns turns = new Turns();

    /**
     * A reader of one request's items.
     *
     * @param turn knows what is stored, and is told of the request's own items; null where nothing is stored
     */
    InputReader(@Nullable Turn turn, LossReport loss) {
        this.turn = turn;
        this.loss = loss;
        this.contents = new ContentReader(loss);
    }

    List<Message> messages() {
        return turns.messages(loss);
    }

    void onInstructions(EscapedText text) {
        turns.add(new Message(Role.SYSTEM, List.of(new Part.Text(text))));
    }

    /** What was said before the request: all of it, up to the response of that id. */
    void onPrevious(EscapedText id, String path) {
        List<RawJson> items = turn == null ? null : turn.goOnFrom(id.decode());
        if (items == null) {
            throw noPrevious(path, id.decode(), turn != null);
        }
        for (int i = 0; i < items.size(); i++) {
            Members item = Members.of(items.get(i), path + "[" + i + "]");
            onItem(item);
            item.reportRest(loss);
        }
    }

    /** What the request itself holds. */
    void onInput(RawJson input, String path) {
        if (input.first() == '"') {
            turns.add(new Message(Role.USER, List.of(new Part.Text(Members.text(input, path)))));
            onOwn(input);
            return;
        }
        List<RawJson> items = Members.elements(input, path, "a string or an array of items");
        for (int i = 0; i < items.size(); i++) {
            String place = path + "[" + i + "]";
            Members item = Members.of(items.get(i), place);
            Members own = isReference(item) ? Members.of(referred(item), place) : item;
            onItem(own);
            own.reportRest(loss);
            onOwn(own.raw());
        }
    }

    private void onOwn(RawJson item) {
        if (turn != null) {
            turn.onInput(item);
        }
    }

    /** Some clients leave the type out, where a reference has nothing but an id. */
    private static boolean isReference(Members item) {
        RawJson type = item.take("type");
        if (type == null) {
            return !item.has("role") && item.has("id");
        }
        item.put("type", type);
        return REFERENCE.equals(type);
    }

    /** The item that another stands for. */
    private RawJson referred(Members reference) {
        EscapedText id = reference.requiredText("id");
        RawJson found = turn == null ? null : turn.item(id.decode());
        if (found == null) {
            throw Refusal.of(
                    reference.path("id"), id.decode(), "the item itself: none of that id is stored for this model");
        }
        return found;
    }

    private void onItem(Members item) {
        EscapedText told = item.text("type");
        String type = told == null ? untyped(item) : told.decode();
        // What a response says of its items and no request needs.
        item.ignore("id", "status");
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
            default -> {
                turns.onAnswer(new Part.Opaque(Turns.DIALECT, type, item.raw()));
                item.ignore(item.names().toArray(String[]::new));
            }
        }
    }

    /** Some clients leave the type out, where a message has a role. */
    private static String untyped(Members item) {
        if (item.has("role")) {
            return "message";
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

    /** The response that a request goes on from is not there: with the code that OpenAI's clients look for. */
    private static FaultException noPrevious(String path, String id, boolean isStoredHere) {
        String expected = isStoredHere
                ? "a response that is stored here, by this caller and for this model's provider"
                : "the items themselves, in input: this model's provider keeps no earlier response";
        GatewayFault fault = Refusal.of(path, id, expected).fault();
        return new FaultException(GatewayFault.ofProvider(
                fault.status(), fault.kind(), "previous_response_not_found", fault.message(), path));
    }
}
