package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Where a request under way stands, in a few words. */
final class Standing {

    private Standing() {}

    /**
     * Such as {@code running, request id …, last status in_progress, next call in 20 s}. Takes no time.
     *
     * @param clock of the engine
     */
    static String of(RunningGeneration running, Clock clock) {
        GenerationState state = running.state();
        return (state.origin().isFree() && state.phase() == Phase.DELIVERING
                        ? "putting a video in its place"
                        : state.phase().title())
                + state.requestId().map(request -> ", request id " + request).orElse("")
                + state.lastStatus()
                        .map(RequestStatus::rawStatus)
                        .map(word -> ", last status " + word)
                        .orElse("")
                + running.expectedLeft()
                        .map(left -> ", about " + DurationFormat.text(left) + " of work left")
                        .orElse("")
                + running.nextStep()
                        .map(next -> Duration.between(Instant.now(clock), next))
                        .filter(wait -> !wait.isNegative())
                        .map(wait -> ", next call " + DurationFormat.until(wait))
                        .orElse("");
    }
}
