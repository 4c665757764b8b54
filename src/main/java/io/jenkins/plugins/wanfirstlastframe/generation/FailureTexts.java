package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.CancelOutcome;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation.PreparationException;
import java.time.Duration;

/** The ways in which a request can end without a video, each with what it costs and what to do about it. */
final class FailureTexts {

    private static final String LOOK_FOR_IT =
            "Look for it in your RunComfy account: if it is there, attach to its request"
                    + " id; if not, run this again.";

    private FailureTexts() {}

    static Failure timeOutBeforeSubmit(GenerationState state) {
        return failure(Failure.Kind.TIME_OUT, "The time-out is over.", state, Billing.NOT_BILLED, "Try again later.");
    }

    static Failure notRecorded(GenerationState state, String reason) {
        String what = "Nothing was submitted: the request's record can't be written (" + reason + ").";
        return failure(Failure.Kind.INTERNAL, what, state, Billing.NOT_BILLED, "Mend that, then run it again.");
    }

    static Failure notPrepared(GenerationState state, PreparationException e) {
        return failure(e.kind(), "Nothing was submitted: " + e.getMessage(), state, Billing.NOT_BILLED, e.advice());
    }

    /** A video that costs nothing could not be put in its place. */
    static Failure freeVideoFailed(GenerationState state, Failure.Kind kind, String why) {
        String what =
                switch (state.origin()) {
                    case PREVIEW -> "The dry run's preview could not be made: ";
                    case EARLIER_VIDEO, SERVICE -> "The earlier video could not be copied: ";
                };
        return failure(kind, what + why, state, Billing.NOT_BILLED, "");
    }

    static Failure freeVideoAborted(GenerationState state, String reason) {
        String what =
                switch (state.origin()) {
                    case PREVIEW -> " while the preview was made.";
                    case EARLIER_VIDEO, SERVICE -> " while the earlier video was copied.";
                };
        return failure(Failure.Kind.ABORTED, reason + what, state, Billing.NOT_BILLED, "");
    }

    static Failure abortedBeforeSubmit(GenerationState state, String reason) {
        String what = reason + " before anything was submitted.";
        return failure(Failure.Kind.ABORTED, what, state, Billing.NOT_BILLED, "");
    }

    static Failure submitInterruptedByRestart(GenerationState state) {
        String what =
                "The program ended while the request was being submitted, so nobody knows whether RunComfy has it; it is"
                        + " not submitted a second time.";
        return failure(Failure.Kind.OUTCOME_UNKNOWN, what, state, Billing.MAY_BE_BILLED, LOOK_FOR_IT);
    }

    /** An earlier run of the program ended while it submitted a request for the same video. */
    static Failure earlierSubmitUnknown(GenerationState state, String note) {
        String what = "An earlier run of the program ended while it submitted a request for this very video, so nobody"
                + " knows whether RunComfy has it; it is not submitted a second time.";
        String advice =
                "Look for it in your RunComfy account: if it is there, attach to its request id; if not, delete " + note
                        + " and run this again.";
        return failure(Failure.Kind.OUTCOME_UNKNOWN, what, state, Billing.MAY_BE_BILLED, advice);
    }

    static Failure submitOutcomeUnknown(GenerationState state, ServiceException e) {
        String what = e.getMessage()
                + ". The service may have accepted the request all the same, so it is not submitted a second time.";
        return failure(Failure.Kind.OUTCOME_UNKNOWN, what, state, Billing.MAY_BE_BILLED, LOOK_FOR_IT);
    }

    static Failure abandoned(GenerationState state) {
        String what = "Nobody follows the request any more, which goes on at RunComfy.";
        return failure(Failure.Kind.ABORTED, what, state, Billing.MAY_BE_BILLED, attachAdvice(state));
    }

    /**
     * The service refuses a submit.
     *
     * @param ifInput what else to do where the input is the reason, as a sentence; empty for nothing
     */
    static Failure submitRefused(GenerationState state, ServiceException e, String ifInput) {
        Failure refused = refused(state, e, Billing.NOT_BILLED);
        boolean becauseOfInput =
                e.kind() == ServiceException.Kind.INVALID_INPUT || e.kind() == ServiceException.Kind.REFUSED;
        return ifInput.isEmpty() || !becauseOfInput
                ? refused
                : failure(
                        refused.kind(),
                        refused.what(),
                        state,
                        refused.billing(),
                        (refused.advice() + " " + ifInput).strip());
    }

    /** The service refuses a call. */
    static Failure refused(GenerationState state, ServiceException e, Billing billing) {
        Failure.Kind kind =
                switch (e.kind()) {
                    case TOKEN -> Failure.Kind.TOKEN;
                    case BALANCE -> Failure.Kind.BALANCE;
                    case INVALID_INPUT -> Failure.Kind.INPUT;
                    case ANOTHER_REQUEST -> Failure.Kind.SERVICE;
                    case SLOW_DOWN -> Failure.Kind.SLOW_DOWN;
                    default -> e.kind().retryable() ? Failure.Kind.UNAVAILABLE : Failure.Kind.SERVICE;
                };
        // a request that the service has goes on there
        boolean reachable = e.kind() == ServiceException.Kind.TOKEN || e.kind() == ServiceException.Kind.REFUSED;
        String attach = reachable && state.requestId().isPresent() ? " " + attachAdvice(state) : "";
        return failure(kind, e.getMessage() + ".", state, billing, e.kind().advice() + attach);
    }

    /** The service ran the request, or was asked by somebody else not to. */
    static Failure cameToNothing(GenerationState state, RequestStatus status) {
        if (status.state() == RequestStatus.State.CANCELLED) {
            String what = "The request was cancelled at RunComfy by somebody else.";
            String advice = "Run it again if the video is still wanted.";
            return failure(Failure.Kind.JOB, what, state, Billing.MAY_BE_BILLED, advice);
        }
        String what = "The request failed at RunComfy" + (status.error() == null ? "." : ": " + status.error() + ".");
        String advice = "Check that both images can be fetched from the internet, then run it again.";
        return failure(Failure.Kind.JOB, what, state, Billing.MAY_BE_BILLED, advice);
    }

    /** The service refused a request that it had taken, as by a content policy: only the result tells. */
    static Failure refusedAfterwards(GenerationState state, ServiceException e) {
        String what = "RunComfy took the request and refused it afterwards: " + e.detail() + ".";
        String advice = "Change the prompt or the images: the same ones are likely to be refused again.";
        return failure(Failure.Kind.JOB, what, state, Billing.MAY_BE_BILLED, advice);
    }

    /** The request is over at the service, which has a word for that which nobody has documented. */
    static Failure endedAs(GenerationState state, RequestStatus status) {
        String what = "The request ended at RunComfy as \"" + status.rawStatus() + "\""
                + (status.error() == null ? ", without a video." : ": " + status.error() + ".");
        String advice = "Look at the request in your RunComfy account, then run it again.";
        return failure(Failure.Kind.JOB, what, state, Billing.MAY_BE_BILLED, advice);
    }

    /** There is no video, also after some waiting. */
    static Failure completedWithoutVideo(GenerationState state, int otherFiles, Duration waited) {
        String what = "RunComfy says that the request is completed, but its output has no video"
                + (otherFiles == 0 ? "" : " (but " + otherFiles + " other files)") + ", also after "
                + DurationFormat.text(waited) + " of asking again.";
        String advice =
                "Most likely the very same input and seed were run before, and the service had nothing left to do:"
                        + " run it with another seed, or fetch the earlier request's video by its request id. If that isn't so,"
                        + " ask RunComfy's support about the request.";
        return failure(Failure.Kind.JOB, what, state, Billing.BILLED, advice);
    }

    static Failure undelivered(GenerationState state, Failure.Kind kind, String why) {
        return failure(kind, "The video is made, but " + why, state, Billing.BILLED, attachAdvice(state));
    }

    static Failure abortedInDelivery(GenerationState state, String reason, Billing billing) {
        String what = reason + " while the video was fetched.";
        return failure(Failure.Kind.ABORTED, what, state, billing, attachAdvice(state));
    }

    static Failure programEnded(GenerationState state, Billing billing) {
        return failure(Failure.Kind.ABORTED, "The program is being ended.", state, billing, attachAdvice(state));
    }

    static Failure stoppedAfterTheEnd(GenerationState state) {
        return stopped(state, " after RunComfy had finished the request.", Billing.BILLED);
    }

    static Failure stopped(GenerationState state, CancelOutcome answer) {
        return switch (answer) {
            case CANCELLED -> stopped(state, "; the request was cancelled before it ran.", Billing.NOT_BILLED);
            case NOT_CANCELLABLE ->
                stopped(state, "; the request was running or over and could not be cancelled.", Billing.BILLED);
            case UNKNOWN -> stopped(state, "; whether the request was cancelled is unknown.", Billing.MAY_BE_BILLED);
        };
    }

    static Failure stoppedWithoutAnswer(GenerationState state, ServiceException e) {
        return stopped(state, "; the request could not be cancelled (" + e.getMessage() + ").", Billing.MAY_BE_BILLED);
    }

    private static Failure stopped(GenerationState state, String how, Billing billing) {
        Failure.Kind kind = state.timedOut() ? Failure.Kind.TIME_OUT : Failure.Kind.ABORTED;
        String advice = billing == Billing.NOT_BILLED ? "" : attachAdvice(state);
        return failure(kind, state.stopReason() + how, state, billing, advice);
    }

    static Failure defect(GenerationState state, Throwable e, Billing billing) {
        String what = "This program has a defect: " + e + ".";
        return failure(Failure.Kind.INTERNAL, what, state, billing, attachAdvice(state));
    }

    private static String attachAdvice(GenerationState state) {
        return state.requestId()
                .map(id -> "The video can be fetched for as long as RunComfy keeps it, without paying again, by running"
                        + " this with the request id " + id + ".")
                .orElse("");
    }

    private static Failure failure(
            Failure.Kind kind, String what, GenerationState state, Billing billing, String advice) {
        RequestId id = state.requestId().orElse(null);
        return new Failure(kind, what, id, billing, advice);
    }
}
