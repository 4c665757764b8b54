package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;

/** What has become of a request, as far as money is concerned. */
public enum Fate {
    /** RunComfy does not have it, for sure: nothing is paid. */
    NOT_SUBMITTED,
    /** A submit was on its way and nobody knows whether RunComfy has the request. */
    UNKNOWN,
    /** RunComfy has it, it is or may be billed, and its video is not here. */
    OWED,
    /** Its video is here. */
    DELIVERED,
    /** It ended at RunComfy without a video, or was cancelled there before it ran. */
    NOTHING;

    /** What has become of a request by its state, which may be one from before a crash. */
    public static Fate of(GenerationState state) {
        if (!state.videos().isEmpty()) {
            return DELIVERED;
        }
        return state.failure().map(failure -> ofFailed(state, failure)).orElseGet(() -> ofUnfinished(state));
    }

    private static Fate ofFailed(GenerationState state, Failure failure) {
        if (failure.kind() == Failure.Kind.OUTCOME_UNKNOWN) {
            return UNKNOWN;
        }
        if (state.requestId().isEmpty()) {
            return failure.billing() == Billing.NOT_BILLED ? NOT_SUBMITTED : UNKNOWN;
        }
        boolean nothingToFetch = failure.billing() == Billing.NOT_BILLED || failure.kind() == Failure.Kind.JOB;
        return nothingToFetch ? NOTHING : OWED;
    }

    private static Fate ofUnfinished(GenerationState state) {
        return switch (state.phase()) {
            case NEW -> NOT_SUBMITTED;
            case SUBMITTING -> UNKNOWN;
            default -> OWED;
        };
    }
}
