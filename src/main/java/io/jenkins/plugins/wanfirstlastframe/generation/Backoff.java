package io.jenkins.plugins.wanfirstlastframe.generation;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before what failed is tried again: as long as the service says, else twice as long after every failure
 * in a row.
 *
 * <p>A library for retries would block a thread or keep a timer for each request; here the waits belong to the request's
 * saved state and its one timer, and this arithmetic is all that is left to do.
 */
final class Backoff {

    private static final int MAX_FACTOR = 30;

    private final Duration first;
    private final RandomGenerator random;
    private int failures;

    /** @param first the wait after the first failure */
    Backoff(Duration first, RandomGenerator random) {
        this.first = first;
        this.random = random;
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }

    /** Ends the row of failures. */
    void succeeded() {
        failures = 0;
    }

    /**
     * Notes a failure.
     *
     * @param asked how long the service asks to wait, if it said so
     * @return how long to wait
     */
    Duration failed(Optional<Duration> asked) {
        failures++;
        double factor =
                Math.min(MAX_FACTOR, Math.pow(2, Math.min(failures, 10) - 1)) * (0.9 + 0.2 * random.nextDouble());
        Duration own = Duration.ofNanos((long) (first.toNanos() * factor));
        return asked.filter(wait -> wait.compareTo(own) > 0).orElse(own);
    }
}
