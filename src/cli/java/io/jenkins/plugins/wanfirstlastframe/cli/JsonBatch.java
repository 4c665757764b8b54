package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.BatchResult;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.FinishedVideo;
import java.util.List;

/**
 * What {@code --json} prints of a clip list.
 *
 * @param status {@code completed} if every clip was made, else {@code failed}
 * @param clips in the order of the list
 */
record JsonBatch(String status, List<JsonClip> clips) {

    /**
     * What became of one clip.
     *
     * @param state as {@link ClipResult.State} in lower case
     * @param attempts how many requests it took
     * @param seconds how long it took in all
     * @param video null if there is none
     * @param error why there is none; null if there is one
     */
    record JsonClip(
            String name,
            String state,
            int attempts,
            double seconds,
            @CheckForNull JsonVideo video,
            @CheckForNull JsonFailure.Details error) {}

    static JsonBatch of(BatchResult result) {
        return new JsonBatch(
                result.exitCode() == ExitCode.OK ? "completed" : "failed",
                result.items().stream().map(JsonBatch::clip).toList());
    }

    private static JsonClip clip(BatchResult.Item item) {
        FinishedVideo video = item.video();
        Failure failure = item.failure();
        return new JsonClip(
                item.name(),
                Json.word(item.result().state()),
                item.attempts(),
                item.elapsed().toMillis() / 1000.0,
                video == null ? null : JsonVideo.of(video),
                failure == null ? null : JsonFailure.Details.of(failure, true));
    }
}
