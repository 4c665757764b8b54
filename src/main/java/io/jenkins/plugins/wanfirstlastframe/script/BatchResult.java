package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipTable;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What became of a batch.
 *
 * @param items one for each video, in the order in which they were added
 */
public record BatchResult(List<Item> items) {

    /**
     * What became of one video.
     *
     * @param name what it is called: the clip's name, or else the file's
     * @param file where it is, or would have been
     * @param attempts how many requests it took; 0 if none was submitted
     * @param elapsed how long it took from its first request to its end; zero if none was submitted
     * @param video null if there is none
     * @param failure why there is none, null if there is one
     */
    public record Item(
            String name,
            Path file,
            int attempts,
            Duration elapsed,
            @CheckForNull FinishedVideo video,
            @CheckForNull Failure failure) {

        /** What became of it, as tables and reports take it. */
        public ClipResult result() {
            FinishedVideo made = video;
            Failure why = failure;
            RequestId failed = why == null ? null : why.requestId();
            return new ClipResult(
                    name,
                    shown(file),
                    made != null ? state(made) : attempts == 0 ? State.NOT_SUBMITTED : State.FAILED,
                    attempts,
                    elapsed,
                    made == null ? null : made.queued(),
                    made == null ? null : made.ran(),
                    made == null ? failed == null ? null : failed.value() : requestId(made),
                    made == null ? null : made.costUsd(),
                    why);
        }

        private static State state(FinishedVideo video) {
            return video.reused() ? State.REUSED : video.dryRun() ? State.PREVIEW : State.MADE;
        }

        @CheckForNull
        private static String requestId(FinishedVideo video) {
            return video.requestId().isEmpty() ? null : video.requestId();
        }

        /** From the working directory where it is in there. */
        private static String shown(Path file) {
            Path here = Path.of("").toAbsolutePath();
            return (file.startsWith(here) ? here.relativize(file) : file).toString();
        }
    }

    public BatchResult {
        items = List.copyOf(items);
    }

    /** The videos that were made. */
    public List<FinishedVideo> videos() {
        return items.stream().map(Item::video).filter(video -> video != null).toList();
    }

    /** What was not made. */
    public List<Item> failed() {
        return items.stream().filter(item -> item.failure() != null).toList();
    }

    /** 0 if every video was made, else the exit code of the first failure; fit for {@code /exit}. */
    public int exitCode() {
        return failed().stream()
                .findFirst()
                .map(Item::failure)
                .map(failure -> ExitCode.of(failure.kind()))
                .orElse(ExitCode.OK);
    }

    /** Prints {@link #table} on the standard output. */
    public BatchResult printTable() {
        System.out.print(table());
        return this;
    }

    /** One line for each video, and one with the sum. */
    public String table() {
        return ClipTable.text(results());
    }

    /** What became of all videos, as tables and reports take it. */
    public List<ClipResult> results() {
        return items.stream().map(Item::result).toList();
    }
}
