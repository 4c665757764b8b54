package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.util.List;

/**
 * What the service says of a request's result.
 *
 * @param status where the request stands; the rest is meaningful only when it is completed
 * @param videos the URLs of the videos as the service gave them, unchecked; may be empty
 * @param createdAt when the service took the request, null where it didn't say
 * @param finishedAt when the service finished the request, null where it didn't say
 */
public record RequestResult(
        RequestStatus status,
        List<String> videos,
        @CheckForNull Instant createdAt,
        @CheckForNull Instant finishedAt) {

    public RequestResult {
        videos = List.copyOf(videos);
    }
}
