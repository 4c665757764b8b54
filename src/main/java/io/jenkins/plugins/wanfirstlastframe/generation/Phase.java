package io.jenkins.plugins.wanfirstlastframe.generation;

/** The phases of one job's life, in their order. */
public enum Phase {
    /** Nothing has been sent, or what was sent was surely not accepted. */
    NEW,
    /** A submit is on its way: from here on the service may have the job. */
    SUBMITTING,
    /** The service has the job and its request id is known. */
    WAITING,
    /** The service has finished the job; its result is asked for. */
    FETCHING,
    /** The video is being downloaded and put where it belongs. */
    DELIVERING,
    /** The job is to end early; the service is asked to cancel it. */
    STOPPING,
    /** It's over, one way or the other. */
    OVER
}
