package io.penstock.identity;

/** A store cannot do what it was asked for: it is not there, not readable, taken by somebody else, or of another version. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message for the operator, without a secret
     */
    public StoreException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message for the operator, without a secret
     * @param cause what the store's own library said
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
