package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.sandbox.HandClock;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A video whose place isn't there yet, such as a workspace on an agent that is away. */
@Timeout(60)
class DeliveryTest extends OnRig {

    private static final Duration WAIT = Duration.ofMillis(20);

    /** Says "not yet" until it is told that the place is there. */
    private static final class Patient implements Delivery {

        private final AtomicInteger tries = new AtomicInteger();
        private volatile boolean ready;

        @Override
        public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
                throws DeliveryPostponedException {
            tries.incrementAndGet();
            if (!ready) {
                throw DeliveryPostponedException.notYet("the place is away", WAIT);
            }
            return List.of(new DeliveredVideo("there", urls.get(0), 1, "0".repeat(64), "0".repeat(32), ""));
        }

        @Override
        public void cancel() {}
    }

    private RunningGeneration start(Delivery delivery, Duration timeout) {
        return rig.engine.start(rig.generation(Rig.fresh(timeout), delivery));
    }

    @Test
    void holdsNoThreadWhileItWaits() throws Exception {
        List<Patient> away = Stream.generate(Patient::new).limit(5).toList(); // more than the engine has threads for it
        List<RunningGeneration> waiting =
                away.stream().map(delivery -> start(delivery, Rig.LONG)).toList();
        Awaitility.await().until(() -> away.stream().allMatch(delivery -> delivery.tries.get() > 1));
        assertThat(Rig.end(rig.start()), instanceOf(Outcome.Finished.class));
        away.forEach(delivery -> delivery.ready = true);
        for (RunningGeneration running : waiting) {
            assertThat(Rig.end(running), instanceOf(Outcome.Finished.class));
        }
    }

    @Test
    void anAbortEndsTheWait() throws Exception {
        Patient away = new Patient();
        RunningGeneration running = start(away, Rig.LONG);
        Awaitility.await().until(() -> away.tries.get() > 1);
        running.abort("Aborted by Anna");
        Failure failure = Rig.failure(running);
        assertThat(failure.kind(), is(Failure.Kind.ABORTED));
        assertThat(failure.what(), is("Aborted by Anna after RunComfy had finished the request."));
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(rig.sandbox.count(Route.CANCEL), is(0));
    }

    @Test
    void theTimeOutEndsTheWait() throws Exception {
        Failure failure = Rig.failure(start(new Patient(), Duration.ofSeconds(1)));
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.what(), is("The time-out is over after RunComfy had finished the request."));
        assertThat(failure.billing(), is(Billing.BILLED));
    }

    @Test
    void asksForTheAddressAnewWhenItMayHaveExpired() {
        Patient away = new Patient();
        HandClock clock = new HandClock();
        Generation generation = new Generation(
                GenerationState.forInput(Rig.input(), clock.instant(), Duration.ofHours(1)),
                rig.client(),
                away,
                rig.listener(),
                rig.plan(),
                clock);
        while (away.tries.get() < 3) {
            assertThat(generation.advance().isPresent(), is(true));
        }
        assertThat(rig.sandbox.count(Route.RESULT), is(1));
        clock.forward(6 * 60);
        away.ready = true;
        Optional<Duration> wait = generation.advance();
        while (wait.isPresent()) {
            wait = generation.advance();
        }
        assertThat(generation.outcome().orElseThrow(), instanceOf(Outcome.Finished.class));
        assertThat(rig.sandbox.count(Route.RESULT), is(2));
        assertThat(rig.told.stream().filter("Fetching the video."::equals).count(), is(1L));
    }
}
