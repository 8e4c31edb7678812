package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What HTTP/1.1 looks like, and every constant of it.
 *
 * <pre>
 * request   method SP target SP HTTP/1.1 CRLF         answer   HTTP/1.1 SP 3DIGIT SP reason CRLF
 *           *( name ":" [blanks] value [blanks] CRLF )
 *           CRLF
 *           body: nothing | Content-Length bytes | chunked | all until the connection ends (answers)
 *
 * chunked   *( 1*8HEX *( [blanks] ";" [blanks] name [ [blanks] "=" [blanks] value ] ) CRLF
 *              data, as many bytes as HEX says, at least one
 *              CRLF )
 *           1*8"0" extensions as above CRLF
 *           *( trailer field CRLF )
 *           CRLF
 * </pre>
 */
final class Wire {
    static final byte[] CRLF = ascii("\r\n");
    static final byte[] COLON_SPACE = ascii(": ");
    static final byte[] HTTP_1_0 = ascii("HTTP/1.0");
    static final byte[] HTTP_1_1 = ascii("HTTP/1.1");
    static final byte[] REQUEST_LINE_END = ascii(" HTTP/1.1\r\n");
    static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    static final byte[] TRANSFER_ENCODING_CHUNKED = ascii("transfer-encoding: chunked\r\n");
    static final byte[] CONNECTION_CLOSE = ascii("connection: close\r\n");
    static final byte[] CONNECTION_KEEP_ALIVE = ascii("connection: keep-alive\r\n");

    static final int STATUS_MIN = 100;
    static final int STATUS_MAX = 999;

    /** Empty lines before a request line that are overlooked (RFC 9112, 2.2: a recipient SHOULD ignore at least one). */
    static final int LEADING_LINES_MAX = 4;
    /** Digits of a chunk's size: 4 GiB less a byte, and no overflow to think about. */
    static final int CHUNK_SIZE_DIGITS_MAX = 8;
    /** Bytes of extensions on one chunk; nobody sends any but to attack. */
    static final int EXTENSION_BYTES_MAX = 256;
    /** Bytes of extensions in one body, so that tiny chunks cannot carry megabytes that count as nothing. */
    static final int EXTENSIONS_BYTES_MAX = 16 * 1024;
    /** Bytes of trailers in one body; they are dropped. */
    static final int TRAILERS_BYTES_MAX = 8 * 1024;

    private Wire() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A buffer that all share: releasing it does nothing, and each user reads through a duplicate. */
    static ByteBuf shared(byte[] bytes) {
        ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        return Unpooled.unreleasableBuffer(direct.asReadOnly());
    }
}
