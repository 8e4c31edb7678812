package io.penstock.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.PlatformDependent;
import io.penstock.admin.MetricsAnswer;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.HeadLimits;
import io.penstock.config.ConfigException;
import io.penstock.config.GatewayConfig;
import io.penstock.config.Http2Config;
import io.penstock.config.ProxiesConfig;
import io.penstock.config.ServerConfig;
import io.penstock.downstream.DownstreamInitializer;
import io.penstock.downstream.DownstreamSettings;
import io.penstock.downstream.OpenConnections;
import io.penstock.downstream.Stopping;
import io.penstock.exchange.ExchangePolicy;
import io.penstock.exchange.HeldBytes;
import io.penstock.exchange.LiveExchanges;
import io.penstock.exchange.LocalAnswer;
import io.penstock.exchange.LoopContext;
import io.penstock.identity.Gate;
import io.penstock.limit.Limiter;
import io.penstock.limit.Pressure;
import io.penstock.local.Demo;
import io.penstock.local.Health;
import io.penstock.local.ModelCatalogue;
import io.penstock.local.ModelDetail;
import io.penstock.local.ModelList;
import io.penstock.local.ResponseStore;
import io.penstock.local.StoredResponseAnswer;
import io.penstock.local.TokenEstimate;
import io.penstock.models.ModelIndex;
import io.penstock.models.ModelSync;
import io.penstock.surface.AdminSurface;
import io.penstock.surface.HealthSurface;
import io.penstock.surface.LocalAction;
import io.penstock.surface.SurfaceTable;
import io.penstock.telemetry.AccessLog;
import io.penstock.telemetry.Metrics;
import io.penstock.upstream.AddressGuard;
import io.penstock.upstream.Grants;
import io.penstock.upstream.LateTls;
import io.penstock.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running gateway: bound, serving, and to be stopped. */
public final class Gateway {
    private static final WriteBufferWaterMark DOWNSTREAM_MARKS = new WriteBufferWaterMark(8 * 1024, 24 * 1024);
    private static final int BACKLOG = 4096;

    private final NativeTransport transport;
    private final EventLoopGroup group;
    private final Loops loops;
    private final UpstreamSettings upstream;
    private final List<Channel> listeners = new ArrayList<>();
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final AccessLog accessLog;
    private final Grants grants = new Grants(Clock.systemUTC());
    private final OpenConnections connections = new OpenConnections();
    private final Doorkeeper door = new Doorkeeper();
    private final Limiter limiter = Limiter.of(System::nanoTime);
    private final ModelSync models;
    private final Policies policies = new Policies(SurfaceTable.standard());
    private final @Nullable Telemetry telemetry;
    private volatile GatewayConfig config;
    private volatile ExchangePolicy policy;
    private volatile DownstreamSettings settings;
    private @Nullable SslContext clientTls;
    /** Of the configuration before: a connection that is just being made may have read it. */
    private @Nullable SslContext retiredTls;

    private volatile @Nullable MemoryWatch memory;
    private volatile boolean isStopping;

    private Gateway(GatewayConfig config, AccessLog accessLog) {
        this.config = config;
        this.accessLog = accessLog;
        this.policy = policies.of(config, door, ModelIndex.EMPTY);
        this.clientTls = DownstreamTls.newContext(config.server());
        this.settings = settingsOf(config.server(), clientTls);
        this.transport = NativeTransport.of(config.server().transport());
        int cores = Runtime.getRuntime().availableProcessors();
        int count = config.server().eventLoops() == 0 ? cores : config.server().eventLoops();
        this.group = transport.newGroup(count, "loop");
        HeldBytes held = new HeldBytes(config.server().limits().heldBytesMax(PlatformDependent.maxDirectMemory()));
        Map<LocalAction, LocalAnswer> locals = new EnumMap<>(LocalAction.class);
        Demo demo = new Demo();
        ResponseStore stored = new ResponseStore(() -> this.config.responses(), System::nanoTime);
        this.upstream = upstreamSettings(config);
        this.telemetry = config.telemetry().enabled()
                ? new Telemetry(
                        transport,
                        new Metrics(
                                clients::size,
                                connections::refused,
                                () -> pressure().step(),
                                accessLog::dropped))
                : null;
        Metrics metrics = telemetry == null ? null : telemetry.metrics();
        this.loops = new Loops(
                transport,
                group,
                upstream,
                (loop, pool) -> new LoopContext(
                        loop,
                        pool,
                        grants,
                        new LiveExchanges(),
                        () -> policy,
                        held,
                        limiter,
                        locals,
                        stored,
                        demo,
                        accessLog,
                        metrics));
        LoopContext carrier = loops.of(loops.all().get(0));
        grants.carry(carrier.loop(), carrier.pool());
        door.carry(carrier.loop(), carrier.pool());
        this.models = new ModelSync(carrier.loop(), carrier.pool(), grants, this::onModels);
        fill(locals);
        locals.put(LocalAction.STORED_RESPONSE, new StoredResponseAnswer(stored));
    }

    /**
     * Starts a gateway.
     *
     * @throws IllegalStateException where its address cannot be bound, or its transport is not to be had
     */
    public static Gateway start(GatewayConfig config, AccessLog accessLog) {
        Gateway gateway = new Gateway(config, accessLog);
        if (config.providers().configured().stream().anyMatch(each -> each.url().tls())) {
            // Not waited for, and there when the first request is.
            gateway.upstream.tls().ask();
        }
        gateway.grants.follow(config.providers().configured());
        gateway.door.follow(config);
        gateway.models.follow(config);
        gateway.bind();
        gateway.openTelemetry();
        gateway.memory = MemoryWatch.start(() -> gateway.config.limits().memory(), gateway::onPressure);
        return gateway;
    }

    private void bind() {
        int port = config.server().port();
        if (transport.hasReusePort() && port != 0) {
            requireFree(port);
        }
        for (EventLoop loop :
                transport.hasReusePort() ? loops.all() : loops.all().subList(0, 1)) {
            ServerBootstrap bootstrap = new ServerBootstrap()
                    .group(loop, transport.hasReusePort() ? loop : group)
                    .channel(transport.serverChannel())
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, DOWNSTREAM_MARKS)
                    .childHandler(
                            new DownstreamInitializer(() -> settings, loops, clients, connections, () -> isStopping));
            if (transport.hasReusePort()) {
                bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
            }
            Channel listener = listen(bootstrap, port);
            listeners.add(listener);
            port = ((InetSocketAddress) listener.localAddress()).getPort();
        }
    }

    private void openTelemetry() {
        if (telemetry == null) {
            return;
        }
        Policies own = new Policies(SurfaceTable.of(List.of(AdminSurface.open(), new HealthSurface())));
        ExchangePolicy open = own.of(config, Gate.open(List.of()), null, ModelIndex.EMPTY);
        // In plain HTTP and without proxies, whatever clients come by: it does not leave this machine, unless somebody
        // says so.
        DownstreamSettings plain = settingsOf(config.server(), null, DownstreamSettings.Proxies.NONE);
        LoopContext example = loops.of(loops.all().get(0));
        try {
            telemetry.open(
                    config.telemetry(),
                    upstream,
                    () -> plain,
                    (loop, pool) -> example.uncounted(loop, pool, () -> open));
        } catch (IllegalStateException taken) {
            stop();
            throw taken;
        }
    }

    private Channel listen(ServerBootstrap bootstrap, int port) {
        ChannelFuture bound = bootstrap.bind(config.server().host(), port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw unusable(port, bound.cause());
        }
        return bound.channel();
    }

    /** Listeners that share their port share it with another gateway's too, and each gets some of the connections: asked without. */
    private void requireFree(int port) {
        try (Socket alone = new Socket()) {
            alone.setReuseAddress(true);
            alone.bind(new InetSocketAddress(config.server().host(), port));
        } catch (IOException taken) {
            throw unusable(port, taken);
        }
    }

    private IllegalStateException unusable(int port, Throwable reason) {
        stop();
        String host = config.server().host();
        if (new InetSocketAddress(host, port).isUnresolved()) {
            return new IllegalStateException(
                    "server.host: " + host + " (expected: an address or a name of this machine)");
        }
        return new IllegalStateException("server.port: " + port + " of " + host + " cannot be bound: "
                + reason.getMessage() + " (expected: a free port of this machine)");
    }

    private void fill(Map<LocalAction, LocalAnswer> locals) {
        ModelCatalogue catalogue = new ModelCatalogue(models, () -> policy.routes());
        locals.put(LocalAction.HEALTH, Health.liveness());
        locals.put(LocalAction.READINESS, Health.readiness(() -> !isStopping));
        locals.put(LocalAction.TOKEN_ESTIMATE, new TokenEstimate());
        locals.put(LocalAction.MODEL_LIST, new ModelList(catalogue));
        locals.put(LocalAction.MODEL, new ModelDetail(catalogue));
        locals.put(LocalAction.METRICS, telemetry == null ? MetricsAnswer.off() : telemetry.answer());
    }

    private static DownstreamSettings settingsOf(ServerConfig server, @Nullable SslContext tls) {
        return settingsOf(server, tls, proxiesOf(server.proxies()));
    }

    private static DownstreamSettings settingsOf(
            ServerConfig server, @Nullable SslContext tls, DownstreamSettings.Proxies proxies) {
        ServerConfig.Limits limits = server.limits();
        return new DownstreamSettings(
                new HeadLimits(limits.lineBytesMax(), limits.headBytesMax(), limits.headFieldsMax()),
                server.timeouts().idle().toNanos(),
                server.timeouts().read().toNanos(),
                server.timeouts().write().toNanos(),
                new DownstreamSettings.Slow(
                        server.slow().head().toNanos(),
                        server.slow().body().toNanos(),
                        server.slow().bodyBytesPerSecondMin()),
                Math.min(limits.connectionsMax(), Descriptors.clientsMax()),
                limits.connectionsPerAddressMax(),
                tls == null
                        ? null
                        : new DownstreamSettings.Tls(
                                tls, server.tls().handshakeTimeout().toMillis()),
                http2Of(server.http2()),
                proxies);
    }

    private static DownstreamSettings.@Nullable Http2 http2Of(Http2Config http2) {
        return http2.enabled()
                ? new DownstreamSettings.Http2(
                        http2.streamsMax(), http2.streamWindowBytes(), http2.connectionWindowBytes())
                : null;
    }

    private static DownstreamSettings.Proxies proxiesOf(ProxiesConfig proxies) {
        return new DownstreamSettings.Proxies(
                proxies.trusted(),
                proxies.protocol() == ProxiesConfig.Protocol.REQUIRED,
                proxies.field() == ProxiesConfig.ForwardedField.FORWARDED ? Field.FORWARDED : Field.X_FORWARDED_FOR);
    }

    private static UpstreamSettings upstreamSettings(GatewayConfig config) {
        return new UpstreamSettings(
                (int) config.upstream().timeouts().connect().toMillis(),
                config.upstream().pool().idleTimeout().toNanos(),
                config.upstream().pool().idlePerLoopMax(),
                config.upstream().pool().connectionsMax(),
                config.upstream().pool().queueMax(),
                new LateTls(UpstreamTls::newContext),
                new AddressGuard(config.upstream().allowedNetworks()));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listeners.get(0).localAddress();
    }

    /** The connections of its clients. */
    public OpenConnections connections() {
        return connections;
    }

    /** Where its metrics are read; null where nothing is measured. */
    public @Nullable InetSocketAddress metricsAddress() {
        return telemetry == null ? null : telemetry.address();
    }

    /** How short of memory it is. */
    public Pressure pressure() {
        MemoryWatch watch = memory;
        return watch == null ? Pressure.NONE : watch.pressure();
    }

    /** How it waits for sockets. */
    public NativeTransport transport() {
        return transport;
    }

    /**
     * Goes by {@code next} from the next exchange on, and by its certificate from the next connection on; those in flight keep what they
     * began with.
     *
     * @throws ConfigException where its certificate cannot be used: then nothing has changed
     */
    public synchronized void reload(GatewayConfig next) {
        SslContext nextTls = DownstreamTls.newContext(next.server());
        ExchangePolicy swapped = policies.of(next, door, models.lists().index());
        DownstreamSettings nextSettings = settingsOf(next.server(), nextTls);
        // Before the policy: whoever goes by that must find its providers here.
        grants.follow(next.providers().configured());
        door.follow(next);
        models.follow(next);
        config = next;
        ReferenceCountUtil.release(retiredTls);
        retiredTls = clientTls;
        clientTls = nextTls;
        settings = nextSettings;
        policy = swapped;
    }

    /** The lists of models have changed; called on their thread, hence the lock that {@link #reload} takes too. */
    private synchronized void onModels(ModelIndex index) {
        policy = policies.of(config, door, index);
    }

    private void onPressure(Pressure pressure) {
        listeners.forEach(listener -> listener.config().setAutoRead(pressure == Pressure.NONE));
        for (EventLoop loop : loops.all()) {
            LiveExchanges live = loops.of(loop).live();
            live.onPressure(pressure);
            if (pressure == Pressure.ENDING) {
                loop.execute(live::endHungriest);
            }
        }
    }

    /** Takes no new work, and lets what is in flight come to its end: at most the drain time. Returns when nothing is left. */
    public void drain() {
        isStopping = true;
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
        clients.forEach(client -> client.pipeline().fireUserEventTriggered(Stopping.INSTANCE));
        clients.newCloseFuture()
                .awaitUninterruptibly(config.server().timeouts().drain().toMillis());
    }

    /** Ends at once what is left. */
    public void stop() {
        isStopping = true;
        MemoryWatch watch = memory;
        if (watch != null) {
            watch.close();
        }
        listeners.forEach(Channel::close);
        clients.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        models.close();
        grants.close();
        door.close();
        if (telemetry != null) {
            telemetry.close();
        }
        loops.close();
        group.shutdownGracefully(transport.quietMillis(), 2_000, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly();
        upstream.tls().close();
        ReferenceCountUtil.release(clientTls);
        ReferenceCountUtil.release(retiredTls);
        accessLog.close();
    }
}
