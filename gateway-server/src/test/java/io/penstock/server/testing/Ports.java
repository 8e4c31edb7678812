package io.penstock.server.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for other processes, which bind them some time later. */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int LAST = 20_000;
    private static final int TRIES = 100;

    private Ports() {}

    /**
     * A port of loopback that nobody has. It is below those that systems give out by themselves: of those one that was free a moment ago is
     * soon somebody's on a machine where much is tested at one time.
     */
    public static int free() throws IOException {
        for (int i = 1; ; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket any = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return any.getLocalPort();
            } catch (IOException taken) {
                if (i == TRIES) {
                    throw taken;
                }
            }
        }
    }
}
