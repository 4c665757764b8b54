package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Deadlines go by a clock that no step of the system's clock moves. */
class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // such a count may overflow
    private final SteadyClock clock = new SteadyClock(START, nanos::get);

    @Test
    void goesOnFromItsStart() {
        assertThat(clock.instant(), is(START));
        nanos.addAndGet(Duration.ofMinutes(3).toNanos());
        assertThat(clock.instant(), is(START.plus(Duration.ofMinutes(3))));
    }

    @Test
    void tellsTheSameTimeInEveryZone() {
        nanos.addAndGet(7);
        assertThat(clock.withZone(ZoneId.of("Asia/Shanghai")).instant(), is(clock.instant()));
    }
}
