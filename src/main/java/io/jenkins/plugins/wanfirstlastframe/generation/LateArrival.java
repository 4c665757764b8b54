package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The wait for something that a completed request is to bring and that isn't there yet: asked for ever less often. */
final class LateArrival {

    /** How often it is tried at least, before it has been waited for long enough. */
    private static final int MIN_TRIES = 4;

    private final GenerationContext context;
    private final Backoff backoff;

    @CheckForNull
    private Instant since;

    LateArrival(GenerationContext context) {
        this.context = context;
        this.backoff = new Backoff(context.plan.interval(), RandomGenerator.getDefault());
    }

    /**
     * When to try again.
     *
     * @param from when the thing could have been there first; counts at the first call
     * @param kind tells one trouble from another, so that each is told once
     * @param what what isn't there, as a clause to follow "the video is made, but"
     * @return empty where it has been waited for long enough
     */
    Optional<Duration> next(Instant from, String kind, String what) {
        if (since == null) {
            since = from;
        }
        Duration left = context.lag.storage().minus(waited());
        if (left.isNegative() || left.isZero()) {
            return Optional.empty();
        }
        Duration own = backoff.failed(Optional.empty());
        Duration max = context.lag.storage().dividedBy(MIN_TRIES);
        Duration wait = min(min(own, max), left);
        context.reporter.notThere(kind, what, wait, context.elapsed());
        return Optional.of(wait);
    }

    /** Whether it has been waited for at all. */
    boolean hasBegun() {
        return since != null;
    }

    /** How long it has been waited for. */
    Duration waited() {
        return since == null ? Duration.ZERO : context.elapsedSince(since);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
