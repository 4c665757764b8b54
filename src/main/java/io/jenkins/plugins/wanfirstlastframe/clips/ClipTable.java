package io.jenkins.plugins.wanfirstlastframe.clips;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What became of many clips, for a console: one line for each, and one with the sum. */
public final class ClipTable {

    /** Longer names are cut: the columns behind them are to stay in sight. */
    private static final int MAX_NAME = 60;

    private ClipTable() {}

    /** The table, with a line end after each of its lines. */
    public static String text(List<ClipResult> results) {
        int width = results.stream().mapToInt(result -> name(result).length()).reduce("name".length(), Math::max);
        String row = "%-" + width + "s  %-13s  %5s  %8s  %8s  %8s  %-36s  %s%n";
        StringBuilder table = new StringBuilder(
                row.formatted("name", "state", "tries", "queued", "ran", "USD", "request id", "file"));
        for (ClipResult result : results) {
            table.append(row.formatted(
                    name(result),
                    result.state().word(),
                    result.attempts(),
                    time(result.queued()),
                    time(result.ran()),
                    dollars(result.costUsd()),
                    Objects.requireNonNullElse(result.requestId(), "-"),
                    result.state().isThere() ? PlainText.oneLine(result.file()) : "-"));
        }
        return table.append(sum(results)).toString();
    }

    private static String sum(List<ClipResult> results) {
        return "%d of %d videos were made%s%s%s%s.%s%n"
                .formatted(
                        count(results, State.MADE),
                        results.size(),
                        further(results, State.REUSED, "were used again"),
                        further(results, State.PREVIEW, "are previews"),
                        further(results, State.FAILED, "failed"),
                        further(results, State.NOT_SUBMITTED, "were not submitted"),
                        cost(results));
    }

    private static String further(List<ClipResult> results, State state, String what) {
        long number = count(results, state);
        return number == 0 ? "" : ", " + number + " " + what;
    }

    /** What was charged as far as that is known, as a sentence after another. */
    private static String cost(List<ClipResult> results) {
        List<BigDecimal> known = results.stream()
                .map(ClipResult::costUsd)
                .flatMap(Stream::ofNullable)
                .toList();
        return known.isEmpty()
                ? ""
                : " " + known.stream().reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString() + " USD were charged.";
    }

    private static long count(List<ClipResult> results, State state) {
        return results.stream().filter(result -> result.state() == state).count();
    }

    private static String name(ClipResult result) {
        return PlainText.oneLine(result.name(), MAX_NAME);
    }

    private static String dollars(@CheckForNull BigDecimal cost) {
        return cost == null ? "-" : cost.toPlainString();
    }

    private static String time(@CheckForNull Duration time) {
        return time == null ? "-" : DurationFormat.text(time);
    }
}
