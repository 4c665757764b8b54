package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import java.time.Duration;

/** How long this side waits for what it can't hasten, each derived from the limit of a single call. */
public final class Patience {

    /** For one call of the service, from connecting to the last byte of the answer. */
    static final Duration CALL = RunComfyClient.CALL_TIMEOUT;

    /** For how long a cancel is begun anew while the service doesn't answer it: somebody waits for the abort. */
    static final Duration CANCEL = CALL.multipliedBy(3).dividedBy(2);

    /** The longest wait between two tries of a cancel. */
    static final Duration BETWEEN_CANCELS = Duration.ofSeconds(5);

    /** For a delivery that was told to stop, until it is left to itself. */
    static final Duration DELIVERY = Duration.ofSeconds(10);

    /** For the threads that still write down how requests ended when the program ends. */
    static final Duration LISTENERS = DELIVERY;

    /**
     * For the end of a request that is aborted at the worst moment: a submit in flight, the tries of a cancel, and the
     * last of them. After that the end is known, or nobody will ever know it.
     */
    public static final Duration ABORT = CALL.plus(CANCEL).plus(BETWEEN_CANCELS).plus(CALL);

    /** For storage to have a file, and the service to have an output, after a request was completed. */
    static final Duration STORAGE_LAG = Duration.ofMinutes(2);

    /** For a status that nobody has documented, before the result is looked into for an end. */
    static final Duration UNKNOWN_STATUS = Duration.ofMinutes(3);

    private Patience() {}
}
