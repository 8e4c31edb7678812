package io.penstock.codec.proxy;

/**
 * Says that a connection does not begin as the PROXY protocol has it: there is nobody to answer. It is expected, and so has no stack trace;
 * there is one of each, made once.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // none of them has a stack or suppressed ones to be mixed up
public final class ProxyRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final ProxyRefusal NONE = new ProxyRefusal("no PROXY header");
    static final ProxyRefusal LINE_LENGTH =
            new ProxyRefusal("a line that does not end within " + ProxyLayout.LINE_BYTES_MAX + " bytes");
    static final ProxyRefusal LINE_END = new ProxyRefusal("a line that does not end in CR LF");
    static final ProxyRefusal FAMILY = new ProxyRefusal("a family or transport of no known kind");
    static final ProxyRefusal ADDRESS = new ProxyRefusal("an address that is none of its family");
    static final ProxyRefusal PORT = new ProxyRefusal("a port that is none");
    static final ProxyRefusal PARTS = new ProxyRefusal("a line with too few or too many parts");
    static final ProxyRefusal COMMAND = new ProxyRefusal("a version or command of no known kind");
    static final ProxyRefusal LENGTH =
            new ProxyRefusal("a length that is too short for its addresses, or above " + ProxyLayout.BLOCK_BYTES_MAX);

    private ProxyRefusal(String message) {
        super(message, null, false, false);
    }
}
