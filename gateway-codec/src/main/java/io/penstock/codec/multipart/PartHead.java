package io.penstock.codec.multipart;

import org.jspecify.annotations.Nullable;

/**
 * What the head of a part says.
 *
 * @param name of the field, as it stands between the quotes; bytes that are no UTF-8 are replaced by U+FFFD
 * @param hasFilename whether the part is a file: it names one, be it by an empty name
 * @param contentType the value of the part's Content-Type, null where it has none
 */
public record PartHead(
        String name, boolean hasFilename, @Nullable String contentType) {}
