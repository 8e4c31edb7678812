package io.penstock.dialect.bedrock.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.request.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's request of Converse. Whether the answer is streamed, the URL says. */
public final class BedrockRequestReader implements RequestReader {

    @Override
    public ChatRequest read(ByteBuf body, int start, int end, LossReport loss) {
        Members request = Members.of(new RawJson(body, start, end), "");
        ToolReader toolReader = new ToolReader(loss);
        OutputReader outputs = new OutputReader(loss);
        SettingReader settings = new SettingReader();
        List<Message> messages = new MessageReader(loss).read(request);
        Members toolConfig = request.object("toolConfig");
        Members inference = request.object("inferenceConfig");
        Members outputConfig = request.object("outputConfig");
        Members model = request.object("additionalModelRequestFields");
        Members modelChoice = object(model, "tool_choice");
        Members modelOutput = object(model, "output_config");
        Members novaConfig = object(model, "inferenceConfig");

        List<Tool> tools = toolReader.tools(toolConfig);
        ToolChoice choice = toolReader.choice(toolConfig, modelChoice);
        List<EscapedText> stops = settings.config(inference);
        if (model != null) {
            settings.number(model, "top_k", Option.TOP_K);
        }
        if (novaConfig != null) {
            settings.number(novaConfig, "topK", Option.TOP_K);
        }
        settings.top(request);
        OutputFormat format = outputs.format(outputConfig, modelOutput);
        Effort effort = outputs.effort(model, modelOutput);
        takeResponsePaths(request);
        report(loss, toolConfig, inference, outputConfig, modelChoice, modelOutput, novaConfig, model, request);
        return new ChatRequest(messages, tools, choice, format, effort, stops, settings.settings(), false, true);
    }

    private static @Nullable Members object(@Nullable Members owner, String name) {
        return owner == null ? null : owner.object(name);
    }

    /** The text that ended an answer is told unasked. */
    private static void takeResponsePaths(Members request) {
        RawJson paths = request.take("additionalModelResponseFieldPaths");
        if (paths == null) {
            return;
        }
        for (RawJson path : Members.elements(paths, "additionalModelResponseFieldPaths", "an array of strings")) {
            String pointer =
                    Members.text(path, "additionalModelResponseFieldPaths").decode();
            if (!pointer.endsWith("/stop_sequence")) {
                request.put("additionalModelResponseFieldPaths", paths);
                return;
            }
        }
    }

    private static void report(LossReport loss, @Nullable Members... read) {
        for (Members each : read) {
            if (each != null) {
                each.reportRest(loss);
            }
        }
    }
}
