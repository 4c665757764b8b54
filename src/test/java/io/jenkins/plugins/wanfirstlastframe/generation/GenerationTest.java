package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request's life where nothing is wrong, and what a listener makes of it. */
class GenerationTest extends OnRig {

    @Test
    void makesAVideoAndItsDescription() throws Exception {
        Outcome.Finished finished = (Outcome.Finished) rig.run(Rig.fresh(Rig.LONG));
        assertThat(rig.files(), contains("clip.mp4", "clip.mp4.json"));
        assertThat(finished.video().bytes(), is(200_000L));
        assertThat(Files.size(rig.target()), is(200_000L));
        assertThat(finished.video().url(), not(containsString("signature")));
        assertThat(
                Files.readString(folder.resolve("clip.mp4.json")),
                containsString(finished.state().requestId().orElseThrow().value()));
        assertThat(rig.sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void aDescriptionThatCannotBeWrittenCostsNoVideo() throws Exception {
        Path occupied = Files.createDirectory(folder.resolve("clip.mp4.json"));
        Files.createFile(occupied.resolve("something"));
        assertThat(rig.run(Rig.fresh(Rig.LONG)), instanceOf(Outcome.Finished.class));
        assertThat(rig.files(), contains("clip.mp4", "clip.mp4.json"));
        assertThat(Files.size(rig.target()), is(200_000L));
        String last = rig.told.get(rig.told.size() - 1);
        assertThat(last, containsString("Saved " + rig.target()));
        assertThat(last, containsString("Only its description is missing: " + occupied + " can't be written ("));
    }

    @Test
    void savesEachPhaseBeforeItGoesOn() throws Exception {
        rig.run(Rig.fresh(Rig.LONG));
        assertThat(
                rig.saved.stream().map(GenerationState::phase).toList(),
                contains(Phase.SUBMITTING, Phase.POLLING, Phase.RESULT, Phase.DELIVERING, Phase.OVER));
        assertThat(
                rig.saved.stream().skip(1).allMatch(state -> state.requestId().isPresent()), is(true));
    }

    @Test
    void attachesToARequestId() throws Exception {
        RequestId id = rig.client().submit(Rig.input());
        Outcome end = rig.run(GenerationState.attachedTo(id, null, Instant.now(), Rig.LONG));
        assertThat(end, instanceOf(Outcome.Finished.class));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
        assertThat(rig.told.get(0), is("Following request " + id + "; nothing is submitted."));
    }

    @Test
    void saysWhatItIsWhenTheRequestIsUnknown() throws Exception {
        Failure failure = Rig.failure(
                rig.start(GenerationState.attachedTo(new RequestId("no-such"), null, Instant.now(), Rig.LONG)));
        assertThat(failure.kind(), is(Failure.Kind.SERVICE));
        assertThat(failure.message(), containsString("no-such"));
        assertThat(failure.message(), containsString("requests and their results expire"));
    }

    @Test
    void waitsForAJobThatThePartOfTheServiceThatIsAskedDoesNotKnowYet() throws Exception {
        rig.interval = Duration.ofMillis(100);
        rig.sandbox.inject(Fault.http(Route.STATUS, 404).times(2));
        assertThat(rig.run(Rig.fresh(Rig.LONG)), instanceOf(Outcome.Finished.class));
    }

    @Test
    void aConsoleThatCannotBeWrittenToCostsNoVideo() throws Exception {
        GenerationListener broken = progress -> {
            throw new IllegalStateException("the console is closed");
        };
        Generation generation = new Generation(
                Rig.fresh(Rig.LONG), rig.client(), rig.delivery(rig.target()), broken, rig.plan(), Clock.systemUTC());
        try (Logged logged = new Logged()) {
            assertThat(Rig.end(rig.engine.start(generation)), instanceOf(Outcome.Finished.class));
            assertThat(
                    logged.lines().get(0),
                    is("WARNING Not told because of java.lang.IllegalStateException: the console is closed: "
                            + new Progress.Submitting().text()));
        }
    }

    @Test
    void submitsNothingThatCannotBeSaved() throws Exception {
        Outcome end = endWithStore(Phase.SUBMITTING);
        Failure failure = ((Outcome.Failed) end).failure();
        assertThat(
                failure.message(),
                startsWith("Nothing was submitted: the request's record can't be written (the disk is full)."));
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"POLLING", "RESULT", "DELIVERING", "OVER"})
    void goesOnWithAPaidRequestThatCannotBeSaved(Phase phase) throws Exception {
        assertThat(endWithStore(phase), instanceOf(Outcome.Finished.class));
        assertThat(rig.sandbox.count(Route.SUBMIT), is(1));
        assertThat(
                rig.told.stream()
                        .filter(line -> line.contains("can't be written down (the disk is full)"))
                        .count(),
                is(1L));
    }

    private Outcome endWithStore(Phase failsAt) throws Exception {
        GenerationListener full = new GenerationListener() {
            @Override
            public void progress(Progress progress) {
                rig.told.add(progress.text());
            }

            @Override
            public void save(GenerationState state) {
                if (state.phase() == failsAt) {
                    throw new IllegalStateException("the disk is full");
                }
            }
        };
        Generation generation = new Generation(
                Rig.fresh(Rig.LONG), rig.client(), rig.delivery(rig.target()), full, rig.plan(), Clock.systemUTC());
        return Rig.end(rig.engine.start(generation));
    }

    @Test
    void aFolderMayBeASymbolicLink() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Delivery delivery = rig.delivery(link.resolve("clip.mp4"));
        Outcome end = Rig.end(rig.engine.start(rig.generation(Rig.fresh(Rig.LONG), delivery)));
        assertThat(end, instanceOf(Outcome.Finished.class));
        assertThat(Files.size(real.resolve("clip.mp4")), is(200_000L));
    }

    @Test
    void replacesAnOlderFileOnlyWithAWholeOne() throws Exception {
        Files.writeString(rig.target(), "older");
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.PAGE));
        assertThat(Rig.failure(rig.start()).kind(), is(Failure.Kind.DELIVERY));
        assertThat(Files.readString(rig.target()), is("older"));
        assertThat(rig.run(Rig.fresh(Rig.LONG)), instanceOf(Outcome.Finished.class));
        assertThat(Files.size(rig.target()), is(200_000L));
    }

    @Test
    void aVideoOnAnotherHostIsForAnAdministratorToAllow() throws Exception {
        rig.sandbox.inject(Fault.parse("result:video=https://a.example/v.mp4"));
        assertThat(
                Rig.failure(rig.start()).what(),
                endsWith("is on a.example, which is not among the hosts that videos are fetched from; an administrator"
                        + " can allow it."));
    }

    @Test
    void resumesABrokenDownloadWhereItBroke() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRUNCATE, 150_000));
        Outcome.Finished finished = (Outcome.Finished) rig.run(Rig.fresh(Rig.LONG));
        Files.delete(rig.target());
        Outcome.Finished whole = (Outcome.Finished) rig.run(
                GenerationState.attachedTo(finished.state().requestId().orElseThrow(), null, Instant.now(), Rig.LONG));
        assertThat(finished.video().sha256(), is(whole.video().sha256()));
        assertThat(rig.sandbox.count(Route.DOWNLOAD), is(3));
    }

    @Test
    void givesUpAServerThatNeverGetsFurther() throws Exception {
        rig.sandbox.inject(new Fault(Route.DOWNLOAD, Type.TRUNCATE, "100000", Map.of(), 1));
        for (int i = 0; i < 20; i++) {
            rig.sandbox.inject(
                    Fault.of(Route.DOWNLOAD, Type.WRONG_OFFSET), Fault.of(Route.DOWNLOAD, Type.TRUNCATE, 100_000));
        }
        assertThat(Rig.failure(rig.start()).kind(), is(Failure.Kind.DELIVERY));
        assertThat(rig.sandbox.count(Route.DOWNLOAD) < 10, is(true));
        assertThat(rig.files(), is(List.of()));
    }

    @Test
    void learnsHowLongRequestsTake() throws Exception {
        DurationHistory history = new DurationHistory();
        rig.close();
        try (Sandbox slow = Rig.quick().runTime(Duration.ofSeconds(2)).start();
                Rig slowRig = new Rig(slow, folder)) {
            Generation generation = new Generation(
                    Rig.fresh(Rig.LONG),
                    slowRig.client(),
                    slowRig.delivery(slowRig.target()),
                    slowRig.listener(),
                    new PollPlan(Rig.SERVICE, Rig.INTERVAL, history, new Random(1)),
                    Clock.systemUTC());
            assertThat(Rig.end(slowRig.engine.start(generation)), instanceOf(Outcome.Finished.class));
        }
        Duration learned = history.of(Rig.SERVICE, Rig.input()).stream()
                .max(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(learned.toMillis() > 500 && learned.toMillis() < 30_000, is(true));
    }
}
