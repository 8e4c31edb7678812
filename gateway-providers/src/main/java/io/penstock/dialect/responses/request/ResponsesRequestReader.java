package io.penstock.dialect.responses.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.responses.stored.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's request for a response. */
public final class ResponsesRequestReader implements RequestReader {
    private static final String INPUT = "input";
    private static final String PREVIOUS = "previous_response_id";
    private static final String CONVERSATION = "conversation";

    private final @Nullable Turn turn;

    /** A reader of requests that hold all that they refer to. */
    public ResponsesRequestReader() {
        this.turn = null;
    }

    /** A reader of the one request of {@code turn}, which may refer to what is stored. */
    public ResponsesRequestReader(Turn turn) {
        this.turn = turn;
    }

    @Override
    public ChatRequest read(ByteBuf body, int start, int end, LossReport loss) {
        Members request = Members.of(new RawJson(body, start, end), "");
        // The model is in the route, which every request has one of.
        request.ignore("model");
        refuseBackground(request);
        InputReader input = new InputReader(turn, loss);
        EscapedText instructions = request.text("instructions");
        if (instructions != null && !instructions.isEmpty()) {
            input.onInstructions(instructions);
        }
        onInput(request, input);
        onStore(request);
        ToolReader toolReader = new ToolReader(loss);
        SettingReader settingReader = new SettingReader(loss);
        List<Tool> tools = toolReader.tools(request);
        ToolChoice choice = toolReader.choice(request);
        Effort effort = settingReader.effort(request);
        Members text = request.object("text");
        OutputFormat format = text == null ? null : settingReader.format(text);
        List<Setting> settings = settingReader.settings(request, text);
        settingReader.ignoreMet(request);
        boolean isStream = Boolean.TRUE.equals(request.bool("stream"));
        request.reportRest(loss);
        // Every stream of the dialect ends with its usage.
        return new ChatRequest(input.messages(), tools, choice, format, effort, List.of(), settings, isStream, true);
    }

    private static void refuseBackground(Members request) {
        if (Boolean.TRUE.equals(request.bool("background"))) {
            throw Refusal.of("background", "true", "false: this model's provider answers while it is asked");
        }
    }

    /** Storing is the provider's business, unless it is done here. */
    private void onStore(Members request) {
        if (turn != null) {
            turn.setStored(!Boolean.FALSE.equals(request.bool("store")));
        }
    }

    private static void onInput(Members request, InputReader input) {
        EscapedText previous = request.text(PREVIOUS);
        EscapedText conversation = conversation(request);
        if (conversation != null) {
            throw Refusal.of(
                    CONVERSATION,
                    conversation.decode(),
                    "the items themselves, in input: this model's provider keeps no conversation");
        }
        if (previous != null) {
            input.onPrevious(previous, PREVIOUS);
        }
        RawJson told = request.take(INPUT);
        if (told == null) {
            if (previous == null) {
                throw Refusal.missing(INPUT, "a string or an array of items");
            }
        } else {
            input.onInput(told, INPUT);
        }
    }

    private static @Nullable EscapedText conversation(Members request) {
        EscapedText id = request.textIfAny(CONVERSATION);
        Members object = id == null ? request.object(CONVERSATION) : null;
        return object == null ? id : object.requiredText("id");
    }
}
