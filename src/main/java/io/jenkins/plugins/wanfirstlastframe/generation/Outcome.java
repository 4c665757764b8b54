package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import java.util.List;

/** How a request's life on this side ended. */
public sealed interface Outcome {

    /**
     * There is a video.
     *
     * @param state the request's last state, with its request id and times
     * @param videos where the videos are; at least one, the main one first
     */
    record Finished(GenerationState state, List<DeliveredVideo> videos) implements Outcome {
        public Finished {
            videos = List.copyOf(videos);
        }

        /** The main video. */
        public DeliveredVideo video() {
            return videos.get(0);
        }
    }

    /**
     * There is no video.
     *
     * @param state the request's last state
     */
    record Failed(GenerationState state, Failure failure) implements Outcome {

        /**
         * Whether another request with the same input makes sense and can't be a second payment for the same video: the
         * service tried and failed, or it did not take the request and may do so later. Not after a refusal, a cancel by
         * somebody else, or an output without a video, which would all come again.
         */
        public boolean mayBeSubmittedAgain() {
            boolean failedThere = state.lastStatus()
                    .map(RequestStatus::state)
                    .filter(RequestStatus.State.FAILED::equals)
                    .isPresent();
            return switch (failure.kind()) {
                case JOB -> failedThere && !state.isRefused();
                case UNAVAILABLE, SLOW_DOWN -> failure.billing() == Billing.NOT_BILLED;
                default -> false;
            };
        }
    }

    /** This side stopped watching; the request goes on at the service. */
    record Detached(GenerationState state) implements Outcome {}

    /** The request's last state on this side. */
    GenerationState state();
}
