package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.JobStatus;
import io.jenkins.plugins.wanfirstlastframe.client.JobStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When to ask for a job's status next. Rarely while the answer can hardly be news, often when the job is due.
 *
 * <p>All waits are multiples of one interval, the one a plain poller would use. While a job is queued, asking tells just
 * when it starts, so that is done at twice the interval. Once it runs, earlier runs of the same kind tell a window in
 * which it will finish: nothing is asked before, and often within. Without earlier runs, the plain interval is used after
 * a slower beginning, since no video is made in a few seconds.
 */
public final class PollPlan {

    private static final double QUEUED = 2;
    private static final double BEGINNING = 2;
    private static final double BEGINNING_LASTS = 4;
    private static final double UNKNOWN_END = 0.95;
    private static final double SHORTEST_IN_WINDOW = 0.3;
    private static final int LONGEST = 15;
    private static final int ASKS_IN_WINDOW = 6;
    /** Runs of the same kind differ by some percent at least, however equal the few that were seen. */
    private static final double SPREAD = 0.02;

    private static final double JITTER = 0.05;

    private final Duration interval;
    private final double longestWait;
    private final DurationHistory history;
    private final RandomGenerator random;

    /**
     * A plan.
     *
     * @param interval what a plain poller would wait between two calls; positive
     * @param random shakes the waits a little, so that jobs which were submitted together don't ask together
     */
    public PollPlan(Duration interval, DurationHistory history, RandomGenerator random) {
        this(interval, interval.multipliedBy(LONGEST), history, random);
    }

    /** With a limit for the longest wait; one shorter than the interval counts as the interval. */
    public PollPlan(Duration interval, Duration longest, DurationHistory history, RandomGenerator random) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The poll interval must be positive.");
        }
        this.interval = interval;
        this.longestWait = Math.max(1, (double) longest.toNanos() / interval.toNanos());
        this.history = history;
        this.random = random;
    }

    /** What a plain poller would wait between two calls. */
    public Duration interval() {
        return interval;
    }

    /** Notes how long a finished job ran, for the plans of later ones. */
    void learn(GenerationState state) {
        state.input().ifPresent(input -> state.ran().ifPresent(ran -> history.add(input, ran)));
    }

    /** How long to wait before the next status call. */
    Duration next(GenerationState state, Instant now) {
        State seen = state.lastStatus().map(JobStatus::state).orElse(State.IN_QUEUE);
        return seen == State.IN_QUEUE ? jittered(QUEUED) : running(state, now);
    }

    private Duration running(GenerationState state, Instant now) {
        Instant seenRunning = state.firstSeenRunning().orElse(now);
        Instant earliestStart = state.startedNotBefore();
        List<Duration> runs = state.input().map(history::of).orElse(List.of());
        if (runs.isEmpty()) {
            boolean beginning = intervals(Duration.between(earliestStart, now)) < BEGINNING_LASTS;
            return jittered(beginning ? BEGINNING : UNKNOWN_END);
        }
        double shortest = runs.stream().mapToDouble(this::intervals).min().orElse(0);
        double longest = runs.stream().mapToDouble(this::intervals).max().orElse(0);
        double untilWindow = intervals(Duration.between(now, earliestStart)) + shortest * (1 - SPREAD);
        double untilWindowEnd = intervals(Duration.between(now, seenRunning)) + longest * (1 + SPREAD);
        if (untilWindow > SHORTEST_IN_WINDOW) {
            return of(Math.min(untilWindow, longestWait)); // no jitter: the window's own width spreads the jobs
        }
        double width = untilWindowEnd - untilWindow;
        if (untilWindowEnd > 0) {
            return jittered(Math.max(SHORTEST_IN_WINDOW, Math.min(1, width / ASKS_IN_WINDOW)));
        }
        // overdue: the longer, the less often
        return jittered(Math.max(SHORTEST_IN_WINDOW, Math.min(longestWait, -untilWindowEnd / ASKS_IN_WINDOW)));
    }

    private double intervals(Duration duration) {
        return (double) duration.toNanos() / interval.toNanos();
    }

    private Duration jittered(double intervals) {
        return of(Math.min(intervals, longestWait) * (1 + JITTER * (2 * random.nextDouble() - 1)));
    }

    private Duration of(double intervals) {
        return Duration.ofNanos((long) (intervals * interval.toNanos()));
    }
}
