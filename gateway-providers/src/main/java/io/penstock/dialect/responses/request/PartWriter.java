package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the parts of what a user, the system or a tool says. */
final class PartWriter {
    /** What a place where the prompt is to be cached is called in the report: providers of this dialect find such places themselves. */
    static final String CACHE = "cache_control";

    private static final String INPUT = "input";

    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;

    PartWriter(ModelTarget target, JsonWriter out, LossReport loss) {
        this.target = target;
        this.out = out;
        this.loss = loss;
    }

    /** The content of a message: a string where it is one text and no more. */
    void content(List<Part> said) {
        List<Part> parts = new ArrayList<>(said);
        if (parts.removeIf(Part.CachePoint.class::isInstance)) {
            loss.dropped(CACHE);
        }
        if (parts.isEmpty()) {
            out.string("");
        } else if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            out.text(text.text());
            reportState(text);
        } else {
            array(parts);
        }
    }

    /** What a tool said: a string where it is text and no more. */
    void output(Part.ToolResult result) {
        List<Part> parts = new ArrayList<>(result.content());
        if (parts.removeIf(Part.CachePoint.class::isInstance)) {
            loss.dropped(CACHE);
        }
        if (result.isError()) {
            loss.approximated("is_error");
            parts.add(0, new Part.Text(EscapedText.of("Error: ")));
        }
        boolean isText = parts.stream().allMatch(part -> part instanceof Part.Text || part instanceof Part.Structured);
        if (!isText) {
            array(parts);
            return;
        }
        out.beginString();
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                out.part(text.text());
                reportState(text);
            } else if (part instanceof Part.Structured structured) {
                out.part(structured.json());
            }
        }
        out.endString();
    }

    private void reportState(Part.Text text) {
        if (text.state() != null) {
            loss.dropped(ReasoningState.LOST);
        }
    }

    private void array(List<Part> parts) {
        out.beginArray();
        parts.forEach(this::part);
        out.endArray();
    }

    private void part(Part part) {
        if (part instanceof Part.Text text) {
            text(text.text());
            reportState(text);
        } else if (part instanceof Part.Structured structured) {
            begin("input_text").name("text").beginString();
            out.part(structured.json()).endString().endObject();
        } else if (part instanceof Media media) {
            media(media);
        } else if (part instanceof Part.Opaque opaque && opaque.dialect().equals(Turns.DIALECT)) {
            out.raw(opaque.json());
        } else {
            loss.dropped(part instanceof Part.Opaque opaque ? opaque.type() : "content");
        }
    }

    private JsonWriter begin(String type) {
        return out.beginObject().name("type").string(type);
    }

    private void text(EscapedText text) {
        begin("input_text").name("text").text(text).endObject();
    }

    private void media(Media media) {
        if (media.kind() == Kind.DOCUMENT && media.source() instanceof Source.Plain plain) {
            loss.approximated("document");
            text(plain.text());
            return;
        }
        switch (media.kind()) {
            case IMAGE -> image(media);
            case AUDIO -> audio(media);
            case VIDEO -> throw unfit("video", "text, images, audio and documents");
            default -> document(media);
        }
    }

    private void image(Media media) {
        EscapedText detail = media.detail();
        begin("input_image");
        if (media.source() instanceof Source.Stored stored) {
            out.name("file_id").text(stored.fileId());
        } else {
            if (media.source() instanceof Source.Link && target.has(Trait.NO_IMAGE_LINKS)) {
                throw unfit("a link to an image", "the image itself, in base64");
            }
            out.name("image_url");
            url(media, "image/png");
        }
        if (detail != null) {
            out.name("detail").text(detail);
        }
        out.endObject();
    }

    private void audio(Media media) {
        if (!(media.source() instanceof Source.Inline inline)) {
            throw unfit("audio that is not in the request", "audio in base64");
        }
        begin("input_audio").name("input_audio").beginObject();
        out.name("data").text(inline.base64());
        out.name("format").string(audioFormat(media.mimeType())).endObject();
        out.endObject();
    }

    private static String audioFormat(@Nullable EscapedText mimeType) {
        String type = mimeType == null ? "" : mimeType.decode().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "", "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
            case "audio/mpeg", "audio/mp3" -> "mp3";
            default -> type.substring(type.indexOf('/') + 1);
        };
    }

    private void document(Media media) {
        EscapedText name = media.name();
        begin("input_file");
        if (media.source() instanceof Source.Stored stored) {
            out.name("file_id").text(stored.fileId());
        } else if (media.source() instanceof Source.Link link) {
            out.name("file_url").text(link.url());
        } else {
            out.name("filename");
            if (name == null) {
                out.string("document.pdf");
                loss.defaulted("filename");
            } else {
                out.text(name);
            }
            out.name("file_data");
            url(media, "application/pdf");
        }
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

    private FaultException unfit(String what, String expected) {
        return Refusal.of(INPUT, what, expected + ", which is what " + target.provider() + " takes");
    }
}
