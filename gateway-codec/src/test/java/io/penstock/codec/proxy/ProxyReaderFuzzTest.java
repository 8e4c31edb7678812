package io.penstock.codec.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import io.penstock.codec.Cuts;
import io.penstock.codec.address.AddressLiteral;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Any bytes as the header of a proxy: read alike however they are cut, and whom it names Netty's reader names too. */
final class ProxyReaderFuzzTest {
    private static final HexFormat HEX = HexFormat.of();

    /** Netty reads what may follow the addresses of a block, and families of no use here; knows no port 0, and IPv4 in one form of IPv6 alone. */
    private static final Pattern NOT_NETTYS =
            Pattern.compile("(?s)\r\n.*|PROXY TCP6 [^\r]*[.].*|PROXY [^\r]* 0[ \r].*");

    /** Whose the connection is, and how many bytes stand behind the header. */
    private record Read(@Nullable String source, boolean isWhole, int rest) {}

    @FuzzTest(maxDuration = "1m")
    void namesWhomNettyNames(byte[] input) {
        Object read = Cuts.agreeOnFew(input, ProxyReaderFuzzTest::read);

        if (read instanceof Read whole && whole.isWhole()) {
            Read netty = byNetty(input);
            if (netty == null) {
                assertThat(new String(input, ISO_8859_1)).matches(NOT_NETTYS);
            } else {
                assertThat(whole).isEqualTo(netty);
            }
        }
    }

    private static Object read(List<ByteBuf> pieces) {
        ProxyReader reader = new ProxyReader();
        boolean isWhole = false;
        int rest = 0;
        try {
            for (ByteBuf piece : pieces) {
                isWhole = reader.read(piece);
                rest += piece.readableBytes();
            }
            return new Read(hex(reader.source()), isWhole, rest);
        } catch (ProxyRefusal refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }

    private static @Nullable String hex(byte @Nullable [] address) {
        return address == null ? null : HEX.formatHex(address);
    }

    private static @Nullable Read byNetty(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(input));
            HAProxyMessage message = channel.readInbound();
            if (message == null) {
                return new Read(null, false, 0);
            }
            String source = source(message);
            message.release();
            ByteBuf behind = channel.readInbound();
            return new Read(source, true, behind == null ? 0 : behind.readableBytes());
        } catch (DecoderException refusal) {
            return null;
        } finally {
            channel.releaseInbound();
        }
    }

    private static @Nullable String source(HAProxyMessage message) {
        HAProxyProxiedProtocol protocol = message.proxiedProtocol();
        boolean isTcp = protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
        byte[] address = isTcp ? NetUtil.createByteArrayFromIpAddressString(message.sourceAddress()) : null;
        return address == null ? null : hex(AddressLiteral.unmapped(address));
    }
}
