package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the parts of what a user or the system says. */
final class PartWriter {
    private static final String MESSAGES = "messages";
    private static final String CACHE = "cache_control";

    private final MemberNames names;
    private final JsonWriter out;
    private final LossReport loss;

    PartWriter(MemberNames names, JsonWriter out, LossReport loss) {
        this.names = names;
        this.out = out;
        this.loss = loss;
    }

    /** The content of a message: a string where it is one text and no more, for not everybody takes arrays. */
    void content(List<Part> said) {
        List<Part> parts = names.takes(CACHE) ? said : withoutCachePoints(said);
        if (parts.isEmpty()) {
            out.string("");
        } else if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            text(text);
        } else {
            array(parts);
        }
    }

    private List<Part> withoutCachePoints(List<Part> said) {
        List<Part> parts = new ArrayList<>(said);
        if (parts.removeIf(Part.CachePoint.class::isInstance)) {
            loss.dropped(CACHE);
        }
        return parts;
    }

    private void text(Part.Text text) {
        out.text(text.text());
        if (text.state() != null) {
            loss.dropped(MessageWriter.STATE);
        }
    }

    /** The parts as an array, each with the cache point that follows it. */
    void array(List<Part> parts) {
        out.beginArray();
        for (int i = 0; i < parts.size(); i++) {
            Part next = i + 1 < parts.size() ? parts.get(i + 1) : null;
            part(parts.get(i), next instanceof Part.CachePoint cache ? cache : null);
        }
        out.endArray();
    }

    private void part(Part part, Part.@Nullable CachePoint cache) {
        if (part instanceof Part.CachePoint) {
            return;
        }
        if (part instanceof Part.Opaque opaque) {
            if (opaque.dialect().equals(MessageReader.DIALECT)) {
                out.raw(opaque.json());
            } else {
                loss.dropped(opaque.type());
            }
            return;
        }
        out.beginObject();
        if (part instanceof Part.Text text) {
            out.name("type").string("text").name("text");
            text(text);
        } else if (part instanceof Part.Structured structured) {
            out.name("type").string("text").name("text");
            out.beginString().part(structured.json()).endString();
        } else if (part instanceof Media media) {
            media(media);
        } else {
            throw new IllegalArgumentException("part: " + part + " (expected: what a user can say)");
        }
        if (cache != null) {
            cacheControl(cache, names, out, loss);
        }
        out.endObject();
    }

    /** That the prompt is to be cached up to here, for those who take it from anybody. */
    static void cacheControl(Part.CachePoint cache, MemberNames names, JsonWriter out, LossReport loss) {
        if (!names.takes(CACHE)) {
            loss.dropped(CACHE);
            return;
        }
        EscapedText ttl = cache.ttl();
        out.name(names.of(CACHE)).beginObject();
        out.name("type").string("ephemeral");
        if (ttl != null) {
            out.name("ttl").text(ttl);
        }
        out.endObject();
    }

    private void media(Media media) {
        if (media.source() instanceof Source.Stored stored) {
            out.name("type").string("file").name("file").beginObject();
            out.name("file_id").text(stored.fileId()).endObject();
            return;
        }
        switch (media.kind()) {
            case IMAGE -> image(media);
            case AUDIO -> audio(media);
            case VIDEO -> video(media);
            default -> document(media);
        }
    }

    private void image(Media media) {
        EscapedText detail = media.detail();
        out.name("type").string("image_url").name("image_url").beginObject();
        out.name("url");
        if (media.source() instanceof Source.Link && names.target().has(Trait.NO_IMAGE_LINKS)) {
            throw unfit("a link to an image", "the image itself, in base64: " + provider() + " follows no links");
        }
        url(media, "image/png");
        if (detail != null) {
            out.name("detail").text(detail);
        }
        out.endObject();
    }

    private void audio(Media media) {
        if (!(media.source() instanceof Source.Inline inline)) {
            throw unfit("audio that is not in the request", "audio in base64");
        }
        out.name("type").string("input_audio").name("input_audio").beginObject();
        out.name("data").text(inline.base64());
        out.name("format").string(audioFormat(media.mimeType())).endObject();
    }

    private static String audioFormat(@Nullable EscapedText mimeType) {
        String type = mimeType == null ? "" : mimeType.decode().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "", "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
            case "audio/mpeg", "audio/mp3" -> "mp3";
            default -> type.substring(type.indexOf('/') + 1);
        };
    }

    private void video(Media media) {
        if (!names.takes("video_url")) {
            throw unfit("video", "text, images, audio and documents: " + provider() + " takes no video");
        }
        out.name("type").string("video_url");
        out.name(names.of("video_url")).beginObject();
        out.name("url");
        url(media, "video/mp4");
        out.endObject();
    }

    private void document(Media media) {
        if (media.source() instanceof Source.Plain plain) {
            out.name("type").string("text").name("text").text(plain.text());
            loss.approximated("document");
            return;
        }
        if (media.source() instanceof Source.Link) {
            throw unfit("a link to a document", "the document itself, in base64");
        }
        EscapedText name = media.name();
        out.name("type").string("file").name("file").beginObject();
        out.name("filename");
        if (name == null) {
            out.string("document.pdf");
            loss.defaulted("filename");
        } else {
            out.text(name);
        }
        out.name("file_data");
        url(media, "application/pdf");
        out.endObject();
    }

    /** Where it is, or all of it as a data URL. */
    private void url(Media media, String usualType) {
        if (media.source() instanceof Source.Link link) {
            out.text(link.url());
        } else if (media.source() instanceof Source.Inline inline) {
            EscapedText mimeType = media.mimeType();
            out.beginString().part("data:");
            if (mimeType == null) {
                out.part(usualType);
            } else {
                out.part(mimeType);
            }
            out.part(";base64,").part(inline.base64()).endString();
        } else {
            throw unfit("media as text", "media in base64");
        }
    }

    private String provider() {
        return names.target().provider();
    }

    private static FaultException unfit(String what, String expected) {
        return Refusal.of(MESSAGES, what, expected);
    }

    /** Whether a part stands in a message of its own because a tool's result cannot hold it. */
    static boolean isMedia(Part part) {
        return part instanceof Media media
                && !(media.kind() == Kind.DOCUMENT && media.source() instanceof Source.Plain);
    }
}
