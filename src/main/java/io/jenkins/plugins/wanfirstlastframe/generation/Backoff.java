package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a failed call is made again: as long as the service says, else twice as long after every
 * failure in a row.
 *
 * <p>A library for retries would block a thread or keep a timer for each request; here the waits belong to the request's saved
 * state and its one timer, and this arithmetic is all that is left to do.
 */
final class Backoff {

    private static final int LONGEST = 30;

    private final Duration first;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, RandomGenerator random) {
        this.first = first;
        this.random = random;
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }

    void succeeded() {
        failures = 0;
    }

    Duration failed(ServiceException e) {
        failures++;
        double factor = Math.min(LONGEST, Math.pow(2, Math.min(failures, 10) - 1)) * (0.9 + 0.2 * random.nextDouble());
        Duration own = Duration.ofNanos((long) (first.toNanos() * factor));
        return e.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
    }
}
