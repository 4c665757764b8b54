package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to ask for a request's status next. Rarely while the answer can hardly be news, often when the request is due.
 *
 * <p>All waits are multiples of one interval, the one a plain poller would use. While a request is queued, asking tells
 * just when it starts, so that is done rarely. Once it runs, earlier runs of the same kind tell when it is due, and a
 * window around that: nothing is asked before, and within it the more often, the less of it is left, since a request that
 * is still running then is the likelier to end now. Without earlier runs, it is asked a little more often than a plain
 * poller does, for what was saved before.
 */
public final class PollPlan {

    /** In the queue. A longer wait saves calls there and costs some later, since it widens the window. */
    private static final double QUEUED = 3.5;

    /** At the beginning of a run of unknown length, since no video is made in seconds; and how long that lasts. */
    private static final double BEGINNING = 2;

    private static final double BEGINNING_LASTS = 4;
    private static final double UNKNOWN_END = 0.88;

    /** Runs of the same kind differ by some percent, however equal the few that were seen. */
    private static final double SPREAD = 0.03;

    /** The first wait in a window; a wide window, as after a restart, is divided into no more than so many of these. */
    private static final double IN_WINDOW = 0.67;

    private static final double MAX_IN_WINDOW = 12;
    private static final double MIN = 0.25;

    /** After the window: a part of the time that the request is overdue. */
    private static final double OVERDUE = 1 / 6.0;

    private static final double JITTER = 0.05;
    private static final int MAX = 15;

    private final ServiceUrl service;
    private final Duration interval;
    private final double maxWait;
    private final DurationHistory history;
    private final RandomGenerator random;

    /**
     * A plan.
     *
     * @param service whose earlier requests count
     * @param interval what a plain poller would wait between two calls; positive
     * @param random shakes the waits a little, so that requests which were submitted together don't ask together
     */
    public PollPlan(ServiceUrl service, Duration interval, DurationHistory history, RandomGenerator random) {
        this(service, interval, interval.multipliedBy(MAX), history, random);
    }

    /**
     * A plan with a limit for the longest wait.
     *
     * @param service whose earlier requests count
     * @param interval what a plain poller would wait between two calls; positive
     * @param max the longest wait; one shorter than the interval counts as the interval
     * @param random shakes the waits a little, so that requests which were submitted together don't ask together
     */
    public PollPlan(
            ServiceUrl service, Duration interval, Duration max, DurationHistory history, RandomGenerator random) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The poll interval must be positive.");
        }
        this.service = service;
        this.interval = interval;
        this.maxWait = Math.max(1, (double) max.toNanos() / interval.toNanos());
        this.history = history;
        this.random = random;
    }

    /** What a plain poller would wait between two calls. */
    public Duration interval() {
        return interval;
    }

    /** Notes how long a finished request ran, for the plans of later ones. */
    void learn(GenerationState state) {
        state.input().ifPresent(input -> state.ran().ifPresent(ran -> history.add(service, input, ran)));
    }

    /**
     * How long the service will still work on a request, by what earlier ones of its kind took: for a queued one from the
     * moment when it starts.
     *
     * @return empty where no earlier one is known, the request is over, or it takes longer than those did
     */
    Optional<Duration> expectedLeft(GenerationState state, Instant now) {
        List<Duration> runs =
                state.input().map(input -> history.of(service, input)).orElse(List.of());
        State seen = state.lastStatus().map(RequestStatus::state).orElse(null);
        if (runs.isEmpty() || state.phase() != Phase.POLLING || seen != State.IN_QUEUE && seen != State.IN_PROGRESS) {
            return Optional.empty();
        }
        double mean = runs.stream().mapToLong(Duration::toMillis).average().orElse(0);
        Duration ran = state.firstSeenRunning()
                .map(start -> Duration.between(start, now))
                .orElse(Duration.ZERO);
        return Optional.of(Duration.ofMillis((long) mean).minus(ran)).filter(left -> !left.isNegative());
    }

    /** How long to wait before the next status call. */
    Duration next(GenerationState state, Instant now) {
        State seen = state.lastStatus().map(RequestStatus::state).orElse(State.IN_QUEUE);
        if (seen == State.IN_QUEUE) {
            return jittered(QUEUED);
        }
        List<Duration> runs =
                state.input().map(input -> history.of(service, input)).orElse(List.of());
        Optional<Duration> queued = state.queued(); // empty where the start is unknown
        if (runs.isEmpty() || queued.isEmpty()) {
            boolean beginning = intervals(Duration.between(state.startedNotBefore(), now)) < BEGINNING_LASTS;
            return jittered(beginning ? BEGINNING : UNKNOWN_END);
        }
        return running(state, state.begin().plus(queued.get()), runs, now);
    }

    /**
     * The wait of a running request.
     *
     * @param start the middle between the last sight of it queued and the first of it running
     */
    private Duration running(GenerationState state, Instant start, List<Duration> runs, Instant now) {
        // the mean, not the extremes: each was measured by polling, so that most of their spread is not the service's
        double mean = runs.stream().mapToDouble(this::intervals).average().orElse(0);
        double due = mean - intervals(Duration.between(start, now));
        double halfWidth = intervals(Duration.between(state.startedNotBefore(), start)) + SPREAD * mean;
        double firstWait = Math.max(IN_WINDOW, 2 * halfWidth / MAX_IN_WINDOW);
        double windowLeft = due + halfWidth;
        if (due > halfWidth) {
            return of(Math.min(due - halfWidth + firstWait / 2, maxWait)); // no jitter: each window is its own
        }
        // the root: what is best against an end that is equally likely anywhere in the window
        double wait = windowLeft > 0 ? firstWait * Math.sqrt(windowLeft / (2 * halfWidth)) : -windowLeft * OVERDUE;
        return jittered(Math.max(MIN, wait));
    }

    private double intervals(Duration duration) {
        return (double) duration.toNanos() / interval.toNanos();
    }

    private Duration jittered(double intervals) {
        return of(Math.min(intervals, maxWait) * (1 + JITTER * (2 * random.nextDouble() - 1)));
    }

    private Duration of(double intervals) {
        return Duration.ofNanos((long) (intervals * interval.toNanos()));
    }
}
