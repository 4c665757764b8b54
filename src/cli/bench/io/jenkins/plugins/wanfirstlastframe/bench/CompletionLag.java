package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okhttp3.OkHttpClient;

/**
 * How long a request is done before this side knows, and how many calls that takes, against a poller with a fixed interval
 * on the same requests. The engine and the sandbox are the real ones; only the clock is virtual.
 *
 * <p>When a request ends between two calls is chance, and the mean of a hundred requests still differs by several percent from
 * that of the next hundred. So there are several hundreds, with fixed seeds: a change in the figures is a change in the
 * program.
 */
final class CompletionLag implements Measurement {

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final double THIRD = 1 / 3.0;
    private static final int BATCHES = 10;
    private static final int JOBS = 100;

    /** How many requests of each kind were run before those that count as known. */
    private static final int EARLIER = 3;

    private final Sum plain = new Sum();
    private final Sum first = new Sum();
    private final Sum known = new Sum();

    @Override
    public List<Row> measure() throws Exception {
        OkHttpClient http = new OkHttpClient();
        VirtualClock clock = new VirtualClock();
        try (Sandbox sandbox =
                Sandbox.builder().clock(clock).videos(Videos.bytes(64)).hold().start()) {
            Poller poller = new Poller(sandbox, clock, http);
            for (int seed = 1; seed <= BATCHES; seed++) {
                batch(poller, new Random(seed));
            }
        }
        http.connectionPool().evictAll();
        return List.of(
                Row.atMost("lag, durations known", known.lag(), plain.lag(), Row.Unit.SECONDS, 0.5),
                Row.atMost(
                        "status calls a request, durations known", known.calls(), plain.calls(), Row.Unit.CALLS, THIRD),
                Row.atMost("lag, first run", first.lag(), plain.lag(), Row.Unit.SECONDS, 1),
                Row.atMost("status calls a request, first run", first.calls(), plain.calls(), Row.Unit.CALLS, 1));
    }

    private void batch(Poller poller, Random random) throws Exception {
        DurationHistory history = new DurationHistory();
        PollPlan plan = new PollPlan(Inputs.SERVICE, INTERVAL, history, random);
        for (int i = 0; i < EARLIER * Inputs.kinds(); i++) {
            poller.planned(VirtualRequest.of(i % Inputs.kinds(), random), plan); // learned as it is in life: by polling
        }
        List<VirtualRequest> requests = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            requests.add(VirtualRequest.of(random.nextInt(Inputs.kinds()), random));
        }
        for (VirtualRequest request : requests) {
            plain.add(poller.plain(request, INTERVAL));
            first.add(poller.planned(request, new PollPlan(Inputs.SERVICE, INTERVAL, new DurationHistory(), random)));
            known.add(poller.planned(request, plan));
        }
    }

    private static final class Sum {
        private double seconds;
        private int calls;
        private int requests;

        void add(Poller.Followed followed) {
            seconds += followed.lag().toNanos() / 1e9;
            calls += followed.calls();
            requests++;
        }

        double lag() {
            return seconds / requests;
        }

        double calls() {
            return (double) calls / requests;
        }
    }
}
