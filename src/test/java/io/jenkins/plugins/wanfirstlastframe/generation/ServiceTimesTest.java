package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestResult;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The times of a result beside those that the polling saw. */
class ServiceTimesTest {

    private static final Instant SUBMIT = Instant.parse("2026-10-21T07:00:00Z");

    /** Seen queued after 10 s, running after 14 s, and completed after 100 s. */
    private static final GenerationState SEEN = GenerationState.forInput(Rig.input(), SUBMIT, Duration.ofHours(1))
            .submitted(new RequestId("id"), SUBMIT)
            .withStatus(status(State.IN_QUEUE), at(10))
            .withStatus(status(State.IN_PROGRESS), at(14))
            .withStatus(status(State.COMPLETED), at(100));

    private static RequestStatus status(State state) {
        return new RequestStatus(state, "word", null, null);
    }

    private static Instant at(long seconds) {
        return SUBMIT.plusSeconds(seconds);
    }

    private static RequestResult result(@CheckForNull Instant created, @CheckForNull Instant finished) {
        return new RequestResult(status(State.COMPLETED), List.of(), 0, created, finished, null, null);
    }

    private static Optional<Duration> ran(@CheckForNull Instant created, @CheckForNull Instant finished) {
        return SEEN.withServiceTimes(result(created, finished)).ran();
    }

    @Test
    void theServicesTimesTellTheEndBetterThanThePolling() {
        assertThat(SEEN.ran(), is(Optional.of(Duration.ofSeconds(88))));
        assertThat(ran(at(0), at(92)), is(Optional.of(Duration.ofSeconds(80))));
        // by a clock that is hours behind
        assertThat(ran(at(-9000), at(-9000 + 92)), is(Optional.of(Duration.ofSeconds(80))));
        assertThat(SEEN.withServiceTimes(result(at(0), at(92))).queued(), is(Optional.of(Duration.ofSeconds(12))));
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 13, 103, 9000, 0})
    void whatCannotBeIsNotBelieved(long took) {
        assertThat(ran(at(0), at(took)), is(SEEN.ran()));
    }

    @Test
    void timesThatAreMissingChangeNothing() {
        assertThat(ran(null, at(92)), is(SEEN.ran()));
        assertThat(ran(at(0), null), is(SEEN.ran()));
        assertThat(ran(at(92), at(0)), is(SEEN.ran()));
        assertThat(ran(at(0), at(101)), is(SEEN.ran())); // rounded up by the service
    }

    @Test
    void aRequestOfSomebodyElsesIsLeftAsItWasSeen() {
        GenerationState attached = GenerationState.attachedTo(new RequestId("id"), null, SUBMIT, Duration.ofHours(1))
                .withStatus(status(State.COMPLETED), at(1));
        assertThat(attached.withServiceTimes(result(at(-500), at(-400))).ran(), is(Optional.empty()));
        assertThat(attached.seenCompletingAt(), is(Optional.empty()));
        assertThat(SEEN.seenCompletingAt(), is(Optional.of(at(100))));
    }

    @Test
    void thePlansOfLaterRequestsLearnTheServicesTime() throws Exception {
        // what a plan learns is the state's ran(), once the result is known
        DurationHistory history = new DurationHistory();
        ServiceUrl service = ServiceUrl.parse("https://a.example");
        PollPlan plan = new PollPlan(service, Duration.ofSeconds(2), history, new Random(7));
        plan.learn(SEEN.withServiceTimes(result(at(0), at(92))));
        assertThat(history.of(service, Rig.input()), is(List.of(Duration.ofSeconds(80))));
    }
}
