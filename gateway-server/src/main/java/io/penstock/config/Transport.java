package io.penstock.config;

/** Which of the system's ways to wait for sockets is used. */
public enum Transport {
    /** The best that is there: epoll on Linux, else NIO. */
    AUTO,
    /** Linux epoll. */
    EPOLL,
    /** Linux io_uring. */
    IO_URING,
    /** The JDK's own. */
    NIO
}
