package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a message. */
public sealed interface Part {

    /** What was said. */
    record Text(EscapedText text, @Nullable ReasoningState state) implements Part {
        /** A text that no state belongs to. */
        public Text(EscapedText text) {
            this(text, null);
        }
    }

    /** What the model thought; an empty text where only its state is known (redacted, encrypted). */
    record Reasoning(EscapedText text, @Nullable ReasoningState state) implements Part {}

    /** Why the model did not answer. */
    record Refusal(EscapedText text) implements Part {}

    /**
     * An image, a sound, a film or a document.
     *
     * @param mimeType such as {@code image/png}; null where the client did not say
     * @param name of the file; null where the client did not say
     * @param detail how closely to look; null where the client did not say
     */
    record Media(
            Kind kind,
            @Nullable EscapedText mimeType,
            Source source,
            @Nullable EscapedText name,
            @Nullable EscapedText detail)
            implements Part {
        /** What it is for the one who looks at it. */
        public enum Kind {
            /** To be seen. */
            IMAGE,
            /** To be heard. */
            AUDIO,
            /** To be watched. */
            VIDEO,
            /** To be read. */
            DOCUMENT
        }

        /** Where its bytes are. */
        public sealed interface Source {
            /** Here, in base64. */
            record Inline(EscapedText base64) implements Source {}

            /** Here, as text. */
            record Plain(EscapedText text) implements Source {}

            /** At that URL. */
            record Link(EscapedText url) implements Source {}

            /** At the provider, under that id. */
            record Stored(EscapedText fileId) implements Source {}
        }
    }

    /**
     * A call that the model made.
     *
     * @param arguments a JSON object where the dialect has it as one, else the text that holds it, which may be no JSON at all
     */
    record ToolCall(
            EscapedText id,
            EscapedText name,
            Arguments arguments,
            @Nullable ReasoningState state) implements Part {}

    /** The arguments of a call, at the level at which the client's dialect has them. */
    sealed interface Arguments {
        /** They as an object, wherever they came from: none is {@code {}}, what is no object stands in one as {@code rawInvalidInput}. */
        RawJson toObject();

        /** A JSON object. */
        record Json(RawJson object) implements Arguments {
            @Override
            public RawJson toObject() {
                return object;
            }
        }

        /** The text of one. */
        record Text(EscapedText text) implements Arguments {
            @Override
            public RawJson toObject() {
                ByteBuf plain = Unpooled.buffer(Math.max(text.length(), 2));
                Unescaper unescaper = new Unescaper();
                unescaper.copy(text.buffer(), text.start(), text.end(), plain);
                unescaper.end(plain);
                RawJson json = trimmed(plain);
                if (json.length() == 0) {
                    return RawJson.of("{}");
                }
                if (json.isObject() && JsonScanner.isValue(plain, json.start(), json.end())) {
                    return json;
                }
                ByteBuf wrapped = Unpooled.buffer(text.length() + 32);
                wrapped.writeCharSequence("{\"rawInvalidInput\":\"", StandardCharsets.US_ASCII);
                text.copyTo(wrapped);
                wrapped.writeByte('"').writeByte('}');
                return new RawJson(wrapped, 0, wrapped.writerIndex());
            }

            private static RawJson trimmed(ByteBuf plain) {
                int start = 0;
                int end = plain.writerIndex();
                while (start < end && plain.getByte(start) <= ' ' && plain.getByte(start) >= 0) {
                    start++;
                }
                while (end > start && plain.getByte(end - 1) <= ' ' && plain.getByte(end - 1) >= 0) {
                    end--;
                }
                return new RawJson(plain, start, end);
            }
        }
    }

    /**
     * What a tool said to a call.
     *
     * @param callId of the call
     * @param name of the tool; null where the client's dialect does not say it, see {@link ChatRequest#toolName}
     * @param content texts, media, or one {@link Structured}
     */
    record ToolResult(EscapedText callId, @Nullable EscapedText name, List<Part> content, boolean isError)
            implements Part {
        /** Keeps its own copy. */
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /** JSON that a tool said, where the client's dialect has it as such. */
    record Structured(RawJson json) implements Part {}

    /**
     * The prompt up to here is to be cached.
     *
     * @param ttl how long, {@code 5m} or {@code 1h}; null for the provider's default
     */
    record CachePoint(@Nullable EscapedText ttl) implements Part {}

    /**
     * What only its own dialect knows: a provider's own tool and what it found, say.
     *
     * @param dialect the name of that dialect
     * @param type what that dialect calls it
     */
    record Opaque(String dialect, String type, RawJson json) implements Part {}
}
