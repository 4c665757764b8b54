package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delivery that neither ends nor lets itself be stopped is left alone. */
@Timeout(90)
class StuckDeliveryTest extends OnRig {

    /** Hears nothing and nobody, as a hung network file system does. */
    private static final class Deaf implements Delivery {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public List<DeliveredVideo> deliver(List<String> urls, GenerationState state) {
            begun.countDown();
            boolean interrupted = false;
            while (true) {
                try {
                    end.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return List.of(new DeliveredVideo("late", urls.get(0), 1, "0".repeat(64), "0".repeat(32), ""));
        }

        @Override
        public void cancel() {}
    }

    @Test
    void endsAtTheTimeOutAndFreesItsLane() throws Exception {
        Deaf deaf = new Deaf();
        RunningGeneration stuck = rig.engine.start(rig.generation(Rig.fresh(Duration.ofSeconds(2)), deaf));
        deaf.begun.await();
        Failure failure = Rig.failure(stuck);
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(
                failure.message(),
                containsString(rig.sandbox.allRequests().get(0).id()));
        assertThat(rig.run(Rig.fresh(Rig.LONG)), instanceOf(Outcome.Finished.class)); // of the same lane
        GenerationState ended = stuck.state();
        deaf.end.countDown();
        assertThat(Rig.failure(stuck), is(failure)); // what comes later changes nothing
        assertThat(stuck.state().videos(), is(ended.videos()));
    }

    @Test
    void endsSoonAfterAnAbort() throws Exception {
        Deaf deaf = new Deaf();
        RunningGeneration stuck = rig.engine.start(rig.generation(Rig.fresh(Rig.LONG), deaf));
        deaf.begun.await();
        stuck.abort("Aborted");
        Failure failure = Rig.failure(stuck);
        assertThat(failure.kind(), is(Failure.Kind.ABORTED));
        assertThat(failure.billing(), is(Billing.BILLED));
        deaf.end.countDown();
    }

    @ParameterizedTest
    @ValueSource(classes = {NoClassDefFoundError.class, StackOverflowError.class, IllegalStateException.class})
    void anErrorOfADeliveryIsAnUndeliveredVideo(Class<? extends Throwable> problem) throws Exception {
        Throwable thrown = problem.getConstructor(String.class).newInstance("other/Plugin");
        Delivery broken = new Delivery() {
            @Override
            public List<DeliveredVideo> deliver(List<String> urls, GenerationState state) {
                if (thrown instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) thrown;
            }

            @Override
            public void cancel() {}
        };
        try (Logged logged = new Logged()) {
            Failure failure = Rig.failure(rig.engine.start(rig.generation(Rig.fresh(Rig.LONG), broken)));
            assertThat(failure.kind(), is(Failure.Kind.DELIVERY));
            assertThat(failure.billing(), is(Billing.BILLED));
            assertThat(failure.message(), containsString("other/Plugin"));
            assertThat(logged.lines().get(0), containsString("Unexpected failure of request"));
        }
    }
}
