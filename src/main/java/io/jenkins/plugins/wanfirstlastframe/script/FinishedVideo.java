package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A video that was made and saved.
 *
 * @param file where it is
 * @param url where it came from, without a query
 * @param requestId the service's name for the request
 * @param seed the seed it was made with, null where the request was submitted elsewhere
 * @param queued how long the request waited at the service, null where nobody saw it
 * @param ran how long the service worked on it, null where nobody saw it
 * @param bytes its length
 * @param sha256 its SHA-256 in lower-case hexadecimal digits
 */
public record FinishedVideo(
        Path file,
        String url,
        String requestId,
        @CheckForNull Long seed,
        @CheckForNull Duration queued,
        @CheckForNull Duration ran,
        long bytes,
        String sha256) {

    /** What a request that ended well has brought. */
    public static FinishedVideo of(Outcome.Finished finished) {
        return new FinishedVideo(
                Path.of(finished.video().location()),
                finished.video().url(),
                finished.state().requestId().map(RequestId::value).orElse(""),
                finished.state().input().map(GenerationInput::seed).orElse(null),
                finished.state().queued().orElse(null),
                finished.state().ran().orElse(null),
                finished.video().bytes(),
                finished.video().sha256());
    }
}
