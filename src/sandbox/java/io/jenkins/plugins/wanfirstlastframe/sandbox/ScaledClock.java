package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that runs faster than the wall's by a factor, from the moment it is made. */
final class ScaledClock extends Clock {

    private final Instant begin = Instant.now();
    private final long beginNanos = System.nanoTime();
    private final double scale;

    ScaledClock(double scale) {
        this.scale = scale;
    }

    @Override
    public Instant instant() {
        return begin.plus(Duration.ofNanos((long) ((System.nanoTime() - beginNanos) * scale)));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
