package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import java.util.ArrayList;
import java.util.List;

/** Writes the messages of one request. */
final class MessageWriter {
    private static final String CONTENT = "content";

    private final ModelFamily family;
    private final PartWriter parts;
    private final JsonWriter out;
    private final LossReport loss;

    MessageWriter(ModelFamily family, PartWriter parts, JsonWriter out, LossReport loss) {
        this.family = family;
        this.parts = parts;
        this.out = out;
        this.loss = loss;
    }

    /** Writes them all. */
    void write(List<Message> messages) {
        out.name("messages").beginArray();
        for (Message message : messages) {
            switch (message.role()) {
                case SYSTEM -> said("system", message.parts());
                case USER -> said("user", message.parts());
                case ASSISTANT -> answer(message.parts());
                default -> results(message.parts());
            }
        }
        out.endArray();
    }

    private JsonWriter begin(String role) {
        return out.beginObject().name("role").string(role);
    }

    private void said(String role, List<Part> said) {
        begin(role).name(CONTENT);
        parts.content(said);
        out.endObject();
    }

    private void answer(List<Part> answer) {
        List<EscapedText> texts = new ArrayList<>();
        List<EscapedText> thoughts = new ArrayList<>();
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Part part : answer) {
            if (part instanceof Part.Text text) {
                texts.add(text.text());
                parts.dropState(text.state());
            } else if (part instanceof Part.Reasoning reasoning) {
                thoughts.add(reasoning.text());
                parts.dropState(reasoning.state());
            } else if (part instanceof Part.Refusal refusal) {
                texts.add(refusal.text());
                loss.approximated("messages.refusal");
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call);
                parts.dropState(call.state());
            } else {
                parts.unwritten(part);
            }
        }
        texts.removeIf(EscapedText::isEmpty);
        thoughts.removeIf(EscapedText::isEmpty);
        begin("assistant");
        spoken(texts, thoughts, !calls.isEmpty());
        calls(calls);
        out.endObject();
    }

    /** What was thought and said. Without thinking, what was thought before a call is its plan; before a text it has no place. */
    private void spoken(List<EscapedText> texts, List<EscapedText> thoughts, boolean hasCalls) {
        if (family == ModelFamily.THINKING && !thoughts.isEmpty()) {
            out.name(CONTENT).beginArray();
            thoughts.forEach(thought -> block("thinking", thought));
            texts.forEach(text -> block("text", text));
            out.endArray();
            return;
        }
        if (!texts.isEmpty() || !hasCalls) {
            out.name(CONTENT);
            joined(texts);
        }
        if (thoughts.isEmpty()) {
            return;
        }
        if (hasCalls) {
            out.name("tool_plan");
            joined(thoughts);
        } else {
            loss.dropped("messages.reasoning");
        }
    }

    private void block(String kind, EscapedText text) {
        out.beginObject().name("type").string(kind).name(kind).text(text).endObject();
    }

    private void joined(List<EscapedText> texts) {
        out.beginString();
        texts.forEach(out::part);
        out.endString();
    }

    private void calls(List<Part.ToolCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        out.name("tool_calls").beginArray();
        for (Part.ToolCall call : calls) {
            out.beginObject().name("id").text(call.id()).name("type").string("function");
            out.name("function").beginObject().name("name").text(call.name());
            out.name("arguments").beginString();
            arguments(call.arguments());
            out.endString().endObject().endObject();
        }
        out.endArray();
    }

    private void arguments(Part.Arguments arguments) {
        if (arguments instanceof Part.Arguments.Text text && !text.text().isBlank()) {
            out.part(text.text());
        } else {
            out.part(arguments.toObject());
        }
    }

    /** One message for each result. Images in them follow in a message of the user's, for a tool's has no place for any. */
    private void results(List<Part> results) {
        List<Part> images = new ArrayList<>();
        for (Part part : results) {
            if (part instanceof Part.ToolResult result) {
                result(result, images);
            }
        }
        if (!images.isEmpty()) {
            loss.approximated("tool_result_media");
            said("user", images);
        }
    }

    private void result(Part.ToolResult result, List<Part> images) {
        begin("tool").name("tool_call_id").text(result.callId());
        out.name(CONTENT).beginString();
        if (result.isError()) {
            out.part("Error: ");
            loss.approximated("is_error");
        }
        for (Part part : result.content()) {
            if (part instanceof Part.Text text) {
                out.part(text.text());
                parts.dropState(text.state());
            } else if (part instanceof Part.Structured structured) {
                out.part(structured.json());
            } else if (part instanceof Media media && media.source() instanceof Source.Plain plain) {
                out.part(plain.text());
            } else if (part instanceof Media media && media.kind() != Kind.AUDIO && media.kind() != Kind.VIDEO) {
                images.add(media);
            } else {
                parts.unwritten(part);
            }
        }
        out.endString().endObject();
    }
}
