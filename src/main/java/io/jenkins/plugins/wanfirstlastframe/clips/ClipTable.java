package io.jenkins.plugins.wanfirstlastframe.clips;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What became of many clips, for a console: one line for each, and one with the sum. */
public final class ClipTable {

    /** Longer names are cut: the columns behind them are to stay in sight. */
    private static final int MAX_NAME = 60;

    private ClipTable() {}

    /** The table, with a line end after each of its lines. */
    public static String text(List<ClipResult> results) {
        int width = results.stream().mapToInt(result -> name(result).length()).reduce("name".length(), Math::max);
        String row = "%-" + width + "s  %-13s  %5s  %8s  %8s  %-36s  %s%n";
        StringBuilder table =
                new StringBuilder(row.formatted("name", "state", "tries", "queued", "ran", "request id", "file"));
        for (ClipResult result : results) {
            table.append(row.formatted(
                    name(result),
                    result.state().word(),
                    result.attempts(),
                    time(result.queued()),
                    time(result.ran()),
                    Objects.requireNonNullElse(result.requestId(), "-"),
                    result.state() == State.MADE ? PlainText.oneLine(result.file()) : "-"));
        }
        return table.append(sum(results)).toString();
    }

    private static String sum(List<ClipResult> results) {
        long leftOut = count(results, State.NOT_SUBMITTED);
        return "%d of %d videos were made%s.%n"
                .formatted(
                        count(results, State.MADE),
                        results.size(),
                        leftOut == 0 ? "" : ", " + leftOut + " were not submitted");
    }

    private static long count(List<ClipResult> results, State state) {
        return results.stream().filter(result -> result.state() == state).count();
    }

    private static String name(ClipResult result) {
        return PlainText.oneLine(result.name(), MAX_NAME);
    }

    private static String time(@CheckForNull Duration time) {
        return time == null ? "-" : DurationFormat.text(time);
    }
}
