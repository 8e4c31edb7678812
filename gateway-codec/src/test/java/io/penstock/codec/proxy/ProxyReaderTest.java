package io.penstock.codec.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyReaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = SIGNATURE + "2111000c" + "c0000201" + "c6336401" + "dbf4" + "01bb";
    private static final String V6 = SIGNATURE + "21210024" + "20010db8000000000000000000000001"
            + "20010db8000000000000000000000002" + "dbf4" + "01bb";
    private static final String BEHIND = "GET / HTTP/1.1\r\n";

    /** What is read: whose it is, and what is left for who comes after. */
    private record Read(@Nullable String source, boolean isLocal, boolean isWhole, String behind) {}

    private static Read read(List<ByteBuf> pieces) {
        ProxyReader reader = new ProxyReader();
        StringBuilder behind = new StringBuilder();
        boolean isWhole = false;
        for (ByteBuf piece : pieces) {
            isWhole = reader.read(piece);
            behind.append(piece.toString(StandardCharsets.ISO_8859_1));
        }
        return new Read(text(reader.source()), reader.isLocal(), isWhole, behind.toString());
    }

    private static @Nullable String text(byte @Nullable [] address) {
        try {
            return address == null ? null : InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Read read(String header) {
        return Cuts.agree((header + BEHIND).getBytes(StandardCharsets.ISO_8859_1), ProxyReaderTest::read);
    }

    private static String hex(String hex) {
        return new String(ByteBufUtil.decodeHexDump(hex), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PROXY TCP4 192.0.2.1 198.51.100.1 56324 443,            192.0.2.1
            PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255
            PROXY TCP4 0.0.0.0 0.0.0.0 0 0,                         0.0.0.0
            PROXY TCP6 2001:db8::1 2001:db8::2 1 2,                 2001:db8:0:0:0:0:0:1
            PROXY TCP6 2001:DB8::1 ::1 1 2,                         2001:db8:0:0:0:0:0:1
            PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535, ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe
            PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2,                    192.0.2.1
            PROXY UNKNOWN,
            PROXY UNKNOWN anything that was found,
            """)
    void aLineSaysWhoseTheConnectionIs(String line, @Nullable String source) {
        assertThat(read(line + "\r\n")).isEqualTo(new Read(source, false, true, BEHIND));
    }

    @Test
    void theLongestLineIsRead() {
        String line = "PROXY UNKNOWN " + "f".repeat(91) + "\r\n";

        assertThat(line).hasSize(107);
        assertThat(read(line)).isEqualTo(new Read(null, false, true, BEHIND));
    }

    static Stream<String> noLines() {
        return Stream.of(
                "PROXY UNKNOWN " + "f".repeat(92) + "\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\r\n",
                "PROXY UNKNOWN a\rb\r\n",
                "PROXY UNKNOWN a\nb\r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.1 56324 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 \r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 056324 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 +1 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 \u00b2 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 \r\n",
                "PROXY TCP4 192.0.2.01 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.1 0x7f.0.0.1 1 2\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n",
                "PROXY TCP4 ::ffff:192.0.2.1 192.0.2.1 1 2\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY TCP6 [2001:db8::1] ::1 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY TCP6 1::2::3 ::1 1 2\r\n",
                "PROXY TCP4\r\n",
                "PROXY \r\n",
                "PROXY\r\n",
                "PROXY UNKNOWNS\r\n",
                "PROXY unknown\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.1 1 2\r\n",
                "PROXY\tTCP4 192.0.2.1 198.51.100.1 1 2\r\n",
                "proxy TCP4 192.0.2.1 198.51.100.1 1 2\r\n",
                "POST / HTTP/1.1\r\n",
                "PUT / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\n",
                "\r\nGET / HTTP/1.1\r\n",
                hex("160301010001"));
    }

    @ParameterizedTest
    @MethodSource("noLines")
    void whatIsNotToTheLetterIsRefused(String line) {
        Cuts.each(
                line.getBytes(StandardCharsets.ISO_8859_1),
                pieces -> assertThatThrownBy(() -> read(pieces)).isInstanceOf(ProxyRefusal.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "PO", "PROXY\r", "\r\nG", "PROXY TCP4 1\n"})
    void theFirstByteThatCannotBeEndsIt(String start) {
        ByteBuf before = Unpooled.copiedBuffer(start.substring(0, start.length() - 1), StandardCharsets.US_ASCII);
        ByteBuf last = Unpooled.copiedBuffer(start.substring(start.length() - 1), StandardCharsets.US_ASCII);
        ProxyReader reader = new ProxyReader();

        assertThat(reader.read(before)).isFalse();
        assertThatThrownBy(() -> reader.read(last)).isInstanceOf(ProxyRefusal.class);
    }

    @Test
    void aBlockSaysWhoseTheConnectionIs() {
        assertThat(read(hex(V4))).isEqualTo(new Read("192.0.2.1", false, true, BEHIND));
        assertThat(read(hex(V6))).isEqualTo(new Read("2001:db8:0:0:0:0:0:1", false, true, BEHIND));
    }

    /** What may follow the addresses is theirs who know it: its length alone counts. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            a TLV,                      2111 0010, c0000201c6336401dbf401bb 04 0001 00
            TLVs that are cut off,      2111 000f, c0000201c6336401dbf401bb 04 ffff
            a checksum that is wrong,   2111 0013, c0000201c6336401dbf401bb 03 0004 00000000
            a checksum of IPv6 mapped,  2121 002b, 00000000000000000000ffffc0000201 00000000000000000000000000000001 dbf401bb 03 0004 00000000
            """)
    void whatFollowsTheAddressesIsSkipped(String what, String prefix, String block) {
        String header = hex(SIGNATURE + prefix.replace(" ", "") + block.replace(" ", ""));

        assertThat(read(header)).as(what).isEqualTo(new Read("192.0.2.1", false, true, BEHIND));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            the proxy itself,               2000 0000, '',                                   true
            itself with addresses,          2011 000c, c0000201c6336401dbf401bb,             true
            itself of an unknown family,    20ff 0003, 040000,                               true
            no family,                      2100 0000, '',                                   false
            no family with a block,         2100 0004, 01020304,                             false
            datagrams,                      2112 000c, c0000201c6336401dbf401bb,             false
            datagrams of IPv6,              2122 0000, '',                                   false
            a socket of UNIX,               2131 0002, 2f61,                                 false
            IPv4 without a transport,       2110 0000, '',                                   false
            """)
    void whoDoesNotSayWhoseItIsSaysNothing(String what, String prefix, String block, boolean isLocal) {
        String header = hex(SIGNATURE + prefix.replace(" ", "") + block);

        assertThat(read(header)).as(what).isEqualTo(new Read(null, isLocal, true, BEHIND));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            another version,                0d0a0d0a000d0a515549540a 1111000c
            version 3,                      0d0a0d0a000d0a515549540a 3111000c
            another command,                0d0a0d0a000d0a515549540a 2211000c
            another family,                 0d0a0d0a000d0a515549540a 21410000
            another transport,              0d0a0d0a000d0a515549540a 21130000
            too short for IPv4,             0d0a0d0a000d0a515549540a 2111000b
            too short for IPv6,             0d0a0d0a000d0a515549540a 21210023
            no addresses,                   0d0a0d0a000d0a515549540a 21110000
            longer than the bound,          0d0a0d0a000d0a515549540a 21111001
            as long as can be,              0d0a0d0a000d0a515549540a 2111ffff
            as long for itself,             0d0a0d0a000d0a515549540a 2000ffff
            another signature,              0d0a0d0a000d0a515549540b 2111000c
            """)
    void aBlockThatIsNotToTheLetterIsRefused(String what, String hex) {
        Cuts.each(
                ByteBufUtil.decodeHexDump(hex.replace(" ", "")),
                pieces -> assertThatThrownBy(() -> read(pieces)).as(what).isInstanceOf(ProxyRefusal.class));
    }

    @Test
    void theLongestBlockIsReadAndNothingBehindIt() {
        byte[] tlv = new byte[4096 - 12];
        Arrays.fill(tlv, (byte) 'x');
        String header = hex(SIGNATURE + "21111000" + V4.substring(32)) + new String(tlv, StandardCharsets.ISO_8859_1);

        assertThat(read(header)).isEqualTo(new Read("192.0.2.1", false, true, BEHIND));
    }

    @Test
    void aHeaderThatIsNotWholeIsWaitedFor() {
        for (String header : List.of("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", hex(V4), hex(V6))) {
            ByteBuf most = Unpooled.copiedBuffer(header.substring(0, header.length() - 1), StandardCharsets.ISO_8859_1);

            assertThat(new ProxyReader().read(most)).isFalse();
            assertThat(most.isReadable()).isFalse();
        }
    }

    @Test
    void aRefusalHasNoStackTrace() {
        assertThatThrownBy(() -> new ProxyReader().read(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII)))
                .isSameAs(ProxyRefusal.NONE)
                .satisfies(refusal -> assertThat(refusal.getStackTrace()).isEmpty());
    }

    /** Whatever is changed, it is read or refused, the same in one piece and byte by byte, and never beyond its end. */
    @Test
    void mutationsAreReadOrRefusedHoweverCut() {
        Random random = new Random(20261129);
        List<String> seeds = List.of(
                hex(V4),
                hex(V6),
                hex(SIGNATURE + "20000000"),
                "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n",
                "PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n");
        int readCount = 0;
        int refusedCount = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] header = (seeds.get(i % seeds.size()) + BEHIND).getBytes(StandardCharsets.ISO_8859_1);
            for (int k = random.nextInt(3); k >= 0; k--) {
                header[random.nextInt(header.length)] = (byte) random.nextInt(256);
            }
            String whole = outcome(header, header.length);
            String bytewise = outcome(header, 1);

            assertThat(bytewise).as(ByteBufUtil.hexDump(header)).isEqualTo(whole);
            if (whole.startsWith("Read")) {
                readCount++;
            } else {
                refusedCount++;
            }
        }
        assertThat(readCount).isGreaterThan(10_000);
        assertThat(refusedCount).isGreaterThan(10_000);
    }

    private static String outcome(byte[] header, int pieceBytes) {
        ProxyReader reader = new ProxyReader();
        int at = 0;
        try {
            boolean isWhole = false;
            while (at < header.length && !isWhole) {
                ByteBuf piece = Unpooled.wrappedBuffer(header, at, Math.min(pieceBytes, header.length - at));
                isWhole = reader.read(piece);
                at += piece.readerIndex();
            }
            return "Read " + text(reader.source()) + " " + reader.isLocal() + " " + isWhole + " up to " + at;
        } catch (ProxyRefusal refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }
}
