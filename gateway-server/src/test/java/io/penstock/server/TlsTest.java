package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Certificates;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider is who its certificate says, or it gets nothing: neither a request nor a credential. */
final class TlsTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final String AUTHORITY = "authority";
    private static final String PASSWORD = Certificates.PASSWORD;
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    /** What the certificate of a provider says. */
    private enum Certificate {
        GOOD("localhost", "-0d", AUTHORITY),
        OF_ANOTHER_HOST("elsewhere.example", "-0d", AUTHORITY),
        EXPIRED("localhost", "-9d", AUTHORITY),
        SIGNED_BY_ITSELF("localhost", "-0d", "");

        private final String host;
        private final String start;
        private final String signer;

        Certificate(String host, String start, String signer) {
            this.host = host;
            this.start = start;
            this.signer = signer;
        }
    }

    @TempDir
    private static Path directory;

    private static KeyStore issued;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** All but one are of the authority that is trusted. */
    @BeforeAll
    static void issue() throws IOException, GeneralSecurityException {
        Certificates certificates = new Certificates(directory).authority(AUTHORITY);
        for (Certificate each : Certificate.values()) {
            certificates.issue(each.name(), each.host, each.start, each.signer);
        }
        issued = certificates.store();
        Path store = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            certificates.trusting(AUTHORITY).store(out, PASSWORD.toCharArray());
        }
        System.setProperty(TRUST_STORE, store.toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
    }

    @AfterAll
    static void trustAsTheSystemDoes() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void aProviderThatIsWhoItSaysIsAskedAndItsConnectionUsedAgain() throws Exception {
        ScriptedUpstream upstream = upstream(Certificate.GOOD);
        RunningGateway gateway = gateway(upstream.port());

        for (int i = 0; i < 3; i++) {
            assertThat(ask(gateway).status()).isEqualTo(200);
        }

        assertThat(upstream.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = Certificate.class, mode = EnumSource.Mode.EXCLUDE, names = "GOOD")
    void aProviderThatIsNotGetsNothing(Certificate certificate) throws Exception {
        ScriptedUpstream upstream = upstream(certificate);

        Answer answer = ask(gateway(upstream.port()));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("upstream_unreachable").doesNotContain("localhost");
        assertThat(upstream.requests()).isZero();
    }

    /** TLS 1.3 knows no such thing, and the JDK's own client, which is not used where BoringSSL loads, would shake hands. */
    @Test
    void aProviderThatBeginsTheHandshakeAnewIsLeft() throws Exception {
        assumeTrue(OpenSsl.isAvailable());
        AtomicInteger handshakes = new AtomicInteger();
        SSLServerSocket listener = listener(Certificate.GOOD);
        listener.setEnabledProtocols(new String[] {"TLSv1.2"});
        ScriptedUpstream upstream = ScriptedUpstream.on(listener, provider -> {
            if (provider.n() == 1) {
                provider.request();
                provider.shakeHandsAnew(handshakes::incrementAndGet);
                provider.send(OK);
            }
            answer(provider);
        });
        open.add(upstream);
        RunningGateway gateway = gateway(upstream.port());

        assertThat(ask(gateway).status()).isEqualTo(502);

        assertThat(upstream.awaitGone()).isEqualTo(1);
        assertThat(handshakes).hasValue(0);
        assertThat(ask(gateway).status()).isEqualTo(200);
        assertThat(upstream.requests()).isEqualTo(2);
    }

    static Stream<Arguments> providersAndCertificates() {
        return Stream.of(SslProvider.JDK, SslProvider.OPENSSL_REFCNT)
                .filter(provider -> provider == SslProvider.JDK || OpenSsl.isAvailable())
                .flatMap(provider ->
                        Stream.of(Certificate.values()).map(certificate -> Arguments.of(provider, certificate)));
    }

    @ParameterizedTest
    @MethodSource("providersAndCertificates")
    void eachImplementationVerifiesTheSame(SslProvider provider, Certificate certificate) throws Exception {
        ScriptedUpstream upstream = upstream(certificate);
        SslContext context = UpstreamTls.newContext(provider);
        open.add(() -> ReferenceCountUtil.release(context));

        assertThat(isShaken(context, upstream.port())).isEqualTo(certificate == Certificate.GOOD);
    }

    static Stream<SslProvider> providers() {
        return Stream.of(SslProvider.JDK, SslProvider.OPENSSL_REFCNT);
    }

    /** Nobody but BoringSSL still speaks it; that it does is seen by a client that takes it. */
    @ParameterizedTest
    @MethodSource("providers")
    void aVersionThatIsTooOldIsNotSpoken(SslProvider provider) throws Exception {
        assumeTrue(OpenSsl.isAvailable());
        int port = oldProvider();
        SslContext context = UpstreamTls.newContext(provider);
        SslContext old = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.1")
                .ciphers(List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"))
                .build();
        open.add(() -> ReferenceCountUtil.release(context));
        open.add(() -> ReferenceCountUtil.release(old));

        assertThat(isShaken(old, port)).isTrue();
        assertThat(isShaken(context, port)).isFalse();
    }

    @Test
    void aProviderThatIsTooOldGetsNothing() throws Exception {
        assumeTrue(OpenSsl.isAvailable());

        Answer answer = ask(gateway(oldProvider()));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("upstream_unreachable").doesNotContain("localhost");
    }

    /** RFC 9112 9.8: what ends with the connection is whole where TLS was ended too, and cut by whoever wants to otherwise. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatLastsUntilTheCloseIsWholeWhereTheProviderSaysThatItCloses(boolean isSaid) throws Exception {
        ByteBuf answer = Unpooled.copiedBuffer(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + Chat.whole("c1"),
                StandardCharsets.US_ASCII);
        int port = provider(certified(SslProvider.JDK).build(), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object request) {
                ReferenceCountUtil.release(request);
                // Behind the TLS handler, the close is the connection's own alone.
                ChannelHandlerContext closing = isSaid ? ctx : ctx.pipeline().context(SslHandler.class);
                ctx.writeAndFlush(answer.copy()).addListener(sent -> closing.close());
            }
        });

        Answer told = ask(gateway(port));

        assertThat(told.status()).isEqualTo(isSaid ? 200 : 502);
        assertThat(told.text()).contains(isSaid ? "Hello" : "the provider's answer broke off");
    }

    /** The port of a provider that is who it says, and speaks TLS 1.1 alone. */
    private int oldProvider() throws Exception {
        SslContext context = certified(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.1")
                .ciphers(List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"))
                .build();
        open.add(() -> ReferenceCountUtil.release(context));
        return provider(context, new ChannelInboundHandlerAdapter());
    }

    private static SslContextBuilder certified(SslProvider provider) throws Exception {
        return SslContextBuilder.forServer(keysOf(Certificate.GOOD)).sslProvider(provider);
    }

    private int provider(SslContext context, ChannelHandler handler) throws InterruptedException {
        Channel listener = new ServerBootstrap()
                .group(group())
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline()
                                .addLast(
                                        context.newHandler(accepted.alloc()),
                                        new HttpRequestDecoder(),
                                        new HttpObjectAggregator(64 * 1024),
                                        handler);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private EventLoopGroup group() {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        open.add(0, () -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS));
        return group;
    }

    /** The handler is held from the start: a refused handshake may have closed the channel before connect returns. */
    private boolean isShaken(SslContext context, int port) throws InterruptedException {
        SslHandler tls = context.newHandler(ByteBufAllocator.DEFAULT, "localhost", port);
        new Bootstrap()
                .group(group())
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connecting) {
                        connecting.pipeline().addLast(tls);
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync();
        var shaken = tls.handshakeFuture();
        assertThat(shaken.await(30, TimeUnit.SECONDS)).isTrue();
        return shaken.isSuccess();
    }

    private RunningGateway gateway(int port) {
        RunningGateway gateway = RunningGateway.settings(port)
                .variable("OPENAI_API_URL", "https://localhost:" + port + "/v1")
                .set("server.eventLoops", 1)
                .start();
        open.add(0, gateway);
        return gateway;
    }

    private static Answer ask(RunningGateway gateway) {
        try (RawClient client = gateway.connect()) {
            return client.send(Chat.post(Chat.plainBody())).answer();
        }
    }

    private static KeyManagerFactory keysOf(Certificate certificate) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        char[] password = PASSWORD.toCharArray();
        String alias = certificate.name();
        own.setKeyEntry(alias, issued.getKey(alias, password), password, issued.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        return keys;
    }

    private static SSLServerSocket listener(Certificate certificate) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keysOf(certificate).getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    }

    private ScriptedUpstream upstream(Certificate certificate) throws IOException, GeneralSecurityException {
        ScriptedUpstream upstream = ScriptedUpstream.on(listener(certificate), TlsTest::answer);
        open.add(upstream);
        return upstream;
    }

    private static void answer(UpstreamSide provider) throws IOException {
        while (provider.request() != null) {
            provider.send(OK);
        }
    }
}
