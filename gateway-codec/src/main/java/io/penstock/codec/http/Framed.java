package io.penstock.codec.http;

/**
 * What the fields of a head say together about the message and its connection, and the rules they must keep (RFC 9112, 3.2,
 * 6.1 to 6.3 and 9; RFC 9110, 10.1.1). Where the RFC lets a recipient guess, it is refused here.
 */
final class Framed {
    long contentLength = -1;
    boolean isChunked;
    boolean isClosing;
    boolean isKeeping;
    /** Whether Connection names something besides close and keep-alive. */
    boolean isNominating;

    boolean isExpecting;
    private boolean hasHost;

    void clear() {
        contentLength = -1;
        isChunked = false;
        isClosing = false;
        isKeeping = false;
        isNominating = false;
        isExpecting = false;
        hasHost = false;
    }

    /** Reads the fields of a whole head; throws the refusal of a request, whichever side it is. */
    void read(Head head) {
        for (int i = 0; i < head.size(); i++) {
            Field field = head.field(i);
            if (field != null) {
                onField(head, field, i);
            }
        }
        if (isChunked && contentLength >= 0) {
            throw Refusals.LENGTH_AND_CODING;
        }
        if (isChunked && head.minorVersion() == 0) {
            throw Refusals.CODING_OF_1_0;
        }
        if (head.isRequest() && !hasHost && head.minorVersion() > 0) {
            throw Refusals.HOST_MISSING;
        }
    }

    private void onField(Head head, Field field, int i) {
        byte[] bytes = head.bytes();
        switch (field) {
            case CONTENT_LENGTH -> onContentLength(bytes, head.valueStart(i), head.valueEnd(i));
            case TRANSFER_ENCODING -> onTransferEncoding(bytes, head.valueStart(i), head.valueEnd(i));
            case CONNECTION -> onConnection(bytes, head.valueStart(i), head.valueEnd(i));
            case HOST -> {
                if (head.isRequest()) {
                    onHost(head, head.valueStart(i), head.valueEnd(i));
                }
            }
            case EXPECT -> {
                if (head.isRequest()) {
                    onExpect(bytes, head.valueStart(i), head.valueEnd(i));
                }
            }
            default -> {}
        }
    }

    private void onHost(Head head, int start, int end) {
        if (hasHost) {
            throw Refusals.HOST_REPEATED;
        }
        hasHost = true;
        if (!Authority.isHostAndPort(head.bytes(), start, end)) {
            throw Refusals.HOST;
        }
        if (!head.line.isOfAuthority(head.bytes(), start, end)) {
            throw Refusals.HOST_DIFFERS;
        }
    }

    private void onContentLength(byte[] bytes, int start, int end) {
        if (contentLength >= 0) {
            throw Refusals.LENGTH_REPEATED;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            if (!Octets.isDigit(bytes[i]) || value > (Long.MAX_VALUE - 9) / 10) {
                throw Refusals.LENGTH;
            }
            value = value * 10 + bytes[i] - '0';
        }
        if (start == end) {
            throw Refusals.LENGTH;
        }
        contentLength = value;
    }

    private void onTransferEncoding(byte[] bytes, int start, int end) {
        if (isChunked) {
            throw Refusals.CODING_REPEATED;
        }
        if (!Octets.isIgnoringCase(bytes, start, end, "chunked")) {
            throw refusedCoding(bytes, start, end);
        }
        isChunked = true;
    }

    /** A list of codings that ends with the one chunked has an end that could be found: only such a list is a 501. */
    private static HttpRefusal refusedCoding(byte[] bytes, int start, int end) {
        boolean endsChunked = false;
        for (int at = start; at <= end; ) {
            int comma = TokenList.elementEnd(bytes, at, end);
            int from = TokenList.skipBlanks(bytes, at, comma);
            int to = TokenList.trimBlanks(bytes, from, comma);
            if (endsChunked || !Octets.isToken(bytes, from, to)) {
                return Refusals.CODING;
            }
            endsChunked = Octets.isIgnoringCase(bytes, from, to, "chunked");
            at = comma + 1;
        }
        return endsChunked ? Refusals.CODING_UNKNOWN : Refusals.CODING;
    }

    private void onConnection(byte[] bytes, int start, int end) {
        for (int at = start; at < end; ) {
            int comma = TokenList.elementEnd(bytes, at, end);
            int from = TokenList.skipBlanks(bytes, at, comma);
            int to = TokenList.trimBlanks(bytes, from, comma);
            if (Octets.isIgnoringCase(bytes, from, to, "close")) {
                isClosing = true;
            } else if (Octets.isIgnoringCase(bytes, from, to, "keep-alive")) {
                isKeeping = true;
            } else {
                isNominating = true;
            }
            at = comma + 1;
        }
    }

    private void onExpect(byte[] bytes, int start, int end) {
        if (isExpecting) {
            throw Refusals.EXPECTATION_REPEATED;
        }
        if (!Octets.isIgnoringCase(bytes, start, end, "100-continue")) {
            throw Refusals.EXPECTATION;
        }
        isExpecting = true;
    }
}
