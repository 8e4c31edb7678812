package io.penstock.codec.proxy;

import java.nio.charset.StandardCharsets;

/**
 * How a header stands on the wire (haproxy.org, "The PROXY protocol", versions 1 and 2).
 *
 * <pre>
 * 1   "PROXY" SP ("TCP4" | "TCP6") SP source SP destination SP port SP port CR LF
 *     "PROXY" SP "UNKNOWN" [SP anything] CR LF
 *
 * 2   0            12             13                  14       16
 *     | signature  | version, cmd | family, transport | length | source  destination  port port | TLVs |
 *                    4      4       4       4                    ---------- length bytes ----------------
 * </pre>
 */
final class ProxyLayout {
    /** The longest line of version 1, with its end. */
    static final int LINE_BYTES_MAX = 107;

    static final byte[] LINE_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    static final String UNKNOWN = "UNKNOWN";
    static final String TCP4 = "TCP4";
    static final String TCP6 = "TCP6";

    static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    static final int COMMAND = 12;
    static final int FAMILY = 13;
    static final int LENGTH = 14;
    static final int BLOCK = 16;

    /**
     * The longest block of version 2. The format has 65,535 bytes; addresses take 216 at most, and of what may follow only a client's
     * certificate is large. None of that is kept, so the bound is on what is waited for.
     */
    static final int BLOCK_BYTES_MAX = 4096;

    static final int LOCAL_V2 = 0x20;
    static final int PROXY_V2 = 0x21;

    static final int TCP_V4 = 0x11;
    static final int TCP_V6 = 0x21;
    static final int FAMILY_MAX = 0x3;
    static final int TRANSPORT_MAX = 0x2;

    static final int V4_BYTES = 4;
    static final int V6_BYTES = 16;
    /** Both of them, at the end of the addresses. */
    static final int PORTS_BYTES = 4;

    static final int PORT_MAX = 65_535;

    private ProxyLayout() {}
}
