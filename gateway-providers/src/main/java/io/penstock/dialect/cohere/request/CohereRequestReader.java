package io.penstock.dialect.cohere.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.request.Members;
import java.util.List;

/** Reads a client's chat. */
public final class CohereRequestReader implements RequestReader {

    @Override
    public ChatRequest read(ByteBuf body, int start, int end, LossReport loss) {
        Members request = Members.of(new RawJson(body, start, end), "");
        SettingReader settings = new SettingReader(loss);
        // The model is in the route, which every request has one of.
        request.ignore("model");
        List<Members> all = Members.all(request.required("messages", "an array of messages"), "messages");
        List<Message> messages = new MessageReader(loss).read(all);
        new DocumentReader(loss).read(request, messages);
        List<Tool> tools = settings.tools(request);
        ToolChoice choice = SettingReader.choice(request);
        OutputFormat format = settings.format(request);
        ChatRequest read = new ChatRequest(
                messages,
                tools,
                choice,
                format,
                settings.effort(request),
                SettingReader.stops(request),
                SettingReader.settings(request),
                Boolean.TRUE.equals(request.bool("stream")),
                true);
        settings.citations(request);
        request.reportRest(loss);
        return read;
    }
}
