package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PollPlanTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final DurationHistory history = new DurationHistory();
    private final PollPlan plan = new PollPlan(Rig.SERVICE, INTERVAL, history, new Random(3));

    private static GenerationState running() {
        GenerationState state = GenerationState.forInput(Rig.input(), BEGIN, Duration.ofHours(1))
                .submitted(new RequestId("id"), BEGIN);
        state = state.withStatus(new RequestStatus(State.IN_QUEUE, "in_queue", 0, null), BEGIN);
        return state.withStatus(new RequestStatus(State.IN_PROGRESS, "in_progress", null, null), BEGIN.plusSeconds(1));
    }

    /** The seconds after the begin at which a request that takes that long is asked about. */
    private List<Double> asked(int seconds) {
        List<Double> asked = new ArrayList<>();
        Instant now = BEGIN.plusSeconds(1);
        while (asked.size() < 1000) {
            now = now.plus(plan.next(running(), now));
            asked.add(Duration.between(BEGIN, now).toMillis() / 1000.0);
            if (!now.isBefore(BEGIN.plusSeconds(seconds))) {
                return asked;
            }
        }
        throw new AssertionError("asked too often: " + asked);
    }

    private void learn(int... seconds) {
        Arrays.stream(seconds).forEach(run -> history.add(Rig.SERVICE, Rig.input(), Duration.ofSeconds(run)));
    }

    @Test
    void asksRarelyBeforeTheWindowAndOftenWithin() {
        learn(60, 61, 62, 63);
        List<Double> asked = asked(62);
        assertThat(asked.toString(), asked.stream().filter(time -> time < 57).count(), is(0L));
        assertThat(asked.toString(), asked.get(asked.size() - 1), lessThan(62 + 2.3)); // a plain poller: 2.5 on average
        assertThat(asked.toString(), asked.size(), lessThan(62 / 5)); // with fewer calls
    }

    @Test
    void asksNearTheIntervalWithoutEarlierRuns() {
        List<Double> asked = asked(100);
        for (int i = 1; i < asked.size(); i++) {
            double wait = asked.get(i) - asked.get(i - 1);
            assertThat(asked.toString(), wait >= 4.1 && wait <= 10.6, is(true));
        }
    }

    @Test
    void asksTheMoreOftenTheLessOfTheWindowIsLeft() {
        learn(600, 600);
        List<Double> asked = asked(615);
        double last = asked.get(asked.size() - 1) - asked.get(asked.size() - 2);
        List<Double> within = asked.stream().filter(time -> time > 582).toList();
        assertThat(asked.toString(), last, lessThan((within.get(1) - within.get(0)) * 0.7));
    }

    @Test
    void asksNearTheIntervalWhereTheStartIsUnknown() {
        learn(600, 600);
        RequestId id = new RequestId("id");
        GenerationState attached = GenerationState.attachedTo(id, Rig.input(), BEGIN, Duration.ofHours(1))
                .withStatus(new RequestStatus(State.IN_PROGRESS, "in_progress", null, null), BEGIN);
        assertThat(plan.next(attached, BEGIN), lessThan(INTERVAL.multipliedBy(3))); // it may have run for 599 s by then
    }

    @Test
    void neverWaitsLongerThanTheLongest() {
        learn(3600, 3600);
        PollPlan capped = new PollPlan(Rig.SERVICE, INTERVAL, Duration.ofSeconds(30), history, new Random(3));
        for (int second = 1; second < 20_000; second += 7) {
            Duration wait = capped.next(running(), BEGIN.plusSeconds(second));
            assertThat("at " + second, wait, lessThanOrEqualTo(Duration.ofMillis(31_500))); // with the jitter
            assertThat("at " + second, Duration.ofMillis(1000), lessThan(wait));
        }
    }

    @Test
    void shakesTheWaitsByAFewPercent() {
        GenerationState queued = GenerationState.attachedTo(new RequestId("id"), null, BEGIN, Duration.ofHours(1));
        long different = 0;
        Duration last = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            Duration wait = plan.next(queued, BEGIN);
            assertThat(wait.toMillis() >= 16_600 && wait.toMillis() <= 18_400, is(true));
            different += wait.equals(last) ? 0 : 1;
            last = wait;
        }
        assertThat(different, is(1000L));
    }

    @Test
    void needsAPositiveInterval() {
        assertThrows(
                IllegalArgumentException.class, () -> new PollPlan(Rig.SERVICE, Duration.ZERO, history, new Random()));
    }

    @Test
    void theHistoryKeepsTheLatestTenRuns() {
        for (int i = 0; i < 50; i++) {
            learn(i);
        }
        assertThat(history.of(Rig.SERVICE, Rig.input()).size(), is(10));
        assertThat(history.of(Rig.SERVICE, Rig.input()).get(9), is(Duration.ofSeconds(49)));
        DurationHistory copy = new DurationHistory();
        copy.restore(history.snapshot());
        assertThat(copy.snapshot(), is(history.snapshot()));
    }

    @Test
    void theHistoryTakesNoHarmFromGarbage() {
        Map<String, List<Long>> garbage = new HashMap<>();
        garbage.put(null, List.of(1L));
        garbage.put("nothing", null);
        garbage.put("empty", List.of());
        garbage.put(
                DurationHistory.kind(Rig.SERVICE, Rig.input()),
                Arrays.asList(null, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 7000L));
        for (int i = 0; i < 1000; i++) {
            garbage.put("kind " + i, List.of((long) i));
        }
        history.restore(garbage);
        assertThat(history.snapshot().size(), lessThanOrEqualTo(200));
        history.restore(Map.of(
                DurationHistory.kind(Rig.SERVICE, Rig.input()), Arrays.asList(null, -1L, Long.MAX_VALUE, 7000L)));
        assertThat(history.of(Rig.SERVICE, Rig.input()), is(List.of(Duration.ofSeconds(7))));
        plan.next(running(), BEGIN.plusSeconds(3));
    }
}
