package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");

    private static Optional<Duration> wait(String... namesAndValues) {
        return RetryAfter.of(Headers.of(namesAndValues), NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 21 Oct 2026 07:30:00 GMT | Wed, 21 Oct 2026 07:28:00 GMT | PT2M",
                "Wed, 21 Oct 2026 09:30:00 GMT | Wed, 21 Oct 2026 09:28:00 GMT | PT2M", // a clock two hours ahead
                "Tue, 20 Oct 2026 07:28:30 GMT | Tue, 20 Oct 2026 07:28:00 GMT | PT30S", // one that is a day behind
                "Wednesday, 21-Oct-26 07:30:00 GMT | Wed, 21 Oct 2026 07:29:00 GMT | PT1M", // the old forms
                "Wed Oct 21 07:30:00 2026 | Wed, 21 Oct 2026 07:29:00 GMT | PT1M",
                "Wed, 21 Oct 2026 07:28:00 GMT | Wed, 21 Oct 2026 07:30:00 GMT | PT0S",
                "Wed, 21 Oct 2026 07:30:00 GMT | nonsense | PT2M", // by this side's clock then
                "Wed, 21 Oct 2036 07:30:00 GMT | Wed, 21 Oct 2026 07:28:00 GMT | PT24H",
                "120 | Tue, 20 Oct 2026 07:28:00 GMT | PT2M"
            })
    void aDateCountsFromTheAnswersOwn(String retryAfter, String date, Duration expected) {
        assertThat(wait("Retry-After", retryAfter, "Date", date), is(Optional.of(expected)));
    }

    @Test
    void withoutADateOfItsOwnThisSidesClockCounts() {
        assertThat(wait("Retry-After", "Wed, 21 Oct 2026 07:29:00 GMT"), is(Optional.of(Duration.ofMinutes(1))));
    }

    @Test
    void whatCannotBeUnderstoodSaysNothing() {
        assertThat(wait("Retry-After", "soon"), is(Optional.empty()));
        assertThat(wait("Retry-After", "-5"), is(Optional.empty()));
        assertThat(wait("Retry-After", ""), is(Optional.empty()));
        assertThat(wait("Date", "Wed, 21 Oct 2026 07:28:00 GMT"), is(Optional.empty()));
    }
}
