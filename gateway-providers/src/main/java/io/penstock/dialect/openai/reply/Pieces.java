package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.GenerationEvents.Citation;

/** What an answer holds besides text, as this dialect and those who extend it have it. */
final class Pieces {
    private static final long AUDIO_SECONDS = 3600;

    private Pieces() {}

    /** An annotation of the text. */
    static void annotation(EscapedText url, Citation citation, JsonWriter out) {
        EscapedText title = citation.title();
        out.beginObject().name("type").string("url_citation");
        out.name("url_citation").beginObject();
        out.name("url").text(url);
        out.name("title").text(title == null ? EscapedText.EMPTY : title);
        if (citation.start() >= 0) {
            out.name("start_index").number(citation.start());
            out.name("end_index").number(Math.max(citation.start(), citation.end()));
        }
        out.endObject().endObject();
    }

    /** An image, as OpenRouter has it. */
    static void image(EscapedText mimeType, ByteBuf buffer, int start, int end, JsonWriter out) {
        out.beginObject().name("type").string("image_url");
        out.name("image_url").beginObject();
        out.name("url").beginString().part("data:").part(mimeType).part(";base64,");
        out.part(buffer, start, end).endString();
        out.endObject().endObject();
    }

    /** A sound. */
    static void audio(Identity identity, ByteBuf buffer, int start, int end, JsonWriter out) {
        out.beginObject().name("id").string("audio_" + identity.id());
        out.name("data").text(buffer, start, end);
        out.name("expires_at").number(identity.createdSeconds() + AUDIO_SECONDS);
        out.name("transcript").string("").endObject();
    }

    static boolean isImage(EscapedText mimeType) {
        return mimeType.decode().startsWith("image/");
    }

    static boolean isAudio(EscapedText mimeType) {
        return mimeType.decode().startsWith("audio/");
    }
}
