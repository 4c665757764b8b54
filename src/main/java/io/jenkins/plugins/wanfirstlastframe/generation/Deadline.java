package io.jenkins.plugins.wanfirstlastframe.generation;

import java.time.Duration;

/** A moment by which something must be done, on the computer where it was made; no step of a clock moves it. */
final class Deadline {

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    /** A deadline that long from now; at most a century. */
    static Deadline in(Duration left) {
        Duration max = Duration.ofDays(36_500);
        return new Deadline(System.nanoTime() + (left.compareTo(max) > 0 ? max : left).toNanos());
    }

    /** How long there is until then; zero once it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    boolean hasPassed() {
        return left().isZero();
    }
}
