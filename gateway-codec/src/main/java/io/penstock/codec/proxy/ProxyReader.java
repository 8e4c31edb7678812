package io.penstock.codec.proxy;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.address.AddressLiteral;
import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header with which a proxy begins a connection, version 1 or 2, cut at any byte. The first byte that no header has ends it, so
 * that nothing is waited for that cannot come.
 *
 * <pre>
 *   START --'P'--> LINE -----------------------CR LF--> WHOLE
 *     |
 *     +---CR----> PREFIX --PROXY, TCP--> ADDRESSES --+
 *                   |                                v
 *                   +--LOCAL, or another family---> REST --> WHOLE
 * </pre>
 *
 * What stands behind the addresses (TLVs, a checksum among them) is skipped unread. One instance serves one connection, on one event loop.
 */
public final class ProxyReader {
    private static final int PARTS = 6;
    private static final int FAMILY_AT = 1;
    private static final int SOURCE_AT = 2;
    private static final int PORT_DIGITS_MAX = 5;
    private static final int FAMILY_SHIFT = 4;
    private static final int TRANSPORT_MASK = 0x0F;

    private enum State {
        START,
        LINE,
        PREFIX,
        ADDRESSES,
        REST,
        WHOLE
    }

    private final byte[] kept = new byte[ProxyLayout.LINE_BYTES_MAX];
    private int size;
    /** How many bytes of version 2 are still to come, behind its prefix. */
    private int left;

    private int addressBytes;
    private State state = State.START;
    private byte @Nullable [] source;
    private boolean isLocal;

    /**
     * Reads on, up to the end of the header and not a byte further. Borrows {@code in} for the call.
     *
     * @return whether the header is whole
     * @throws ProxyRefusal where it is none; the connection is of no use from there on
     */
    public boolean read(ByteBuf in) {
        while (state != State.WHOLE && in.isReadable()) {
            step(in);
        }
        return state == State.WHOLE;
    }

    /** Who is at the other end of the proxy's connection, 4 or 16 bytes; null where the header does not say. */
    public byte @Nullable [] source() {
        return source;
    }

    /** Whether the proxy itself speaks, and for nobody: it looks whether somebody is there. */
    boolean isLocal() {
        return isLocal;
    }

    private void step(ByteBuf in) {
        switch (state) {
            case START -> onFirst(in.getByte(in.readerIndex()));
            case LINE -> onLineByte(in.readByte());
            case PREFIX -> onPrefixByte(in.readByte());
            case ADDRESSES -> onAddresses(in);
            case REST -> skip(in);
            default -> throw new IllegalStateException("the header is whole");
        }
    }

    private void onFirst(byte b) {
        if (b == ProxyLayout.LINE_START[0]) {
            state = State.LINE;
        } else if (b == ProxyLayout.SIGNATURE[0]) {
            state = State.PREFIX;
        } else {
            throw ProxyRefusal.NONE;
        }
    }

    private void onLineByte(byte b) {
        if (size < ProxyLayout.LINE_START.length && b != ProxyLayout.LINE_START[size]) {
            throw ProxyRefusal.NONE;
        }
        if ((size > 0 && kept[size - 1] == Ascii.CR) != (b == Ascii.LF)) {
            throw ProxyRefusal.LINE_END;
        }
        kept[size++] = b;
        if (b == Ascii.LF) {
            onLine(new String(kept, 0, size - 2, StandardCharsets.ISO_8859_1).split(" ", -1));
        } else if (size == ProxyLayout.LINE_BYTES_MAX) {
            throw ProxyRefusal.LINE_LENGTH;
        }
    }

    private void onLine(String[] parts) {
        switch (parts[FAMILY_AT]) {
            case ProxyLayout.UNKNOWN -> {} // what follows is to be ignored
            case ProxyLayout.TCP4 -> onTcp(parts, ProxyLayout.V4_BYTES);
            case ProxyLayout.TCP6 -> onTcp(parts, ProxyLayout.V6_BYTES);
            default -> throw ProxyRefusal.FAMILY;
        }
        state = State.WHOLE;
    }

    private void onTcp(String[] parts, int bytes) {
        if (parts.length != PARTS) {
            throw ProxyRefusal.PARTS;
        }
        byte[] from = address(parts[SOURCE_AT], bytes);
        address(parts[SOURCE_AT + 1], bytes);
        requirePort(parts[SOURCE_AT + 2]);
        requirePort(parts[PARTS - 1]);
        source = AddressLiteral.unmapped(from);
    }

    private static byte[] address(String text, int bytes) {
        byte[] address = AddressLiteral.parse(text);
        if (address == null || address.length != bytes) {
            throw ProxyRefusal.ADDRESS;
        }
        return address;
    }

    private static void requirePort(String text) {
        boolean isPlain = !text.isEmpty()
                && text.length() <= PORT_DIGITS_MAX
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        if (!isPlain || Integer.parseInt(text) > ProxyLayout.PORT_MAX) {
            throw ProxyRefusal.PORT;
        }
    }

    private void onPrefixByte(byte b) {
        if (size < ProxyLayout.SIGNATURE.length && b != ProxyLayout.SIGNATURE[size]) {
            throw ProxyRefusal.NONE;
        }
        kept[size++] = b;
        if (size == ProxyLayout.COMMAND + 1) {
            requireCommand(b & 0xFF);
        } else if (size == ProxyLayout.BLOCK) {
            onPrefix();
        }
    }

    private void requireCommand(int command) {
        if (command != ProxyLayout.LOCAL_V2 && command != ProxyLayout.PROXY_V2) {
            throw ProxyRefusal.COMMAND;
        }
        isLocal = command == ProxyLayout.LOCAL_V2;
    }

    private void onPrefix() {
        left = ((kept[ProxyLayout.LENGTH] & 0xFF) << Byte.SIZE) | (kept[ProxyLayout.LENGTH + 1] & 0xFF);
        if (left > ProxyLayout.BLOCK_BYTES_MAX) {
            throw ProxyRefusal.LENGTH;
        }
        // Of a connection of the proxy's own the family says nothing, and must not be judged.
        addressBytes = isLocal ? 0 : addressBytes(kept[ProxyLayout.FAMILY] & 0xFF);
        int needed = addressBytes == 0 ? 0 : 2 * addressBytes + ProxyLayout.PORTS_BYTES;
        if (left < needed) {
            throw ProxyRefusal.LENGTH;
        }
        size = 0;
        if (needed > 0) {
            state = State.ADDRESSES;
        } else {
            awaitRest();
        }
    }

    /** How many bytes an address has; 0 of a family that clients of ours do not have, which is then as if it were not said. */
    private static int addressBytes(int family) {
        if (family >> FAMILY_SHIFT > ProxyLayout.FAMILY_MAX || (family & TRANSPORT_MASK) > ProxyLayout.TRANSPORT_MAX) {
            throw ProxyRefusal.FAMILY;
        }
        return switch (family) {
            case ProxyLayout.TCP_V4 -> ProxyLayout.V4_BYTES;
            case ProxyLayout.TCP_V6 -> ProxyLayout.V6_BYTES;
            default -> 0;
        };
    }

    private void onAddresses(ByteBuf in) {
        kept[size++] = in.readByte();
        left--;
        if (size == addressBytes) {
            source = AddressLiteral.unmapped(Arrays.copyOf(kept, addressBytes));
            awaitRest();
        }
    }

    private void skip(ByteBuf in) {
        int here = Math.min(left, in.readableBytes());
        in.skipBytes(here);
        left -= here;
        awaitRest();
    }

    private void awaitRest() {
        state = left == 0 ? State.WHOLE : State.REST;
    }
}
