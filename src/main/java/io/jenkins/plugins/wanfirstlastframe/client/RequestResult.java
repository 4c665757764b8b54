package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the service says of a request's result.
 *
 * @param status where the request stands; the rest is meaningful only when the request is over
 * @param videos the URLs of the output's videos as the service gave them, unchecked; may be empty, and may hold URLs whose
 *     name doesn't tell what they are
 * @param otherFiles how many files of the output are surely no videos, such as a poster image
 * @param createdAt when the service took the request, null where it didn't say
 * @param finishedAt when the service finished the request, null where it didn't say
 * @param costUsd what the request was charged, in US dollars; null where the service did not say
 * @param answeredAt when the response was sent, by the service's clock; null where it didn't say
 */
public record RequestResult(
        RequestStatus status,
        List<String> videos,
        int otherFiles,
        @CheckForNull Instant createdAt,
        @CheckForNull Instant finishedAt,
        @CheckForNull BigDecimal costUsd,
        @CheckForNull Instant answeredAt) {

    public RequestResult {
        videos = List.copyOf(videos);
    }

    /**
     * Whether the request is over, be it that its status says so or, where the status is a word that nobody has documented,
     * that there is an output, an error or the time of an end.
     */
    public boolean isOver() {
        return switch (status.state()) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case IN_QUEUE, IN_PROGRESS -> false;
            case UNKNOWN -> finishedAt != null || status.error() != null || !videos.isEmpty() || otherFiles > 0;
        };
    }

    /** How long ago the request was finished when the service answered, by its own clock; empty where it didn't say. */
    public Optional<Duration> age() {
        return between(finishedAt, answeredAt);
    }

    /** How long the service had the request, in its queue and at work; empty where it didn't say. */
    public Optional<Duration> took() {
        return between(createdAt, finishedAt);
    }

    private static Optional<Duration> between(@CheckForNull Instant from, @CheckForNull Instant to) {
        return from == null || to == null || to.isBefore(from)
                ? Optional.empty()
                : Optional.of(Duration.between(from, to));
    }
}
