package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.JsonWriter;

/** A member of a request that is an object and is there only if it holds anything. */
final class Section {
    private final String section;
    private final JsonWriter out;
    private boolean isBegun;

    Section(String section, JsonWriter out) {
        this.section = section;
        this.out = out;
    }

    /** The name of its next member, whose value is to be written. */
    JsonWriter name(String member) {
        if (!isBegun) {
            out.name(section).beginObject();
            isBegun = true;
        }
        return out.name(member);
    }

    /** Ends it, where it was begun. */
    void end() {
        if (isBegun) {
            out.endObject();
        }
    }
}
