package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;

/** The {@code Retry-After} header in its two forms, seconds and a date (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    private static final String NAME = "Retry-After";

    /** A server that asks for more than a day is taken to be mistaken. */
    private static final Duration MAX = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * How long a response asks to wait. A date is measured against the response's own {@code Date}, so that it doesn't
     * matter how wrong either side's clock is.
     *
     * @param now counts where the response has no readable {@code Date}
     * @return never negative and at most a day; empty where the header is missing or can't be understood
     */
    public static Optional<Duration> of(Headers headers, Instant now) {
        String text = headers.get(NAME);
        if (text == null) {
            return Optional.empty();
        }
        if (text.strip().matches("\\d{1,9}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text.strip()))));
        }
        Instant until = headers.getInstant(NAME);
        return Optional.ofNullable(until).map(date -> bounded(Duration.between(sent(headers, now), date)));
    }

    /** When a response was sent, by the clock of who sent it. */
    private static Instant sent(Headers headers, Instant now) {
        @CheckForNull Instant date = headers.getInstant("Date");
        return date == null ? now : date;
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
