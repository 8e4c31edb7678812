package io.penstock.surface;

import java.util.List;

/** A family of URLs. One small class each; {@link SurfaceTable} is built from all of them. */
public interface Surface {

    /** The family's name, as the printed table and the log have it. */
    String name();

    /** The family's rows, in the order in which they are printed. */
    List<RouteRow> rows();
}
