package io.jenkins.plugins.wanfirstlastframe.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a script's process has told in its file of results, as far as it came. The script itself may have written there, so
 * that nothing in it is certain.
 *
 * @param process the process, by the system's number; null where Java never came to run the script
 * @param exitCode the script's exit code; null where the process did not come to its own end
 * @param results the last that is known of each request, in the order in which they began
 * @param unreadable how many lines nobody can read, or are too many
 * @param isTakenAway whether somebody has taken away what the process had told: then nobody knows what it has done
 */
public record ScriptReport(
        @CheckForNull Long process,
        @CheckForNull Integer exitCode,
        List<ScriptResult> results,
        int unreadable,
        boolean isTakenAway) {

    /** How much of a file is worth reading. */
    public static final int MAX_BYTES = 16 << 20;

    /** How many requests a report may tell of. */
    private static final int MAX_RESULTS = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public ScriptReport {
        results = List.copyOf(results);
    }

    /**
     * Reads the content of a file of results, which was there, and empty, before the process began.
     *
     * @param content maybe cut off within a line, which is left out then; null where there is no file any more
     */
    public static ScriptReport read(@CheckForNull byte[] content) {
        Reader reader = new Reader();
        if (content == null) {
            return new ScriptReport(null, null, List.of(), 0, true);
        }
        Arrays.stream(new String(content, StandardCharsets.UTF_8).split("\n"))
                .filter(line -> !line.isBlank())
                .forEach(reader::read);
        boolean anything = reader.exitCode != null || reader.unreadable > 0 || !reader.results.isEmpty();
        return new ScriptReport(
                reader.process,
                reader.exitCode,
                new ArrayList<>(reader.results.values()),
                reader.unreadable,
                reader.process == null && anything); // it tells of itself before it does anything
    }

    private static final class Reader {
        @CheckForNull
        private Long process;

        @CheckForNull
        private Integer exitCode;

        private final Map<String, ScriptResult> results = new LinkedHashMap<>();
        private int unreadable;

        void read(String line) {
            try {
                JsonNode node = JSON.readTree(line);
                if (node.path("process").isIntegralNumber()) {
                    process = node.path("process").longValue();
                } else if (node.path("exitCode").isInt()) {
                    exitCode = node.path("exitCode").intValue();
                } else {
                    ScriptResult result =
                            JSON.treeToValue(node, ScriptResult.class).checked();
                    if (results.size() < MAX_RESULTS || results.containsKey(result.id())) {
                        results.put(result.id(), result);
                    } else {
                        unreadable++;
                    }
                }
            } catch (JsonProcessingException | RuntimeException e) { // whatever a script has put there
                unreadable++;
            }
        }
    }

    /** The failure of the last request that came to nothing, as a sentence; empty where there is none. */
    public Optional<String> lastFailure() {
        return results.stream()
                .filter(result -> result.error() != null)
                .reduce((first, second) -> second)
                .flatMap(result -> result.state(List.of()).failure())
                .map(failure -> failure.message());
    }

    /**
     * What the script's own requests have cost.
     *
     * @return in US dollars; empty where that isn't known of all of them
     */
    public Optional<BigDecimal> costUsd() {
        BigDecimal sum = BigDecimal.ZERO;
        for (ScriptResult result : results) {
            if (!result.origin().isFree() && (result.submittedHere() || result.requestId() == null)) {
                Optional<BigDecimal> cost = result.paidUsd();
                if (cost.isEmpty()) {
                    return Optional.empty();
                }
                sum = sum.add(cost.get());
            }
        }
        return unreadable == 0 && !isTakenAway ? Optional.of(sum) : Optional.empty();
    }
}
