package io.penstock.codec.http;

import java.util.Arrays;

/** The reason phrases of the registered statuses (RFC 9110, 15; RFC 6585, RFC 8297, RFC 7725), for people who read wires. */
final class Reasons {
    private static final byte[] NONE = {};
    private static final byte[][] BY_STATUS = new byte[Wire.STATUS_MAX + 1][];

    static {
        Arrays.fill(BY_STATUS, NONE);
        put(100, "Continue", "Switching Protocols", "Processing", "Early Hints");
        put(200, "OK", "Created", "Accepted", "Non-Authoritative Information", "No Content", "Reset Content");
        put(206, "Partial Content", "Multi-Status", "Already Reported");
        put(300, "Multiple Choices", "Moved Permanently", "Found", "See Other", "Not Modified", "Use Proxy");
        put(307, "Temporary Redirect", "Permanent Redirect");
        put(400, "Bad Request", "Unauthorized", "Payment Required", "Forbidden", "Not Found", "Method Not Allowed");
        put(406, "Not Acceptable", "Proxy Authentication Required", "Request Timeout", "Conflict", "Gone");
        put(411, "Length Required", "Precondition Failed", "Content Too Large", "URI Too Long");
        put(415, "Unsupported Media Type", "Range Not Satisfiable", "Expectation Failed");
        put(421, "Misdirected Request", "Unprocessable Content", "Locked", "Failed Dependency", "Too Early");
        put(426, "Upgrade Required");
        put(428, "Precondition Required", "Too Many Requests");
        put(431, "Request Header Fields Too Large");
        put(451, "Unavailable For Legal Reasons");
        put(500, "Internal Server Error", "Not Implemented", "Bad Gateway", "Service Unavailable", "Gateway Timeout");
        put(505, "HTTP Version Not Supported");
        put(529, "Overloaded");
    }

    private Reasons() {}

    /** The phrase, empty where none is known; borrowed, never written to. */
    static byte[] of(int status) {
        return BY_STATUS[status];
    }

    private static void put(int first, String... phrases) {
        for (int i = 0; i < phrases.length; i++) {
            BY_STATUS[first + i] = Wire.ascii(phrases[i]);
        }
    }
}
