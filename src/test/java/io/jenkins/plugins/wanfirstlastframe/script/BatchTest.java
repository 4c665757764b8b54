package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.puppy;
import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = sandbox().start();
        Wan.begin(List.of(), environment(sandbox, folder));
    }

    @AfterEach
    void stop() {
        Wan.end();
        sandbox.close();
    }

    private Batch batch(int videos) {
        Batch batch = Wan.batch();
        for (int i = 1; i <= videos; i++) {
            batch.add(puppy().seed(i), folder.resolve("made/take-" + i + ".mp4"));
        }
        return batch;
    }

    @Test
    void everyVideoIsMadeOnce() {
        BatchResult result = batch(5).atMost(2).retries(3).run();
        assertThat(result.videos(), hasSize(5));
        assertThat(result.exitCode(), equalTo(0));
        assertThat(sandbox.acceptedSubmits(), equalTo(5));
        result.videos().forEach(video -> assertThat(Files.isRegularFile(video.file()), equalTo(true)));
        assertThat(
                result.table(),
                allOf(
                        containsString("take-5.mp4"),
                        containsString(result.videos().get(4).requestId()),
                        containsString("5 of 5 videos were made.")));
    }

    @Test
    void noMoreThanTheCapAreAtTheServiceAtOnce() {
        sandbox.hold();
        CompletableFuture<BatchResult> result =
                CompletableFuture.supplyAsync(() -> batch(5).atMost(2).run());
        for (int done = 0; done < 5; done++) {
            int accepted = Math.min(5, done + 2);
            Awaitility.await().until(() -> sandbox.acceptedSubmits() == accepted);
            assertThat(unfinished(), lessThanOrEqualTo(2L));
            String id = sandbox.allRequests().get(done).id();
            sandbox.startRequest(id);
            sandbox.finishRequest(id);
        }
        assertThat(result.join().videos(), hasSize(5));
    }

    private long unfinished() {
        return sandbox.allRequests().stream()
                .filter(request -> !request.state().equals("completed"))
                .count();
    }

    @Test
    void aRequestThatFailedAtTheServiceIsTriedAgainAsOftenAsWished() {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "out of memory").times(2));
        BatchResult result = batch(1).retries(2).run();
        assertThat(result.videos(), hasSize(1));
        assertThat(result.items().get(0).attempts(), equalTo(3));
        assertThat(sandbox.acceptedSubmits(), equalTo(3));
    }

    @Test
    void withoutRetriesAFailureIsToldAndTheOthersGoOn() {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "out of memory"));
        BatchResult result = batch(3).atMost(1).run();
        assertThat(result.videos(), hasSize(2));
        assertThat(result.failed().get(0).failure().kind(), equalTo(Failure.Kind.JOB));
        assertThat(result.exitCode(), equalTo(69));
        assertThat(Wan.exitCode(), equalTo(69));
        assertThat(result.table(), containsString("2 of 3 videos were made."));
    }

    @Test
    void aSubmitWhoseFateNobodyKnowsIsNeverRepeated() {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
        BatchResult result = batch(1).retries(5).run();
        assertThat(result.failed().get(0).failure().kind(), equalTo(Failure.Kind.OUTCOME_UNKNOWN));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit:400,code=400001**", "submit:400,code=400002**", "submit:403**", "submit:400**"})
    void aRefusalThatAnotherTryCannotMendIsNotTriedAgain(String refusal) {
        sandbox.inject(Fault.parse(refusal));
        BatchResult result = batch(1).retries(5).run();
        assertThat(result.failed().get(0).failure().kind(), equalTo(Failure.Kind.SERVICE));
        assertThat(result.items().get(0).attempts(), equalTo(1));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit:429*6", "submit:503,retry-after=0*6"})
    void aRequestThatWasTurnedAwayForTheTimeBeingIsTriedAgain(String turnedAway) {
        sandbox.inject(Fault.parse(turnedAway)); // as often as one request asks
        BatchResult result = batch(1).retries(1).run();
        assertThat(result.videos(), hasSize(1));
        assertThat(result.items().get(0).attempts(), equalTo(2));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @Test
    void oneWrongInputKeepsAllFromBeingSubmitted() {
        Batch batch =
                batch(2).add(puppy().steps(99), "a.mp4").add(puppy(), "b.mp4").add(puppy(), "b.mp4");
        WanException e = assertThrows(WanException.class, batch::run);
        assertThat(e.failure().kind(), equalTo(Failure.Kind.INPUT));
        assertThat(e.getMessage(), allOf(containsString("a.mp4: "), containsString("Steps"), containsString("b.mp4")));
        assertThat(e.getMessage().split("Nothing was submitted", -1).length, equalTo(2)); // said once
        assertThat(sandbox.acceptedSubmits(), equalTo(0));
    }

    @Test
    void oneVideoThatCouldNotBeSavedKeepsAllFromBeingSubmitted() {
        Batch batch = batch(1).add(puppy(), folder);
        WanException e = assertThrows(WanException.class, batch::run);
        assertThat(e.getMessage(), containsString("it is a folder"));
        assertThat(sandbox.acceptedSubmits(), equalTo(0));
    }

    @Test
    void anInterruptCancelsWhatIsUnderWayAndSubmitsNoMore() throws InterruptedException {
        sandbox.hold();
        Thread script = new Thread(
                () -> assertThrows(WanException.class, () -> batch(5).atMost(2).run()));
        script.start();
        Awaitility.await().until(() -> sandbox.acceptedSubmits() == 2);
        script.interrupt();
        script.join(20_000);
        assertThat(script.isAlive(), equalTo(false));
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
        sandbox.allRequests().forEach(request -> assertThat(request.state(), equalTo("cancelled")));
    }
}
