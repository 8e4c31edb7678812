package io.penstock.local;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.exchange.LateReply;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LocalReply;
import io.penstock.exchange.LocalRequest;
import io.penstock.exchange.LocalSource;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the tokens of a chat's input, for a model whose provider does not count them: a token for four bytes of text, a few for each
 * message and tool, a fixed number for what is no text. The answer says that it is an estimate.
 */
public final class TokenEstimate implements LocalAnswer {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_MESSAGE = 4;
    private static final int TOKENS_PER_TOOL = 8;
    /** What Anthropic's models take for an image of about a megapixel. */
    private static final int TOKENS_PER_MEDIA = 1600;

    @Override
    public LocalSource answer(LocalRequest request, LocalReply reply) {
        ByteBuf body = Unpooled.wrappedBuffer(
                request.body().stream().map(ByteBuf::retainedDuplicate).toArray(ByteBuf[]::new));
        try {
            ChatRequest chat = request.dialect()
                    .requestReader()
                    .read(body, body.readerIndex(), body.writerIndex(), new LossReport());
            String name = request.dialect().name().equals("gemini") ? "totalTokens" : "input_tokens";
            String json = "{\"" + name + "\":" + tokens(chat) + ",\"estimated\":true}";
            LateReply.give(json.getBytes(StandardCharsets.US_ASCII), reply);
        } catch (FaultException fault) {
            reply.fault(fault.fault());
        } finally {
            body.release();
        }
        return LocalSource.NOTHING_MORE;
    }

    private static long tokens(ChatRequest chat) {
        long bytes = 0;
        long tokens = 0;
        for (ChatRequest.Message message : chat.messages()) {
            tokens += TOKENS_PER_MESSAGE;
            for (Part part : message.parts()) {
                bytes += textBytes(part);
                tokens += mediaTokens(part);
            }
        }
        for (ChatRequest.Tool tool : chat.tools()) {
            RawJson schema = tool.schema();
            tokens += TOKENS_PER_TOOL;
            bytes += length(tool.name()) + length(tool.description()) + (schema == null ? 0 : schema.length());
        }
        return tokens + (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private static long textBytes(Part part) {
        if (part instanceof Part.Text text) {
            return length(text.text());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return length(reasoning.text());
        }
        if (part instanceof Part.Refusal refusal) {
            return length(refusal.text());
        }
        if (part instanceof Part.ToolCall call) {
            return length(call.name()) + call.arguments().toObject().length();
        }
        if (part instanceof Part.ToolResult result) {
            return result.content().stream().mapToLong(TokenEstimate::textBytes).sum();
        }
        if (part instanceof Part.Structured structured) {
            return structured.json().length();
        }
        return part instanceof Part.Opaque opaque ? opaque.json().length() : 0;
    }

    private static long mediaTokens(Part part) {
        if (part instanceof Part.ToolResult result) {
            return result.content().stream()
                    .mapToLong(TokenEstimate::mediaTokens)
                    .sum();
        }
        return part instanceof Part.Media ? TOKENS_PER_MEDIA : 0;
    }

    private static long length(@Nullable EscapedText text) {
        return text == null ? 0 : text.length();
    }
}
