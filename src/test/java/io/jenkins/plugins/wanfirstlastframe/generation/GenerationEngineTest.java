package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who gets a place, and what becomes of the requests when nobody watches them any more. */
class GenerationEngineTest extends OnRig {

    private Generation generation(Duration timeout, String file) {
        return rig.generation(Rig.fresh(timeout), rig.delivery(folder.resolve(file)));
    }

    private static void isDetached(RunningGeneration running, Phase phase) throws Exception {
        Outcome end = Rig.end(running);
        assertThat(end.toString(), end, instanceOf(Outcome.Detached.class));
        assertThat(end.state().phase(), is(phase));
    }

    @Test
    void aRequestThatIsDetachedStaysInTheQueueOfTheService() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        await().until(() -> running.state().lastStatus().isPresent());
        running.detach();
        isDetached(running, Phase.POLLING);
        assertThat(rig.sandbox.count(Route.CANCEL), is(0));
        assertThat(rig.sandbox.allRequests().get(0).state(), is("in_queue"));
    }

    @Test
    void aSubmitInFlightSurvivesTheEndOfTheEngine() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.of(Route.SUBMIT, Type.TRICKLE, 500));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.SUBMIT, 1);
        rig.engine.close();
        assertThat(running.outcome().isDone(), is(true));
        isDetached(running, Phase.POLLING);
        String id = rig.sandbox.allRequests().get(0).id();
        assertThat(rig.saved.get(rig.saved.size() - 1).requestId().orElseThrow().value(), is(id));
    }

    @Test
    void detachesInTheMiddleOfEachReadingCall() throws Exception {
        for (Route route : List.of(Route.STATUS, Route.RESULT)) {
            int before = rig.sandbox.count(route);
            rig.sandbox.inject(Fault.of(route, Type.STALL));
            RunningGeneration running = rig.start();
            rig.sandbox.awaitCount(route, before + 1);
            running.detach();
            isDetached(running, route == Route.STATUS ? Phase.POLLING : Phase.RESULT);
        }
    }

    @Test
    void detachesInTheMiddleOfADownloadAndLeavesNoPart() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 2000));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.DOWNLOAD, 1);
        rig.engine.close();
        assertThat(running.outcome().isDone(), is(true));
        assertThat(rig.files(), empty());
        isDetached(running, Phase.DELIVERING);
    }

    @Test
    void detachesAJobThatWaitsForAThreadToDownload() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 2000).times(2));
        engineStart(2);
        rig.sandbox.awaitCount(Route.DOWNLOAD, 2);
        RunningGeneration third = rig.engine.start(generation(Rig.LONG, "third.mp4"));
        await().until(() ->
                third.state().phase() == Phase.DELIVERING && third.nextStep().isEmpty());
        third.detach();
        isDetached(third, Phase.DELIVERING);
    }

    @Test
    void aRequestThatWaitsForAThreadToDownloadEndsAtItsDeadline() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 2000).times(2));
        engineStart(2);
        rig.sandbox.awaitCount(Route.DOWNLOAD, 2);
        Failure failure = Rig.failure(rig.engine.start(generation(Duration.ofSeconds(1), "third.mp4")));
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.billing(), is(Billing.BILLED));
    }

    private List<RunningGeneration> engineStart(int requests) {
        List<RunningGeneration> started = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            started.add(rig.engine.start(generation(Rig.LONG, "clip" + i + ".mp4")));
        }
        return started;
    }

    @Test
    void aRequestThatWaitsForItsTurnEndsAtItsDeadline() throws Exception {
        rig.sandbox.hold();
        try (GenerationEngine narrow = new GenerationEngine(new GenerationEngine.Limits(2, 1, 1), () -> 1)) {
            narrow.start(generation(Rig.LONG, "a.mp4"));
            rig.sandbox.awaitCount(Route.SUBMIT, 1);
            Failure failure = Rig.failure(narrow.start(generation(Duration.ofMillis(200), "b.mp4")));
            assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
            assertThat(failure.billing(), is(Billing.NOT_BILLED));
            assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
        }
    }

    @Test
    void submitsNothingMoreOnceItIsClosed() throws Exception {
        rig.sandbox.hold();
        GenerationEngine narrow = new GenerationEngine(new GenerationEngine.Limits(2, 1, 1), () -> 2);
        List<RunningGeneration> started = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            started.add(narrow.start(generation(Rig.LONG, i + ".mp4")));
        }
        rig.sandbox.awaitCount(Route.STATUS, 2);
        narrow.close();
        started.add(narrow.start(generation(Rig.LONG, "late.mp4")));
        for (RunningGeneration running : started) {
            assertThat(Rig.end(running), instanceOf(Outcome.Detached.class));
        }
        assertThat(rig.sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void keepsToItsLimitAndGivesEveryPlaceAway() throws Exception {
        AtomicInteger most = new AtomicInteger(3);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        try (GenerationEngine narrow = new GenerationEngine(new GenerationEngine.Limits(4, 2, 2), most::get)) {
            List<RunningGeneration> started = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                FileDelivery file = rig.delivery(folder.resolve(i + ".mp4"));
                GenerationListener counting = new GenerationListener() {
                    @Override
                    public void progress(Progress progress) {
                        if (progress instanceof Progress.Submitting) {
                            peak.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        } else if (progress instanceof Progress.Delivered) {
                            underWay.decrementAndGet();
                        }
                    }
                };
                started.add(narrow.start(new Generation(
                        Rig.fresh(Rig.LONG), rig.client(), file, counting, rig.plan(), Clock.systemUTC())));
            }
            for (RunningGeneration running : started) {
                assertThat(Rig.end(running), instanceOf(Outcome.Finished.class));
            }
        }
        assertThat(peak.get(), lessThan(4));
        assertThat(rig.sandbox.acceptedSubmits(), is(20));
    }

    @Test
    void saysHowManyRequestsAreBefore() throws Exception {
        rig.sandbox.hold();
        try (GenerationEngine narrow = new GenerationEngine(new GenerationEngine.Limits(2, 1, 1), () -> 1)) {
            narrow.start(generation(Rig.LONG, "a.mp4"));
            narrow.start(generation(Rig.LONG, "b.mp4"));
            narrow.start(generation(Rig.LONG, "c.mp4"));
            String waiting =
                    rig.told.stream().filter(line -> line.startsWith("Waiting")).collect(Collectors.joining());
            assertThat(waiting, containsString("place: this request is next in the queue ("));
            assertThat(waiting, containsString("place: 1 request is before"));
        }
    }

    @Test
    void whoeverWaitsForAnEndMayDoWhatHeLikes() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        await().until(() ->
                running.state().lastStatus().isPresent() && running.nextStep().isPresent());
        CompletableFuture<Void> busybody = running.outcome().thenAccept(end -> {
            CompletableFuture<Void> other = CompletableFuture.runAsync(running::detach);
            other.orTimeout(5, TimeUnit.SECONDS).join(); // for ever, if a lock were held here
        });
        running.detach();
        busybody.get(10, TimeUnit.SECONDS);
    }

    @Test
    void placesThatAreSetAsideTakeTheirTurnAmongRequests() throws Exception {
        int[] max = {3};
        try (GenerationEngine engine = new GenerationEngine(new GenerationEngine.Limits(2, 1, 1), () -> max[0])) {
            rig.sandbox.hold();
            GenerationEngine.Places resumed = engine.resume(2); // of a run that went on without this engine
            assertThat(resumed.given().getNow(0), is(2));
            RunningGeneration first = engine.start(generation(Duration.ofMinutes(1), "1.mp4"));
            GenerationEngine.Places four = engine.reserve(4);
            GenerationEngine.Places given = engine.reserve(1);
            RunningGeneration second = engine.start(generation(Duration.ofMinutes(1), "2.mp4"));
            await().until(() -> first.state().lastStatus().isPresent());
            resumed.close();
            assertThat(four.given().isDone(), is(false));
            assertThat("nobody passes by", given.given().isDone(), is(false));
            first.abort("Test");
            assertThat("as many as there are", four.given().get(), is(3));
            assertThat(second.state().phase(), is(Phase.NEW));
            max[0] = 4;
            engine.startWaiting();
            assertThat(given.given().get(), is(1));
            four.close();
            four.close();
            await().until(() -> second.state().lastStatus().isPresent());
            GenerationEngine.Places givenUp = engine.reserve(3);
            givenUp.close();
            assertThat(givenUp.given().isDone(), is(false));
            max[0] = 0;
            assertThat("no limit", engine.reserve(50).given().get(), is(50));
            second.detach();
        }
    }
}
