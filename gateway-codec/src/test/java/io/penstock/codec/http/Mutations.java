package io.penstock.codec.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** An endless row of messages, each a good one with one to three small changes; the same for the same seed. */
public final class Mutations {
    private static final String BYTES =
            "\r\n\t \u0000\u0001\u000b\u000c\u001f\u007f\u0080\u00a0\u00ff:;,=\"\\/?#*@[]_+-.%09aAfFgxXhHT(){}";

    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "\r\n ",
            "Transfer-Encoding: chunked\r\n",
            "transfer-encoding: gzip, chunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer_Encoding: chunked\r\n",
            "Content-Length: 3\r\n",
            "Content-Length: 0\r\n",
            "content-length: +3\r\n",
            "Content-Length: 3, 3\r\n",
            "Host: a\r\n",
            "Host: b\r\n",
            "Connection: close\r\n",
            "Expect: 100-continue\r\n",
            "HTTP/1.0",
            "HTTP/1.1",
            "HTTP/2.0",
            "http://a",
            "chunked",
            "identity",
            "; a",
            ";a=\"\r\n\"",
            "0\r\n\r\n",
            "100000004",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "  ");

    private final Random random;
    private final List<byte[]> seeds;

    /** Mutations of {@code seeds}, in the order that {@code random} gives. */
    public Mutations(Random random, List<byte[]> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    /** The next one. */
    public byte[] next() {
        StringBuilder text =
                new StringBuilder(new String(seeds.get(random.nextInt(seeds.size())), StandardCharsets.ISO_8859_1));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && text.length() > 0; i++) {
            change(text, random.nextInt(text.length()));
        }
        return Message.bytes(text.toString());
    }

    private void change(StringBuilder text, int at) {
        switch (random.nextInt(6)) {
            case 0 -> text.setCharAt(at, oneByte());
            case 1 -> text.insert(at, oneByte());
            case 2 -> text.deleteCharAt(at);
            case 3 -> text.insert(lineStart(text, at), PIECES.get(random.nextInt(PIECES.size())));
            case 4 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            default -> {
                int end = Math.min(text.length(), at + 1 + random.nextInt(12));
                text.insert(random.nextInt(text.length()), text.substring(at, end));
            }
        }
    }

    private char oneByte() {
        return random.nextInt(4) == 0 ? (char) random.nextInt(256) : BYTES.charAt(random.nextInt(BYTES.length()));
    }

    private static int lineStart(StringBuilder text, int at) {
        int line = text.lastIndexOf("\n", at);
        return line < 0 ? 0 : line + 1;
    }
}
