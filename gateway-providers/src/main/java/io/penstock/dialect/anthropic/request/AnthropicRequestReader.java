package io.penstock.dialect.anthropic.request;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.RequestReader;
import io.penstock.dialect.request.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request for a message. */
public final class AnthropicRequestReader implements RequestReader {
    private static final Map<String, Option> NUMBERS = Map.of(
            "max_tokens", Option.OUTPUT_TOKENS_MAX,
            "temperature", Option.TEMPERATURE,
            "top_p", Option.TOP_P,
            "top_k", Option.TOP_K);
    private static final RawJson DEFAULT_TIER = RawJson.of("\"default\"");

    @Override
    public ChatRequest read(ByteBuf body, int start, int end, LossReport loss) {
        Members request = Members.of(new RawJson(body, start, end), "");
        request.take("model");
        boolean isStream = Boolean.TRUE.equals(request.bool("stream"));
        List<Message> messages = new MessageReader(loss).read(request);
        ToolReader tools = new ToolReader(loss);
        OutputReader output = new OutputReader(request, loss);
        ChatRequest read = new ChatRequest(
                messages,
                tools.tools(request),
                tools.choice(request),
                output.format(),
                output.effort(),
                stops(request),
                settings(request, loss),
                isStream,
                true);
        request.reportRest(loss);
        return read;
    }

    private static List<EscapedText> stops(Members request) {
        RawJson value = request.take("stop_sequences");
        List<EscapedText> stops = new ArrayList<>();
        if (value != null) {
            for (RawJson each : Members.elements(value, "stop_sequences", "an array of strings")) {
                stops.add(Members.text(each, "stop_sequences[" + stops.size() + "]"));
            }
        }
        return stops;
    }

    private static List<Setting> settings(Members request, LossReport loss) {
        List<Setting> settings = new ArrayList<>();
        for (String name : request.names()) {
            Option option = NUMBERS.get(name);
            RawJson number = option == null ? null : request.number(name);
            if (option != null && number != null) {
                settings.add(new Setting(option, name, number));
            } else if (name.equals("metadata")) {
                addUser(request.object(name), settings, loss);
            } else if (name.equals("service_tier")) {
                addTier(request.requiredText(name), settings, loss);
            }
        }
        return settings;
    }

    private static void addUser(@Nullable Members metadata, List<Setting> settings, LossReport loss) {
        if (metadata == null) {
            return;
        }
        EscapedText user = metadata.text("user_id");
        if (user != null) {
            RawJson quoted = new RawJson(user.buffer(), user.start() - 1, user.end() + 1);
            settings.add(new Setting(Option.USER, "metadata.user_id", quoted));
        }
        metadata.reportRest(loss);
    }

    /** The dialect's two tiers are the two that others have: the best there is, and never more than the usual one. */
    private static void addTier(EscapedText tier, List<Setting> settings, LossReport loss) {
        if (tier.is("auto")) {
            settings.add(new Setting(Option.SERVICE_TIER, "service_tier", RawJson.of("\"auto\"")));
        } else if (tier.is("standard_only")) {
            settings.add(new Setting(Option.SERVICE_TIER, "service_tier", DEFAULT_TIER));
        } else {
            loss.dropped("service_tier");
        }
    }
}
