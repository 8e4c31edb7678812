package io.penstock.dialect.openai.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.List;

/** Reads a client's chat completion. */
public final class OpenAiRequestReader implements RequestReader {

    @Override
    public ChatRequest read(ByteBuf body, int start, int end, LossReport loss) {
        Members request = Members.of(new RawJson(body, start, end), "");
        ToolReader toolReader = new ToolReader(loss);
        SettingReader settingReader = new SettingReader(loss);
        // The model is in the route, which every request has one of.
        request.ignore("model");
        if (!request.has("messages")) {
            throw Refusal.missing("messages", "an array of messages");
        }
        List<Message> messages = new MessageReader(loss).read(request.objects("messages"));
        List<Tool> tools = toolReader.tools(request);
        ToolChoice choice = toolReader.choice(request);
        OutputFormat format = settingReader.format(request);
        Effort effort = settingReader.effort(request);
        List<Setting> settings = settingReader.settings(request);
        boolean isStream = Boolean.TRUE.equals(request.bool("stream"));
        boolean isUsageWanted = isUsageWanted(request, loss);
        ChatRequest read = new ChatRequest(
                messages,
                tools,
                choice,
                format,
                effort,
                SettingReader.stops(request),
                settings,
                isStream,
                isUsageWanted);
        request.reportRest(loss);
        return read;
    }

    private static boolean isUsageWanted(Members request, LossReport loss) {
        Members options = request.object("stream_options");
        if (options == null) {
            return false;
        }
        boolean isWanted = Boolean.TRUE.equals(options.bool("include_usage"));
        // Padding against those who count bytes: an answer that is written here has none.
        if (Boolean.TRUE.equals(options.bool("include_obfuscation"))) {
            loss.dropped(options.field("include_obfuscation"));
        }
        options.reportRest(loss);
        return isWanted;
    }
}
