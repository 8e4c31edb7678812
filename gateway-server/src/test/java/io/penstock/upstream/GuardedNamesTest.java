package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.penstock.codec.address.AddressLiteral;
import io.penstock.codec.address.Networks;
import io.penstock.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that lie, before a server on the loopback that nobody may reach by them. */
final class GuardedNamesTest {
    private static final String LOOPBACK = "127.0.0.1";

    private final CannedServer server = new CannedServer(request -> CannedServer.json("{}"));
    private final ScriptedNames names = new ScriptedNames();
    private OneLoop rig = new OneLoop(names);

    @AfterEach
    void stop() {
        server.close();
        rig.close();
    }

    /** A guard that lets the loopback pass, so that there is somewhere to arrive. */
    private void allow(String... networks) {
        rig.close();
        rig = new OneLoop(names, Networks.parse(List.of(networks)));
    }

    @Test
    void whatThePinnedMayReachTheGuardedMayNot() {
        assertThat(fetch("127.0.0.1", false)).isEqualTo("200");
        assertThat(fetch("127.0.0.1", true)).isEqualTo("REFUSED");

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionMadeWithoutTheGuardServesNobodyWhoIsGuarded() {
        names.next(LOOPBACK);
        assertThat(fetch("name.example", false)).isEqualTo("200");

        names.next(LOOPBACK);
        assertThat(fetch("name.example", true)).isEqualTo("REFUSED");

        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "fd00:ec2::254",
                "203.0.114.1 127.0.0.1",
                "127.0.0.1 203.0.114.1",
                "203.0.114.1 2606:4700::1 ::1",
                "203.0.114.1 169.254.169.254",
            })
    void aNameWithAnAddressInsideIsRefusedWhateverElseItHas(String addresses) {
        names.next(addresses.split(" ", -1));

        assertThat(fetch("name.example", true)).isEqualTo("REFUSED");
        assertThat(server.connections()).isZero();
    }

    @Test
    void metadataStaysClosedBehindAnAllowedNetwork() {
        allow("0.0.0.0/0", "::/0");
        names.next("169.254.169.254");

        assertThat(fetch("name.example", true)).isEqualTo("REFUSED");
    }

    @Test
    void aNameIsResolvedOnceForEachConnectionAndWhatWasJudgedIsConnectedTo() {
        allow("127.0.0.1");
        names.next(LOOPBACK).next("127.0.0.2");

        assertThat(fetch("name.example", true)).isEqualTo("200");

        assertThat(names.asked).containsExactly("name.example");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aNameThatTurnsInwardsIsRefusedAtItsNextConnection() {
        allow("127.0.0.1");
        names.next(LOOPBACK).next("127.0.0.2");
        server.script(request -> CannedServer.json("{}").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));

        assertThat(fetch("name.example", true)).isEqualTo("200");
        assertThat(fetch("name.example", true)).isEqualTo("REFUSED");

        assertThat(names.asked).containsExactly("name.example", "name.example");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void whatIsNoPlainNameIsNotLookedUp() {
        for (String host : List.of("127.1", "0x7f000001", "name.example.", "metadata.google.internal")) {
            assertThat(fetch(host, true)).as(host).isEqualTo("REFUSED");
        }

        assertThat(names.asked).isEmpty();
    }

    @Test
    void aNameThatIsNotFoundIsNotCalledRefused() {
        assertThat(fetch("nobody.example", true)).isEqualTo("UNREACHABLE");
    }

    @Test
    void aRefusalGivesItsPlaceBack() {
        // More than there may be connections to one address.
        for (int i = 0; i < 70; i++) {
            assertThat(fetch("127.0.0.1", true)).isEqualTo("REFUSED");
        }
    }

    private String fetch(String host, boolean isGuarded) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        FetchListener listener = new FetchListener() {
            @Override
            public void onFetched(int status, byte[] body) {
                outcome.complete(Integer.toString(status));
            }

            @Override
            public void onFailed(FetchFailure failure) {
                outcome.complete(failure.name());
            }
        };
        FetchRequest request = new FetchRequest(
                new Address(host, server.port(), false, isGuarded),
                "a",
                HttpMethod.GET,
                "/",
                List.of(),
                "",
                new FetchRequest.Limits(TimeUnit.SECONDS.toNanos(20), 100));
        rig.loop().execute(() -> Fetch.start(rig.loop(), rig.pool(), request, listener));
        String result = outcome.orTimeout(30, TimeUnit.SECONDS).join();
        rig.loop().submit(() -> {}).syncUninterruptibly();
        return result;
    }

    @Test
    void aGuardedRequestIsTheSameOneWithAGuard() {
        FetchRequest request = FetchRequest.to(
                URI.create("http://[::1]:81/a?b"), HttpMethod.GET, List.of(), "", new FetchRequest.Limits(1, 1));

        FetchRequest guarded = request.guarded();

        assertThat(guarded.address()).isEqualTo(new Address("::1", 81, false, true));
        assertThat(guarded).isNotEqualTo(request).hasToString(request.toString());
    }

    /** Gives out what a test says, each answer once: like a name whose answers live for no time at all. */
    private static final class ScriptedNames extends AddressResolverGroup<InetSocketAddress> {
        private final Deque<List<InetAddress>> answers = new ArrayDeque<>();
        private final List<String> asked = new ArrayList<>();

        ScriptedNames next(String... addresses) {
            List<InetAddress> answer = new ArrayList<>();
            for (String address : addresses) {
                answer.add(address(address));
            }
            answers.add(answer);
            return this;
        }

        private static InetAddress address(String literal) {
            try {
                return InetAddress.getByAddress(Objects.requireNonNull(AddressLiteral.parse(literal)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> found) {
                    List<InetAddress> all = answer(name);
                    if (all.isEmpty()) {
                        found.setFailure(new UnknownHostException(name));
                    } else {
                        found.setSuccess(all.get(0));
                    }
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> found) {
                    List<InetAddress> all = answer(name);
                    if (all.isEmpty()) {
                        found.setFailure(new UnknownHostException(name));
                    } else {
                        found.setSuccess(all);
                    }
                }
            }.asAddressResolver();
        }

        private List<InetAddress> answer(String name) {
            byte[] literal = AddressLiteral.parse(name);
            if (literal != null) {
                return List.of(address(name));
            }
            asked.add(name);
            return answers.isEmpty() ? List.of() : answers.remove();
        }
    }
}
