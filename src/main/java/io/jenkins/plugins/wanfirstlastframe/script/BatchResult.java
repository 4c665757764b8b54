package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
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
     * @param file where it is, or would have been
     * @param attempts how many requests it took; 0 if none was submitted
     * @param video null if there is none
     * @param failure why there is none, null if there is one
     */
    public record Item(
            Path file,
            int attempts,
            @CheckForNull FinishedVideo video,
            @CheckForNull Failure failure) {}

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
        int width = Math.max(
                4, items.stream().mapToInt(item -> name(item).length()).max().orElse(0));
        String row = "%-" + width + "s  %-13s  %5s  %8s  %8s  %s%n";
        StringBuilder table = new StringBuilder(row.formatted("file", "state", "tries", "queued", "ran", "request id"));
        for (Item item : items) {
            FinishedVideo video = item.video();
            Failure failure = item.failure();
            table.append(row.formatted(
                    name(item),
                    video != null ? "done" : item.attempts() == 0 ? "not submitted" : "failed",
                    item.attempts(),
                    video == null ? "-" : time(video.queued()),
                    video == null ? "-" : time(video.ran()),
                    video != null ? video.requestId() : requestId(failure)));
        }
        long leftOut = items.stream().filter(item -> item.attempts() == 0).count();
        return table.append("%d of %d videos were made%s.%n"
                        .formatted(
                                videos().size(),
                                items.size(),
                                leftOut == 0 ? "" : ", " + leftOut + " were not submitted"))
                .toString();
    }

    private static String name(Item item) {
        return String.valueOf(item.file().getFileName());
    }

    private static String time(@CheckForNull Duration time) {
        return time == null ? "-" : DurationFormat.text(time);
    }

    private static String requestId(@CheckForNull Failure failure) {
        RequestId id = failure == null ? null : failure.requestId();
        return id == null ? "-" : id.value();
    }
}
