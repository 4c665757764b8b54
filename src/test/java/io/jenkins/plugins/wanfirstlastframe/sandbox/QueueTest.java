package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueTest {

    private final HandClock clock = new HandClock();
    private Sandbox sandbox;
    private Caller caller;

    private Sandbox.Builder settings() {
        return Sandbox.builder()
                .clock(clock)
                .videos(Videos.bytes(100))
                .workers(2)
                .queueTime(Duration.ZERO)
                .runTime(Duration.ofSeconds(10));
    }

    @BeforeEach
    void start() throws Exception {
        start(settings());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private void start(Sandbox.Builder settings) throws Exception {
        if (sandbox != null) {
            sandbox.close();
        }
        sandbox = settings.start();
        caller = new Caller(sandbox);
    }

    private List<String> submit(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(caller.submit());
        }
        return ids;
    }

    private List<String> states() {
        return sandbox.allRequests().stream().map(Sandbox.View::state).toList();
    }

    private List<Integer> positions() {
        return sandbox.allRequests().stream().map(Sandbox.View::queuePosition).toList();
    }

    @Test
    void workersTakeTheRequestsInOrder() throws Exception {
        submit(5);
        assertThat(states(), is(List.of("in_progress", "in_progress", "in_queue", "in_queue", "in_queue")));
        assertThat(positions().subList(2, 5), is(List.of(0, 1, 2)));
        clock.forward(10);
        assertThat(states(), is(List.of("completed", "completed", "in_progress", "in_progress", "in_queue")));
        assertThat(positions().get(4), is(0));
        clock.forward(10);
        assertThat(states().get(4), is("in_progress"));
    }

    @Test
    void cancelledRequestMakesRoom() throws Exception {
        List<String> ids = submit(4);
        caller.cancel(ids.get(2));
        assertThat(positions().get(3), is(0));
        clock.forward(10);
        assertThat(sandbox.view(ids.get(3)).state(), is("in_progress"));
    }

    @Test
    void requestEndedByHandMakesRoom() throws Exception {
        List<String> ids = submit(3);
        sandbox.failRequest(ids.get(0), "boom");
        assertThat(states(), is(List.of("failed", "in_progress", "in_progress")));
    }

    @Test
    void requestIsQueuedForItsTimeEvenWhereAWorkerIsFree() throws Exception {
        start(settings().queueTime(Duration.ofSeconds(3)));
        String id = caller.submit();
        clock.forward(2);
        assertThat(sandbox.view(id).state(), is("in_queue"));
        clock.forward(1);
        assertThat(sandbox.view(id).state(), is("in_progress"));
    }

    @Test
    void runTimeFollowsFromTheInput() throws Exception {
        start(settings()
                .runTime(input -> Duration.ofSeconds(input.path("57_steps").asInt())));
        ObjectNode input = (ObjectNode) Caller.json(Caller.INPUT);
        caller.submitted(input.put("57_steps", 6).toString());
        caller.submitted(input.put("57_steps", 7).toString());
        clock.forward(6);
        assertThat(states(), is(List.of("completed", "in_progress")));
    }

    @Test
    void realisticRunTimeGrowsWithTheWorkAndSpreadsWithTheSeed() throws Exception {
        ObjectNode usual = (ObjectNode) Caller.json(Caller.INPUT);
        Duration time = RunTimes.of(usual);
        assertThat(RunTimes.of(usual.deepCopy().put("57_steps", 6)), is(lessThan(time)));
        assertThat(RunTimes.of(usual.deepCopy().put("67_length", 141)), is(greaterThan(time)));
        assertThat(RunTimes.of(usual.deepCopy().put("71_widthx71_height", "1280x720 (16:9)")), is(greaterThan(time)));
        assertThat(RunTimes.of(usual.deepCopy().put("57_noise_seed", 1)), is(not(time)));
        assertThat(RunTimes.of(usual.deepCopy()), is(time));
    }

    @Test
    void heldRequestsWaitForTheHand() throws Exception {
        sandbox.hold();
        List<String> ids = submit(2);
        clock.forward(1000);
        assertThat(states(), is(List.of("in_queue", "in_queue")));
        sandbox.startRequest(ids.get(1));
        clock.forward(1000);
        assertThat(states(), is(List.of("in_queue", "in_progress")));
        assertThat(caller.cancel(ids.get(1)).path("outcome").asText(), is("not_cancellable"));
        sandbox.finishRequest(ids.get(1));
        sandbox.failRequest(ids.get(0), "no");
        assertThat(states(), is(List.of("failed", "completed")));
        assertThat(sandbox.view(ids.get(1)).finishedAt(), is(clock.instant()));
    }

    @Test
    void endedRequestCannotBeEndedAgain() throws Exception {
        String id = caller.submit();
        sandbox.finishRequest(id);
        assertThrows(IllegalStateException.class, () -> sandbox.finishRequest(id));
        assertThrows(IllegalStateException.class, () -> sandbox.startRequest(id));
        assertThrows(IllegalArgumentException.class, () -> sandbox.finishRequest("unknown"));
    }

    @Test
    void scaledClockRunsFaster() throws Exception {
        start(Sandbox.builder()
                .videos(Videos.bytes(100))
                .queueTime(Duration.ofMinutes(1))
                .runTime(Duration.ofMinutes(1))
                .timeScale(10_000));
        String id = caller.submit();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> sandbox.view(id).state().equals("completed"));
    }

    @Test
    void aThousandRequestsNeedNoThreads() throws Exception {
        int before = Thread.activeCount();
        submit(1200);
        assertThat(sandbox.acceptedSubmits(), is(1200));
        assertThat(Thread.activeCount() - before, is(lessThan(20)));
        assertThat(positions().get(1199), is(1197));
        clock.forward(10_000);
        assertThat(states().stream().allMatch("completed"::equals), is(true));
    }

    @Test
    void waitsForACallAndGivesUpInTime() throws Exception {
        caller.submit();
        sandbox.awaitCount(Route.SUBMIT, 1);
        assertThrows(TimeoutException.class, () -> sandbox.awaitCount(Route.SUBMIT, 2, Duration.ofMillis(20)));
    }
}
