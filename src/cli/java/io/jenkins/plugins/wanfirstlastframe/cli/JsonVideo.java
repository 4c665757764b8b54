package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import io.jenkins.plugins.wanfirstlastframe.script.FinishedVideo;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code --json} prints of a video that was made. The members have the names that they have in the description beside
 * the video.
 *
 * @param status always {@code completed}
 * @param video the video's file
 * @param videos the files of all videos of the request, that one first; mostly it is the only one
 * @param url where it came from, without a query; null for a dry run's preview
 * @param requestId null where none was needed
 * @param seed the seed that was asked for; null where it was left to the service, or the request was submitted elsewhere
 * @param serviceDefaults what was left out and so is the service's to choose, with the defaults that the service's page states
 * @param queuedSeconds null where nobody saw it
 * @param runSeconds null where nobody saw it
 * @param width by its file, in pixels; null where the file doesn't tell it, as the next four
 * @param height by its file, in pixels
 * @param numberOfFrames by its file
 * @param framesPerSecond by its file
 * @param durationSeconds by its file
 * @param costUsd what the request was charged, in US dollars; null where the service didn't say, or none was needed
 * @param reused whether it was there already, and nothing had changed since it was made
 * @param dryRun whether it is a preview in the video's place
 */
record JsonVideo(
        String status,
        String video,
        List<String> videos,
        @CheckForNull String url,
        @CheckForNull String requestId,
        @CheckForNull Long seed,
        Map<String, String> serviceDefaults,
        @CheckForNull Double queuedSeconds,
        @CheckForNull Double runSeconds,
        long bytes,
        String sha256,
        @CheckForNull Integer width,
        @CheckForNull Integer height,
        @CheckForNull Integer numberOfFrames,
        @CheckForNull BigDecimal framesPerSecond,
        @CheckForNull BigDecimal durationSeconds,
        @CheckForNull BigDecimal costUsd,
        boolean reused,
        boolean dryRun) {

    static JsonVideo of(FinishedVideo video) {
        Optional<VideoFacts> facts = Optional.ofNullable(video.facts());
        return new JsonVideo(
                "completed",
                video.file().toString(),
                video.files().stream().map(Path::toString).toList(),
                given(video.url()),
                given(video.requestId()),
                video.seed(),
                video.serviceDefaults(),
                Json.seconds(video.queued()),
                Json.seconds(video.ran()),
                video.bytes(),
                video.sha256(),
                facts.map(VideoFacts::width).orElse(null),
                facts.map(VideoFacts::height).orElse(null),
                facts.flatMap(VideoFacts::frames).orElse(null),
                facts.flatMap(VideoFacts::framesPerSecond).orElse(null),
                facts.flatMap(VideoFacts::seconds).orElse(null),
                video.costUsd(),
                video.reused(),
                video.dryRun());
    }

    @CheckForNull
    private static String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
