package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why there is no video, for the person who reads it in a console.
 *
 * @param kind what kind of failure
 * @param what what failed, as a sentence
 * @param requestId the service's name for the request, null where it never got one
 * @param billing whether the request is charged
 * @param advice what to do next, as a sentence
 */
public record Failure(Kind kind, String what, @CheckForNull RequestId requestId, Billing billing, String advice) {

    /** What callers tell apart, by exit codes or results. */
    public enum Kind {
        /** The input is wrong. */
        INPUT,
        /** There is no token, or the service refuses it. */
        TOKEN,
        /** It would cost more than may be spent. */
        LIMIT,
        /** The account can't pay for the request, nor for another. */
        BALANCE,
        /** The service refused, for a reason that another try can't mend. */
        SERVICE,
        /** The service can't be reached, can't answer for now, or answers nonsense. */
        UNAVAILABLE,
        /** The service asks to slow down. */
        SLOW_DOWN,
        /** The time-out is over. */
        TIME_OUT,
        /** Nobody knows whether the service has the request. */
        OUTCOME_UNKNOWN,
        /** The service ran the request and it came to nothing. */
        JOB,
        /** The video is made, but couldn't be brought here. */
        DELIVERY,
        /** Somebody stopped it. */
        ABORTED,
        /** A defect of this program. */
        INTERNAL
    }

    /**
     * What is to be said of a request that nobody follows any more, since what followed it is gone.
     *
     * @return empty where nothing is left behind at the service
     */
    public static Optional<Failure> abandoned(GenerationState state) {
        return switch (state.phase()) {
            case NEW, COST, OVER -> Optional.empty();
            case SUBMITTING -> Optional.of(FailureTexts.submitInterruptedByRestart(state));
            case POLLING, RESULT, DELIVERING, STOPPING ->
                state.origin().isFree() ? Optional.empty() : Optional.of(FailureTexts.abandoned(state));
        };
    }

    /** Everything in one line. */
    public String message() {
        String about = requestId == null ? "" : "Request id: " + requestId + ".";
        return Stream.of(what, about, billing.sentence(), advice)
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
