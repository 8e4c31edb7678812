package io.penstock.testsuite;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.SocketTestPermutation;
import io.penstock.config.Transport;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** Netty's factories of servers and clients, one of each transport that this machine has. */
final class Peers {
    private Peers() {}

    /** Whether sockets of that transport can be had on this machine. */
    static boolean isAvailable(Transport transport) {
        return switch (transport) {
            case AUTO, NIO -> true;
            case EPOLL -> Epoll.isAvailable();
            case IO_URING -> IoUring.isAvailable();
        };
    }

    /** Every server with every client. */
    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> combinations() {
        List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> all = new ArrayList<>();
        for (SocketTestPermutation servers : permutations()) {
            for (SocketTestPermutation clients : permutations()) {
                all.add(new Combination(
                        servers.serverSocket().get(0), clients.clientSocket().get(0)));
            }
        }
        return all;
    }

    private static List<SocketTestPermutation> permutations() {
        List<SocketTestPermutation> permutations = new ArrayList<>();
        permutations.add(new SocketTestPermutation());
        if (isAvailable(Transport.EPOLL)) {
            permutations.add(permutation("io.netty.channel.epoll.EpollSocketTestPermutation"));
        }
        if (isAvailable(Transport.IO_URING)) {
            permutations.add(new IoUringPeers());
        }
        return permutations;
    }

    /** The one instance of a class that Netty keeps to its own package; what it lists first is the transport of its name. */
    private static SocketTestPermutation permutation(String type) {
        try {
            Field instance = Class.forName(type).getDeclaredField("INSTANCE");
            instance.setAccessible(true);
            return (SocketTestPermutation) instance.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the testsuite is not the one that this was written for", e);
        }
    }

    private record Combination(BootstrapFactory<ServerBootstrap> server, BootstrapFactory<Bootstrap> client)
            implements BootstrapComboFactory<ServerBootstrap, Bootstrap> {
        @Override
        public ServerBootstrap newServerInstance() {
            return server.newInstance();
        }

        @Override
        public Bootstrap newClientInstance() {
            return client.newInstance();
        }
    }
}
