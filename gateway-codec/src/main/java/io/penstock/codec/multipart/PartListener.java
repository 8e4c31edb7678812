package io.penstock.codec.multipart;

/** Is told of each part of a form, in order. Offsets are counted over the whole body from 0. What it throws ends the scan. */
public interface PartListener {

    /**
     * A part's head is whole.
     *
     * @param offset of the first byte of its content
     * @return whether the content is asked for at its end
     */
    boolean onPart(PartHead head, long offset);

    /**
     * A part's content has ended.
     *
     * @param content what was asked for, otherwise empty; borrowed for the call
     * @param offset of the first byte after the content
     */
    void onPartEnd(PartText content, long offset);
}
