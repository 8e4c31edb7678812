package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Collects the documents of all messages, which stand beside the messages in this dialect, and writes them. Only what is text can be one:
 * no model of the dialect reads a PDF.
 */
final class DocumentWriter {
    private static final String DOCUMENTS = "documents";

    private final ModelTarget target;
    private final LossReport loss;
    private final List<Document> documents = new ArrayList<>();

    private record Document(EscapedText text, @Nullable EscapedText title) {}

    DocumentWriter(ModelTarget target, LossReport loss) {
        this.target = target;
        this.loss = loss;
    }

    /** Whether there is any. */
    boolean isAny() {
        return !documents.isEmpty();
    }

    /** Takes one that stands in a message. */
    void add(Media media) {
        if (media.source() instanceof Source.Plain plain) {
            documents.add(new Document(plain.text(), media.name()));
        } else if (media.source() instanceof Source.Inline inline && isText(media.mimeType())) {
            documents.add(new Document(decoded(inline.base64()), media.name()));
        } else {
            throw Refusal.of("messages.content", "a document that is no text", "text, images and documents of text");
        }
    }

    private static boolean isText(@Nullable EscapedText mimeType) {
        String type = mimeType == null ? "" : mimeType.decode().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml");
    }

    private static EscapedText decoded(EscapedText base64) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64.decode());
            return EscapedText.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.of("messages.content", "a document that is no base64", "base64");
        }
    }

    /** Writes them, if there are any. */
    void write(JsonWriter out) {
        if (documents.isEmpty()) {
            return;
        }
        String name = target.nameOf(DOCUMENTS);
        if (name.isEmpty()) {
            loss.dropped(DOCUMENTS);
            return;
        }
        out.name(name).beginArray();
        for (Document document : documents) {
            EscapedText title = document.title();
            out.beginObject().name("data").beginObject();
            out.name("text").text(document.text());
            if (title != null) {
                out.name("title").text(title);
            }
            out.endObject().endObject();
        }
        out.endArray();
    }
}
