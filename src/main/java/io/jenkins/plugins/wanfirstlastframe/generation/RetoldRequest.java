package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A request as another process tells of it, which drives it, or did.
 *
 * @param origin where its videos come from
 * @param input what was asked for; null where nobody knows, and then the origin is the service
 * @param requestId null where the service never had it
 * @param submitted whether that process has submitted it
 * @param begin when it began
 * @param queued how long it waited at the service; null where nobody saw it
 * @param ran how long the service worked on it; null where nobody saw it
 * @param costUsd what it was charged, in US dollars; null where nobody knows
 * @param reusedFrom where an earlier video comes from; null for any other
 * @param videos where its videos are, the main one first; empty where there is none
 * @param failure why there is no video; null where there is one, or nobody has told the end
 */
public record RetoldRequest(
        Origin origin,
        @CheckForNull GenerationInput input,
        @CheckForNull RequestId requestId,
        boolean submitted,
        Instant begin,
        @CheckForNull Duration queued,
        @CheckForNull Duration ran,
        @CheckForNull BigDecimal costUsd,
        @CheckForNull String reusedFrom,
        List<DeliveredVideo> videos,
        @CheckForNull Failure failure) {

    public RetoldRequest {
        videos = List.copyOf(videos);
    }

    /** The last state, as this side would have it had it driven the request. */
    public GenerationState state() {
        GenerationState state = first();
        if (requestId != null && origin == Origin.SERVICE) {
            state = state.withTimes(begin, submitted, queued, ran);
        }
        state = state.withCost(costUsd);
        Failure why = failure;
        if (!videos.isEmpty()) {
            return state.delivered(videos);
        }
        if (why != null) {
            return state.ended(why);
        }
        return state.phase() == Phase.NEW ? state.withPhase(Phase.SUBMITTING) : state;
    }

    private GenerationState first() {
        GenerationInput known = input;
        RequestId id = requestId;
        if (id != null) {
            return GenerationState.attachedTo(id, known, begin, Duration.ZERO);
        }
        if (known == null) {
            return GenerationState.unknown(begin);
        }
        return switch (origin) {
            case EARLIER_VIDEO ->
                GenerationState.reusing(known, reusedFrom == null ? "" : reusedFrom, begin, Duration.ZERO);
            case PREVIEW -> GenerationState.dryRun(known, begin, Duration.ZERO);
            case SERVICE -> GenerationState.forInput(known, begin, Duration.ZERO);
        };
    }
}
