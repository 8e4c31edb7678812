package io.penstock.identity;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Judges one kind of credential. Safe for use by all event loops at once; never blocks. */
public interface CredentialCheck {

    /** Whether {@code credential} is of this kind, as far as its form tells: no other check is asked then. */
    boolean isMine(Credential credential);

    /**
     * Judges a credential.
     *
     * @param credential holds until this returns
     * @param address where it comes from, as text
     * @param later called once with the verdict, on any thread, where none is returned
     * @return the verdict; null where it takes more than an event loop has time for
     */
    @Nullable
    Verdict check(Credential credential, String address, Consumer<Verdict> later);
}
