package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An abort leaves no request behind that could still be cancelled, comes soon, and tells the truth about the bill. */
class AbortTest extends OnRig {

    private static final String WHO = "Aborted by Anna";

    /** The end of an abort, which must not wait for a time-out of a call. */
    private static Failure aborted(RunningGeneration running) throws Exception {
        long begin = System.nanoTime();
        running.abort(WHO);
        Failure failure = Rig.failure(running);
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(8)));
        assertThat(failure.message(), failure.kind(), is(Failure.Kind.ABORTED));
        assertThat(failure.what(), containsString(WHO));
        return failure;
    }

    private String onlyRequest() {
        assertThat(rig.sandbox.acceptedSubmits(), is(1));
        return rig.sandbox.allRequests().get(0).state();
    }

    @Test
    void submitsNothingWhenItWaitsForItsTurn() throws Exception {
        rig.sandbox.hold();
        try (GenerationEngine narrow = new GenerationEngine(new GenerationEngine.Limits(2, 1, 1), () -> 1)) {
            RunningGeneration first = narrow.start(rig.generation(Rig.fresh(Rig.LONG), rig.delivery(rig.target())));
            rig.sandbox.awaitCount(Route.STATUS, 1);
            RunningGeneration second = narrow.start(rig.generation(Rig.fresh(Rig.LONG), rig.delivery(rig.target())));
            assertThat(aborted(second).billing(), is(Billing.NOT_BILLED));
            assertThat(onlyRequest(), is("in_queue"));
            assertThat(first.outcome().isDone(), is(false));
        }
    }

    @Test
    void cancelsAJobWhoseSubmitWasInFlight() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.of(Route.SUBMIT, Type.TRICKLE, 500));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.SUBMIT, 1);
        Failure failure = aborted(running);
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
        assertThat(onlyRequest(), is("cancelled"));
        assertThat(rig.sandbox.count(Route.STATUS), is(0));
    }

    @Test
    void saysThatNobodyKnowsWhenTheSubmitIsNeverAnswered() throws Exception {
        rig.callTimeout = Duration.ofSeconds(1);
        rig.sandbox.inject(Fault.of(Route.SUBMIT, Type.STALL_AFTER));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.SUBMIT, 1);
        running.abort(WHO);
        Failure failure = Rig.failure(running);
        assertThat(failure.kind(), is(Failure.Kind.OUTCOME_UNKNOWN));
        assertThat(failure.billing(), is(Billing.MAY_BE_BILLED));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void cancelsAQueuedRequest() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 2);
        Failure failure = aborted(running);
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
        assertThat(failure.message(), containsString("It is not billed."));
        assertThat(onlyRequest(), is("cancelled"));
    }

    @Test
    void saysThatARunningRequestIsBilled() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        rig.sandbox.startRequest(rig.sandbox.allRequests().get(0).id());
        rig.sandbox.awaitCount(Route.STATUS, 3);
        Failure failure = aborted(running);
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(failure.what(), containsString("could not be cancelled"));
        assertThat(onlyRequest(), is("in_progress"));
    }

    @Test
    void breaksOffAStatusCallThatGetsNoAnswer() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.of(Route.STATUS, Type.STALL).times(Fault.FOR_EVER));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        assertThat(aborted(running).billing(), is(Billing.NOT_BILLED));
        assertThat(onlyRequest(), is("cancelled"));
    }

    @Test
    void doesNotWaitForARetryThatIsFarAway() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.http(Route.STATUS, 429).with("retry-after", "3600"));
        RunningGeneration running = rig.start();
        await().until(() -> rig.told.stream().anyMatch(line -> line.contains("Trying again in 1 h")));
        assertThat(aborted(running).billing(), is(Billing.NOT_BILLED));
        assertThat(onlyRequest(), is("cancelled"));
    }

    @Test
    void fetchesNothingAnyMore() throws Exception {
        rig.sandbox.inject(Fault.of(Route.RESULT, Type.STALL));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.RESULT, 1);
        Failure failure = aborted(running);
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(failure.what(), containsString("after RunComfy had finished the request"));
        assertThat(
                failure.advice(),
                containsString(running.state().requestId().orElseThrow().value()));
    }

    @Test
    void leavesNoPartOfAVideo() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 20_000));
        RunningGeneration running = rig.start();
        await().until(() -> rig.files().stream().anyMatch(name -> name.endsWith(".part")));
        assertThat(aborted(running).billing(), is(Billing.BILLED));
        assertThat(rig.files(), empty());
    }

    @Test
    void waitsForNoFreeThreadWhenOthersDownload() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 2000).times(2));
        RunningGeneration first = rig.start();
        RunningGeneration second = rig.start(); // both threads for deliveries are busy now
        rig.sandbox.awaitCount(Route.DOWNLOAD, 2);
        RunningGeneration third = rig.start();
        await().until(() -> third.state().phase() == Phase.DELIVERING);
        assertThat(aborted(third).billing(), is(Billing.BILLED));
        assertThat(first.outcome().isDone() || second.outcome().isDone(), is(false));
    }

    @Test
    void cancelsOnAndNamesTheFirstReasonWhenAbortedAgain() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.of(Route.CANCEL, Type.TRICKLE, 200));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        running.abort(WHO);
        rig.sandbox.awaitCount(Route.CANCEL, 1);
        running.abort("Aborted by Otto");
        Failure failure = Rig.failure(running);
        assertThat(failure.what(), containsString(WHO));
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
        assertThat(rig.sandbox.count(Route.CANCEL), is(1));
    }

    @Test
    void waitsFiveSecondsForTheCancelAtMostWhateverTheServiceAsks() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.http(Route.CANCEL, 429).with("retry-after", "3600"));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        assertThat(aborted(running).billing(), is(Billing.NOT_BILLED));
        assertThat(rig.told, hasItem(containsString("Trying again in 5 s.")));
        assertThat(onlyRequest(), is("cancelled"));
    }

    @Test
    void anInterruptOfTheOneWhoWaitsAborts() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        CompletableFuture<Outcome> waiting = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                waiting.complete(running.await(WHO));
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        waiter.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        waiter.interrupt();
        ExecutionException e = assertThrows(ExecutionException.class, () -> waiting.get(10, TimeUnit.SECONDS));
        assertThat(e.getCause(), instanceOf(InterruptedException.class));
        assertThat(onlyRequest(), is("cancelled"));
    }

    @Test
    void cancelsEvenIfTheProgramEndsAtOnce() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        running.abort(WHO);
        rig.engine.close();
        assertThat(onlyRequest(), is("cancelled"));
        assertThat(running.outcome().getNow(null), instanceOf(Outcome.Failed.class));
    }

    @Test
    void cancelsASubmitInFlightEvenIfTheProgramEndsAtOnce() throws Exception {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.of(Route.SUBMIT, Type.TRICKLE, 500));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.SUBMIT, 1);
        running.abort(WHO);
        rig.engine.close();
        assertThat(onlyRequest(), is("cancelled"));
        assertThat(running.outcome().getNow(null), instanceOf(Outcome.Failed.class));
    }

    @Test
    void cancelsWhatTwoThreadsAbortAtAnyMoment() throws Exception {
        rig.sandbox.hold();
        for (int i = 0; i < 40; i++) {
            int submits = rig.sandbox.count(Route.SUBMIT);
            RunningGeneration running = rig.start();
            if (i % 4 == 1) {
                rig.sandbox.awaitCount(Route.SUBMIT, submits + 1);
            }
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> running.abort(WHO));
            running.abort(WHO);
            other.get(10, TimeUnit.SECONDS);
            assertThat(Rig.failure(running).billing(), is(Billing.NOT_BILLED));
        }
        assertThat(
                rig.sandbox.allRequests().stream()
                        .filter(request -> request.state().equals("in_queue"))
                        .toList(),
                empty());
    }
}
