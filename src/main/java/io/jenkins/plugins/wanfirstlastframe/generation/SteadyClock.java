package io.jenkins.plugins.wanfirstlastframe.generation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that is set once, when it is made, and then goes on at its own steady pace: a step of the system's clock, be it
 * by hand or by the network, moves no deadline and makes nothing wait.
 */
public final class SteadyClock extends Clock {

    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanos;
    private final ZoneId zone;

    /** A clock set by the system's. */
    public SteadyClock() {
        this(Instant.now(), System::nanoTime);
    }

    /**
     * A clock set to a time.
     *
     * @param nanos a monotonic count of nanoseconds
     */
    SteadyClock(Instant start, LongSupplier nanos) {
        this(start, nanos.getAsLong(), nanos, ZoneOffset.UTC);
    }

    private SteadyClock(Instant start, long startNanos, LongSupplier nanos, ZoneId zone) {
        this.start = start;
        this.startNanos = startNanos;
        this.nanos = nanos;
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, startNanos, nanos, other);
    }
}
