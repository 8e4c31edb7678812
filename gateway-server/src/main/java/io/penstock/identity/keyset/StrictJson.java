package io.penstock.identity.keyset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that two readers cannot read in two ways: UTF-8 alone, one object and nothing behind it, no name twice, and neither deep nor
 * with numbers of any length.
 */
public final class StrictJson {
    private static final int DEPTH_MAX = 16;
    private static final int DIGITS_MAX = 64;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(DIGITS_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StrictJson() {}

    /** The object that the bytes are; null where they are none. */
    public static @Nullable ObjectNode object(byte[] bytes) {
        try {
            // Not left to Jackson, which would take UTF-16 and UTF-32 too, and a byte order mark.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode node = JSON.readTree(text);
            return node instanceof ObjectNode object ? object : null;
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }

    /** The text that a member is; null where there is none, or it is something else. */
    public static @Nullable String text(JsonNode object, String name) {
        return object.path(name).textValue();
    }
}
