package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A video that was made and saved.
 *
 * @param file where it is
 * @param files where all videos of the request are, this one first; mostly it is the only one
 * @param url where it came from, without a query; empty for a dry run's preview
 * @param requestId the service's name for the request; empty where none was needed
 * @param seed the seed that was asked for; null where it was left to the service, or the request was submitted elsewhere
 * @param serviceDefaults what was left to the service, by the names of a script's methods, with the defaults that the
 *     service's page states; empty where the request was submitted elsewhere
 * @param queued how long the request waited at the service, null where nobody saw it
 * @param ran how long the service worked on it, null where nobody saw it
 * @param bytes its length
 * @param sha256 its SHA-256 in lower-case hexadecimal digits
 * @param facts its size, number of frames, speed and length by its file; null where the file doesn't tell them
 * @param costUsd what the request was charged, in US dollars; null where the service didn't say, or none was needed
 * @param reused whether it was there already, and nothing had changed since it was made
 * @param dryRun whether it is a preview in the video's place
 */
public record FinishedVideo(
        Path file,
        List<Path> files,
        String url,
        String requestId,
        @CheckForNull Long seed,
        Map<String, String> serviceDefaults,
        @CheckForNull Duration queued,
        @CheckForNull Duration ran,
        long bytes,
        String sha256,
        @CheckForNull VideoFacts facts,
        @CheckForNull BigDecimal costUsd,
        boolean reused,
        boolean dryRun) {

    public FinishedVideo {
        files = List.copyOf(files);
        serviceDefaults = Collections.unmodifiableMap(new LinkedHashMap<>(serviceDefaults));
    }

    /** What a request that ended well has brought. */
    public static FinishedVideo of(Outcome.Finished finished) {
        return new FinishedVideo(
                Path.of(finished.video().location()),
                finished.videos().stream()
                        .map(video -> Path.of(video.location()))
                        .toList(),
                finished.video().url(),
                finished.state().requestId().map(RequestId::value).orElse(""),
                finished.state()
                        .input()
                        .flatMap(input -> input.given(Parameter.SEED))
                        .map(Long.class::cast)
                        .orElse(null),
                finished.state().input().map(FinishedVideo::leftOut).orElse(Map.of()),
                finished.state().queued().orElse(null),
                finished.state().ran().orElse(null),
                finished.video().bytes(),
                finished.video().sha256(),
                finished.video().facts().orElse(null),
                finished.state().costUsd().orElse(null),
                finished.state().origin() == Origin.EARLIER_VIDEO,
                finished.state().origin() == Origin.PREVIEW);
    }

    private static Map<String, String> leftOut(GenerationInput input) {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (Parameter parameter : Parameter.values()) {
            if (input.given(parameter).isEmpty()) {
                defaults.put(parameter.propertyName(), parameter.defaultText());
            }
        }
        return defaults;
    }
}
