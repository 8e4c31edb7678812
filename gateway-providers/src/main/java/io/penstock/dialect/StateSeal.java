package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Binds labelled state to the caller who was given it: a tag in the label, over the caller, the state's maker and its bytes, that nobody
 * can make without the key. Where nobody is asked who they are there is nothing to bind to, and no tag. Immutable.
 *
 * <p>What the state belongs to in its turn, and what its dialect calls it, is not covered: a caller may move what is theirs, and the
 * provider judges that.
 */
public final class StateSeal {
    /** Where nobody is asked who they are: no label gets a tag, and none with a tag is taken. */
    public static final StateSeal NONE = new StateSeal(null, "");

    static final String ALGORITHM = "HmacSHA256";
    /** Half of what the algorithm gives, and still beyond guessing: RFC 2104 5. */
    private static final int TAG_BYTES = 16;

    private final @Nullable SecretKeySpec key;
    private final String caller;

    StateSeal(@Nullable SecretKeySpec key, String caller) {
        this.key = key;
        this.caller = caller;
    }

    /** The tag of a state, 22 characters of base64url; empty where none is needed. Borrows {@code data}. */
    String tag(String maker, ByteBuf data, int start, int end) {
        if (key == null) {
            return "";
        }
        Mac mac = mac(key);
        add(mac, caller);
        add(mac, maker);
        for (ByteBuffer part : data.nioBuffers(start, end - start)) {
            mac.update(part);
        }
        byte[] tag = Arrays.copyOf(mac.doFinal(), TAG_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    }

    /** Whether this caller was given that state. */
    boolean isOn(ReasoningState state) {
        EscapedText data = state.data();
        String tag = tag(state.maker(), data.buffer(), data.start(), data.end());
        return MessageDigest.isEqual(
                tag.getBytes(StandardCharsets.UTF_8), state.tag().getBytes(StandardCharsets.UTF_8));
    }

    /** Its length first, so that no two texts run into each other. */
    private static void add(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
