package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.ByteSearch;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GenerationEvents;
import org.jspecify.annotations.Nullable;

/** Reads the media of an answer, and tells what is good of it. */
final class MediaReader {
    private static final JsonKey TRANSCRIPT = JsonKey.of("transcript");
    private static final JsonKey DATA = JsonKey.of("data");
    private static final JsonKey IMAGE_URL = JsonKey.of("image_url");
    private static final JsonKey URL = JsonKey.of("url");
    private static final EscapedText AUDIO_TYPE = EscapedText.of("audio/wav");
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private MediaReader() {}

    /**
     * A sound, and what is said in it: that is the answer's text where it has none. In a stream its bytes come in pieces that no other
     * dialect takes.
     */
    static void tellAudio(int choice, ChoiceDelta delta, ByteBuf buffer, boolean isWhole, GenerationEvents out) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(buffer, delta.audios.start(0), delta.audios.end(0));
        if (!cursor.enterObject()) {
            return;
        }
        EscapedText data = null;
        EscapedText transcript = null;
        while (cursor.nextMember()) {
            if (cursor.isKey(DATA)) {
                data = cursor.takeText();
            } else if (cursor.isKey(TRANSCRIPT)) {
                transcript = cursor.takeText();
            } else {
                cursor.skip();
            }
        }
        if (transcript != null && !transcript.isEmpty() && delta.texts.isEmpty()) {
            out.onText(choice, buffer, transcript.start(), transcript.end());
        }
        if (isWhole && data != null && !data.isEmpty()) {
            out.onMedia(choice, AUDIO_TYPE, buffer, data.start(), data.end());
        }
    }

    /** Images as OpenRouter gives them: parts with a data URL. */
    static void tellImages(int choice, Ranges images, ByteBuf buffer, GenerationEvents out) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(buffer, images.start(0), images.end(0));
        if (!cursor.enterArray()) {
            return;
        }
        while (cursor.nextElement()) {
            if (!cursor.enterObject()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextMember()) {
                if (cursor.isKey(IMAGE_URL)) {
                    tellImage(choice, url(cursor), out);
                } else {
                    cursor.skip();
                }
            }
        }
    }

    private static @Nullable EscapedText url(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            return cursor.takeText();
        }
        EscapedText url = null;
        while (cursor.nextMember()) {
            if (cursor.isKey(URL)) {
                url = cursor.takeText();
            } else {
                cursor.skip();
            }
        }
        return url;
    }

    private static void tellImage(int choice, @Nullable EscapedText url, GenerationEvents out) {
        if (url == null) {
            return;
        }
        int comma = ByteSearch.indexOf(url.buffer(), url.start(), url.end(), (byte) ',');
        if (comma < 0) {
            return;
        }
        String head = new EscapedText(url.buffer(), url.start(), comma).decode();
        if (head.startsWith(SCHEME) && head.endsWith(BASE64) && comma + 1 < url.end()) {
            EscapedText type = EscapedText.of(head.substring(SCHEME.length(), head.length() - BASE64.length()));
            out.onMedia(choice, type, url.buffer(), comma + 1, url.end());
        }
    }
}
