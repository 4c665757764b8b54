package io.jenkins.plugins.wanfirstlastframe.generation;

/** Where the videos of a generation come from. */
public enum Origin {
    /** The service makes them, for money. */
    SERVICE,
    /** They were made before, for the same input, and are copied. */
    EARLIER_VIDEO,
    /** A dry run shows what would be made: a cross-fade between the two frames, made here. */
    PREVIEW;

    /** Whether nothing is submitted for them, so that they cost nothing. */
    public boolean isFree() {
        return this != SERVICE;
    }
}
