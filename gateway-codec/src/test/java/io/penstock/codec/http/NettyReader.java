package io.penstock.codec.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one message with Netty's decoders, as they come. */
final class NettyReader {
    /**
     * What Netty made of it.
     *
     * @param message what was read until the end or a failure; {@link Message#PARTIAL} without a head
     * @param refusal why it failed; empty where it did not
     */
    record Result(Message message, String refusal) {
        boolean isRefused() {
            return !refusal.isEmpty();
        }
    }

    private final EmbeddedChannel channel = new EmbeddedChannel();

    Result readRequest(byte[] input) {
        return read(new HttpRequestDecoder(config()), input);
    }

    Result readAnswer(byte[] input) {
        return read(new HttpResponseDecoder(config()), input);
    }

    void close() {
        channel.finishAndReleaseAll();
    }

    private static HttpDecoderConfig config() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(HeadLimits.DEFAULT.lineBytesMax())
                .setMaxHeaderSize(HeadLimits.DEFAULT.headBytesMax());
    }

    private Result read(ChannelHandler decoder, byte[] input) {
        channel.pipeline().addLast(decoder);
        channel.writeInbound(Unpooled.wrappedBuffer(input));
        // What follows the first message is no concern of its reader: it is let go with the decoder.
        List<HttpObject> first = new ArrayList<>();
        boolean isWhole = false;
        for (HttpObject next = channel.readInbound(); next != null && !isWhole; ) {
            first.add(next);
            isWhole = next instanceof LastHttpContent || next.decoderResult().isFailure();
            next = isWhole ? null : channel.readInbound();
        }
        Result result = result(first);
        first.forEach(ReferenceCountUtil::release);
        channel.pipeline().remove(decoder);
        channel.releaseInbound();
        return result;
    }

    private static Result result(List<HttpObject> objects) {
        @Nullable HttpMessage head = null;
        StringBuilder body = new StringBuilder();
        boolean isWhole = false;
        for (HttpObject object : objects) {
            if (object.decoderResult().isFailure()) {
                return new Result(
                        Message.PARTIAL, object.decoderResult().cause().toString());
            }
            if (object instanceof HttpMessage message) {
                head = message;
            }
            if (object instanceof HttpContent content) {
                body.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            isWhole |= object instanceof LastHttpContent;
        }
        return new Result(head == null ? Message.PARTIAL : message(head, body.toString(), isWhole), "");
    }

    private static Message message(HttpMessage head, String body, boolean isWhole) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, String> field : head.headers()) {
            fields.add(field.getKey().toLowerCase(Locale.ROOT) + ": " + field.getValue());
        }
        return new Message(start(head), head.protocolVersion().minorVersion(), fields, body, isWhole, 0);
    }

    private static String start(HttpMessage head) {
        if (head instanceof HttpRequest request) {
            return request.method() + " " + originForm(request.uri());
        }
        return String.valueOf(((HttpResponse) head).status().code());
    }

    /** Netty gives the absolute form as it came. */
    private static String originForm(String uri) {
        if (uri.startsWith("/") || uri.equals("*")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        if (scheme < 0) {
            return uri;
        }
        String rest = uri.substring(scheme + 3);
        int path = 0;
        while (path < rest.length() && rest.charAt(path) != '/' && rest.charAt(path) != '?') {
            path++;
        }
        return rest.startsWith("/", path) ? rest.substring(path) : "/" + rest.substring(path);
    }
}
