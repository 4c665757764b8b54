package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * How long one request will be queued and run.
 *
 * @param kind its place in {@link Inputs}
 */
record VirtualRequest(int kind, Duration queued, Duration runs) {

    private static final double USUAL_SECONDS = 40;
    private static final double USUAL_WORK = work(Inputs.usual());
    private static final double SPREAD = 0.03;
    private static final int LONGEST_QUEUE_MILLIS = 60_000;

    /** A request of a kind: its run is as long as such runs are, by 3 % more or less. */
    static VirtualRequest of(int kind, Random random) {
        double usual = USUAL_SECONDS * work(Inputs.ofKind(kind)) / USUAL_WORK;
        double seconds = usual * (1 + SPREAD * (2 * random.nextDouble() - 1));
        return new VirtualRequest(
                kind,
                Duration.ofMillis(random.nextInt(LONGEST_QUEUE_MILLIS)),
                Duration.ofMillis(Math.round(1000 * seconds)));
    }

    private static double work(GenerationInput input) {
        return (double) input.width() * input.height() * input.numberOfFrames() * input.steps();
    }

    GenerationInput input() {
        return Inputs.ofKind(kind);
    }

    /** This request at the sandbox, whose clock it puts forward. */
    final class AtSandbox {
        private final Sandbox sandbox;
        private final VirtualClock clock;
        private final String id;
        private final Instant starts;
        private final Instant finishes;

        /** A request that was submitted just now to a sandbox that holds its requests. */
        AtSandbox(Sandbox sandbox, VirtualClock clock, String id) {
            this.sandbox = sandbox;
            this.clock = clock;
            this.id = id;
            this.starts = clock.instant().plus(queued);
            this.finishes = starts.plus(runs);
        }

        /** Lets time go by, and the request begin and end in between. */
        void pass(Duration time) {
            Instant from = clock.instant();
            Instant to = from.plus(time);
            if (from.isBefore(starts) && !to.isBefore(starts)) {
                clock.moveTo(starts);
                sandbox.startRequest(id);
            }
            if (from.isBefore(finishes) && !to.isBefore(finishes)) {
                clock.moveTo(finishes);
                sandbox.finishRequest(id);
            }
            clock.moveTo(to);
        }

        /** How long the request has been done. */
        Duration lag() {
            return Duration.between(finishes, clock.instant());
        }
    }
}
