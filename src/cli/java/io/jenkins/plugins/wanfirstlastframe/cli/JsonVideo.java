package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.script.FinishedVideo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code --json} prints of a video that was made. The members have the names that they have in the description beside
 * the video.
 *
 * @param status always {@code completed}
 * @param video the video's file
 * @param videos the files of all videos of the request, that one first; mostly it is the only one
 * @param url where it came from, without a query
 * @param seed the seed that was asked for; null where it was left to the service, or the request was submitted elsewhere
 * @param serviceDefaults what was left out and so is the service's to choose, with the defaults that the service's page states
 * @param queuedSeconds null where nobody saw it
 * @param runSeconds null where nobody saw it
 */
record JsonVideo(
        String status,
        String video,
        List<String> videos,
        String url,
        String requestId,
        @CheckForNull Long seed,
        Map<String, String> serviceDefaults,
        @CheckForNull Double queuedSeconds,
        @CheckForNull Double runSeconds,
        long bytes,
        String sha256) {

    static JsonVideo of(FinishedVideo video) {
        return new JsonVideo(
                "completed",
                video.file().toString(),
                video.files().stream().map(Path::toString).toList(),
                video.url(),
                video.requestId(),
                video.seed(),
                video.serviceDefaults(),
                Json.seconds(video.queued()),
                Json.seconds(video.ran()),
                video.bytes(),
                video.sha256());
    }
}
