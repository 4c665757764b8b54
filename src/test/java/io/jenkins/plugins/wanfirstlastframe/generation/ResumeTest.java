package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a restart a request goes on from whatever state was saved, and is never paid for twice. */
class ResumeTest extends OnRig {

    private GenerationState savedIn(Phase phase) throws Exception {
        return Rig.restarted(rig.saved.stream()
                .filter(state -> state.phase() == phase)
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"POLLING", "RESULT", "DELIVERING"})
    void fetchesTheVideoOfTheSameRequest(Phase phase) throws Exception {
        rig.run(Rig.fresh(Rig.LONG));
        Files.delete(rig.target());
        Outcome end = rig.run(savedIn(phase));
        assertThat(end.toString(), end, instanceOf(Outcome.Finished.class));
        assertThat(Files.size(rig.target()), is(200_000L));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void reportsADeliveredVideoAgainWithoutFetchingIt() throws Exception {
        Outcome first = rig.run(Rig.fresh(Rig.LONG));
        int downloads = rig.sandbox.count(Route.DOWNLOAD);
        Outcome again = rig.run(savedIn(Phase.OVER));
        assertThat(((Outcome.Finished) again).videos(), is(((Outcome.Finished) first).videos()));
        assertThat(rig.sandbox.count(Route.DOWNLOAD), is(downloads));
    }

    @Test
    void submitsWhatWasNotSubmittedYet() throws Exception {
        assertThat(rig.run(Rig.restarted(Rig.fresh(Rig.LONG))), instanceOf(Outcome.Finished.class));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void neverSubmitsAgainWhatMayHaveBeenSubmitted() throws Exception {
        rig.run(Rig.fresh(Rig.LONG));
        Failure failure = Rig.failure(rig.start(savedIn(Phase.SUBMITTING)));
        assertThat(failure.kind(), is(Failure.Kind.OUTCOME_UNKNOWN));
        assertThat(failure.billing(), is(Billing.MAY_BE_BILLED));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void cancelsWhatWasToBeCancelled() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        running.abort("Aborted by Anna");
        Rig.end(running);
        GenerationState before = savedIn(Phase.STOPPING);
        Failure failure = Rig.failure(rig.start(before));
        assertThat(failure.kind(), is(Failure.Kind.ABORTED));
        assertThat(failure.what(), containsString("Aborted by Anna"));
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
    }

    @Test
    void keepsTheTimesAndTheInput() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        running.detach();
        GenerationState state = Rig.end(running).state();
        GenerationState after = Rig.restarted(state);
        assertThat(after.deadline(), is(state.deadline()));
        assertThat(after.begin(), is(state.begin()));
        assertThat(after.input(), is(state.input()));
        assertThat(after.lastStatus(), is(state.lastStatus()));
        assertThat(after.requestId(), is(state.requestId()));
    }

    @Test
    void theSavedStateIsSmallAndHoldsNoToken() throws Exception {
        rig.run(Rig.fresh(Rig.LONG));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(rig.saved.get(rig.saved.size() - 1));
        }
        assertThat(bytes.size() < 4000, is(true));
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1), not(containsString(rig.sandbox.token())));
    }

    @Test
    void aVideoThatWasFinishedWhileTheProgramWasDownIsFetchedAlthoughTimeIsUp() throws Exception {
        GenerationState state = GenerationState.attachedTo(
                rig.client().submit(Rig.input()), Rig.input(), Instant.now().minusSeconds(60), Rig.LONG.dividedBy(100));
        assertThat(rig.run(Rig.restarted(state)), instanceOf(Outcome.Finished.class));
        assertThat(rig.sandbox.count(Route.CANCEL), is(0));
    }

    @Test
    void aDeadlineThatPassedWhileTheProgramWasDownCancels() throws Exception {
        rig.sandbox.hold();
        GenerationState state = GenerationState.attachedTo(
                rig.client().submit(Rig.input()), Rig.input(), Instant.now().minusSeconds(60), Rig.LONG.dividedBy(100));
        Failure failure = Rig.failure(rig.start(Rig.restarted(state)));
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
        assertThat(rig.told, hasItem(containsString("The time-out is over: asking RunComfy to cancel")));
    }
}
