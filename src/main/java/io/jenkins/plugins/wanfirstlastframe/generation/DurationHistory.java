package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the service worked on earlier requests of the same size, length and number of steps, kept apart by service. It tells the polling when a
 * request is due. Safe for many threads.
 */
public final class DurationHistory {

    private static final int RUNS_PER_KIND = 10;
    private static final int KINDS = 200;

    /** No request runs that long: a larger number was not measured. */
    private static final long MAX_MILLIS = Duration.ofDays(7).toMillis();

    private final Map<String, List<Long>> millisByKind = new LatestUsed();

    private static final class LatestUsed extends LinkedHashMap<String, List<Long>> {
        private static final long serialVersionUID = 1L;

        LatestUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Long>> eldest) {
            return size() > KINDS;
        }
    }

    /** What makes requests take equally long: {@code example.com: 720x720, 81 frames, 20 steps}. */
    static String kind(ServiceUrl service, GenerationInput input) {
        return service.authority() + ": " + input.width() + "x" + input.height() + ", " + input.numberOfFrames()
                + " frames, " + input.steps() + " steps";
    }

    /** The latest runs of requests like this one, oldest first; empty where there are none. */
    public synchronized List<Duration> of(ServiceUrl service, GenerationInput input) {
        return millisByKind.getOrDefault(kind(service, input), List.of()).stream()
                .map(Duration::ofMillis)
                .toList();
    }

    /** Notes how long the service worked on a request. */
    public synchronized void add(ServiceUrl service, GenerationInput input, Duration ran) {
        List<Long> runs = millisByKind.computeIfAbsent(kind(service, input), kind -> new ArrayList<>());
        runs.add(Math.max(0, Math.min(MAX_MILLIS, ran.toMillis())));
        if (runs.size() > RUNS_PER_KIND) {
            runs.remove(0);
        }
    }

    /** Everything known, in milliseconds by kind, to be kept in a file. */
    public synchronized Map<String, List<Long>> snapshot() {
        Map<String, List<Long>> copy = new LinkedHashMap<>();
        millisByKind.forEach((kind, runs) -> copy.put(kind, List.copyOf(runs)));
        return copy;
    }

    /** Takes in what a {@link #snapshot} held; what can't be a measured time is left out. */
    public synchronized void restore(Map<String, List<Long>> snapshot) {
        snapshot.forEach((kind, runs) -> {
            List<Long> kept = new ArrayList<>(runs == null ? List.of() : runs);
            kept.removeIf(millis -> millis == null || millis < 0 || millis > MAX_MILLIS);
            if (kind == null || kept.isEmpty()) {
                return;
            }
            millisByKind.put(
                    kind, new ArrayList<>(kept.subList(Math.max(0, kept.size() - RUNS_PER_KIND), kept.size())));
        });
    }
}
