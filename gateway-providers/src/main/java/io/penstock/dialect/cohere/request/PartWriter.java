package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the parts of what a user or the system says. */
final class PartWriter {
    private static final String AT = "messages.content";

    private final DocumentWriter documents;
    private final JsonWriter out;
    private final LossReport loss;

    PartWriter(DocumentWriter documents, JsonWriter out, LossReport loss) {
        this.documents = documents;
        this.out = out;
        this.loss = loss;
    }

    /** The content of a message: a string where it is one text and no more. */
    void content(List<Part> said) {
        List<Part> kept = new ArrayList<>();
        for (Part part : said) {
            if (part instanceof Media media && media.kind() == Kind.DOCUMENT) {
                documents.add(media);
            } else if (part instanceof Part.Text || part instanceof Part.Structured || part instanceof Media) {
                kept.add(part);
            } else {
                unwritten(part);
            }
        }
        if (kept.isEmpty()) {
            out.string("");
        } else if (kept.size() == 1 && kept.get(0) instanceof Part.Text text) {
            out.text(text.text());
            dropState(text.state());
        } else {
            out.beginArray();
            kept.forEach(this::part);
            out.endArray();
        }
    }

    private void part(Part part) {
        out.beginObject();
        if (part instanceof Media media) {
            image(media);
        } else if (part instanceof Part.Structured structured) {
            out.name("type").string("text").name("text");
            out.beginString().part(structured.json()).endString();
        } else if (part instanceof Part.Text text) {
            out.name("type").string("text").name("text").text(text.text());
            dropState(text.state());
        }
        out.endObject();
    }

    private void image(Media media) {
        if (media.kind() != Kind.IMAGE) {
            throw Refusal.of(AT, media.kind() == Kind.AUDIO ? "audio" : "video", "text, images and documents of text");
        }
        EscapedText detail = media.detail();
        out.name("type").string("image_url").name("image_url").beginObject();
        out.name("url");
        if (media.source() instanceof Source.Link link) {
            out.text(link.url());
        } else if (media.source() instanceof Source.Inline inline) {
            DataUrl.write(media.mimeType(), inline.base64(), out);
        } else {
            throw Refusal.of(AT, "an image that the request does not hold", "an image in base64, or a link to one");
        }
        if (detail != null) {
            out.name("detail").text(detail);
        }
        out.endObject();
    }

    /** Reports a part that has no place where it stands. */
    void unwritten(Part part) {
        if (part instanceof Part.Opaque opaque) {
            loss.dropped(opaque.type());
        } else if (part instanceof Part.CachePoint) {
            loss.dropped("cache_control");
        } else {
            loss.dropped(part instanceof Media ? "media" : AT);
        }
    }

    /** Reports state: nobody of this dialect has made any. */
    void dropState(@Nullable ReasoningState state) {
        if (state != null) {
            loss.dropped(ReasoningState.LOST);
        }
    }
}
