package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import java.time.Duration;

/**
 * How long this side waits for what it can't hasten. What depends on the calls of the service is derived from the limit of a
 * single one.
 */
public final class Patience {

    /** How long one call of the service may take, from connecting to the last byte of the answer. */
    static final Duration CALL = RunComfyClient.CALL_TIMEOUT;

    /** How long a submit may take. */
    static Duration submit(GenerationState state) {
        boolean withFrames = state.requestId().isEmpty()
                && state.input().filter(GenerationInput::hasFiles).isPresent();
        return withFrames ? CALL.plus(RunComfyClient.FRAMES_TIMEOUT) : CALL;
    }

    /** For how long a cancel is tried while the service doesn't answer it; not longer, since somebody waits for the abort. */
    static final Duration CANCEL = CALL.multipliedBy(3).dividedBy(2);

    /** The longest wait between two tries of a cancel. */
    static final Duration BETWEEN_CANCELS = Duration.ofSeconds(5);

    /** How long a delivery that was told to stop may go on before it is left to itself. */
    static final Duration DELIVERY = Duration.ofSeconds(10);

    /** How long threads may go on writing down how requests ended when the program ends. */
    static final Duration LISTENERS = DELIVERY;

    /** How long the end of an aborted request is waited for whose submit holds no frames. */
    public static final Duration ABORT = abortAfter(CALL);

    /**
     * How long the end of an aborted request is waited for. That is the worst case, a submit in flight, the tries of a
     * cancel, and the last of them; after that the end is known, or nobody on this side will ever know it.
     */
    public static Duration abort(GenerationState state) {
        return abortAfter(submit(state));
    }

    private static Duration abortAfter(Duration submit) {
        return submit.plus(CANCEL).plus(BETWEEN_CANCELS).plus(CALL);
    }

    /** How long storage may take to have the file, and the service to have the output, of a completed request. */
    static final Duration STORAGE_LAG = Duration.ofMinutes(2);

    /** How long the service may say the same undocumented word before the result is looked into for an end. */
    static final Duration UNKNOWN_STATUS = Duration.ofMinutes(3);

    private Patience() {}
}
