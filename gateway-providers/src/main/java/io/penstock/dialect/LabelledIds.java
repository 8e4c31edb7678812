package io.penstock.dialect;

/** {@link LabelEdits} where state stands behind ids and nowhere else. */
public final class LabelledIds extends LabelEdits {}
