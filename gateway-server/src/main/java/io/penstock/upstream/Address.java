package io.penstock.upstream;

/**
 * Where connections go to; connections to equal addresses are interchangeable.
 *
 * @param host name or literal address
 * @param port 1 to 65535
 * @param isTls whether TLS is spoken, with the host's name verified
 */
public record Address(String host, int port, boolean isTls) {}
