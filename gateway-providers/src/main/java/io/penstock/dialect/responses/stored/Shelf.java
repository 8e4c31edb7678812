package io.penstock.dialect.responses.stored;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored responses of one caller. */
public interface Shelf {

    /** The response of that id; null where there is none, it is somebody else's, or its time is over. */
    @Nullable
    StoredResponse find(String id);

    /** Above how many bytes a response is not stored. */
    long responseBytesMax();

    /**
     * Stores a response. Takes the arrays.
     *
     * @param previous one that this shelf gave
     */
    void store(String id, byte[] document, List<byte[]> input, @Nullable StoredResponse previous);
}
