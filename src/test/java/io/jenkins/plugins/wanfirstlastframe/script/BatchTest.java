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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private ScriptContext context;

    @BeforeEach
    void start() throws IOException {
        sandbox = sandbox().start();
        context = ScriptContext.begin(List.of(), environment(sandbox, folder), System.err);
    }

    @AfterEach
    void stop() {
        context.close();
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
        assertThat(context.exitCode(), equalTo(69));
        assertThat(result.table(), containsString("2 of 3 videos were made, 1 failed."));
    }

    @Test
    void aSubmitWhoseFateNobodyKnowsIsNeverRepeated() {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
        BatchResult result = batch(1).retries(5).run();
        assertThat(result.failed().get(0).failure().kind(), equalTo(Failure.Kind.OUTCOME_UNKNOWN));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit:400,code=400001**", "submit:403**", "submit:400**"})
    void aRefusalThatAnotherTryCannotMendIsNotTriedAgain(String refusal) {
        sandbox.inject(Fault.parse(refusal));
        BatchResult result = batch(1).retries(5).run();
        assertThat(result.failed().get(0).failure().kind(), equalTo(Failure.Kind.SERVICE));
        assertThat(result.items().get(0).attempts(), equalTo(1));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(1));
    }

    @ParameterizedTest
    @CsvSource({
        "'submit:400,code=400002**', BALANCE, 69",
        "'submit:error-in-200=400002**', BALANCE, 69",
        "'submit:401**', TOKEN, 77",
        "'submit:400,code=400004**', TOKEN, 77",
        "'submit:error-in-200=401001**', TOKEN, 77",
    })
    void whatWouldFailForAllEndsTheSubmitting(String refusal, Failure.Kind kind, int code) {
        sandbox.inject(Fault.parse(refusal));
        BatchResult result = batch(6).atMost(1).retries(3).run();
        assertThat(sandbox.count(Route.SUBMIT), equalTo(1));
        assertThat(result.failed(), hasSize(6));
        assertThat(result.items().get(0).attempts(), equalTo(1));
        for (BatchResult.Item item : result.items().subList(1, 6)) {
            assertThat(item.attempts(), equalTo(0));
            assertThat(item.failure().kind(), equalTo(kind));
            assertThat(
                    item.failure().message(),
                    equalTo("Not submitted, since it would fail as take-1.mp4 has. It is not billed."));
        }
        assertThat(result.exitCode(), equalTo(code));
        assertThat(
                result.table(),
                allOf(
                        containsString("not submitted"),
                        containsString("0 of 6 videos were made, 1 failed, 5 were not submitted.")));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void whatIsUnderWayWhenTheMoneyIsGoneIsStillMade(int atMost) {
        sandbox.hold();
        CompletableFuture<BatchResult> running =
                CompletableFuture.supplyAsync(() -> batch(8).atMost(atMost).run());
        Awaitility.await().until(() -> sandbox.acceptedSubmits() == atMost);
        sandbox.inject(Fault.parse("submit:400,code=400002**"));
        finish(0);
        Awaitility.await().until(() -> sandbox.count(Route.SUBMIT) == atMost + 1);
        for (int i = 1; i < atMost; i++) {
            finish(i);
        }
        BatchResult result = running.join();
        assertThat(result.videos(), hasSize(atMost));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(atMost + 1));
        assertThat(result.items().stream().filter(item -> item.attempts() == 0).count(), equalTo(8L - atMost - 1));
    }

    private void finish(int request) {
        String id = sandbox.allRequests().get(request).id();
        sandbox.startRequest(id);
        sandbox.finishRequest(id);
    }

    @Test
    void aVideoThatWaitsForAnotherTryWhenTheMoneyIsGoneKeepsItsOwnFailure() {
        sandbox.inject(
                Fault.parse("submit:fail=out of memory"),
                Fault.parse("submit:fail=out of memory"),
                Fault.parse("submit:400,code=400002**"));
        BatchResult result = batch(3).atMost(1).retries(3).run();
        assertThat(sandbox.count(Route.SUBMIT), equalTo(3));
        assertThat(
                result.items().stream().map(item -> item.failure().kind()).toList(),
                equalTo(List.of(Failure.Kind.JOB, Failure.Kind.JOB, Failure.Kind.BALANCE)));
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

    private Path list(String clips) throws IOException {
        return Files.writeString(folder.resolve("clips.yaml"), """
                defaults:
                  startImage: Runcomfy_Example_1259_1.png
                  endImage: Runcomfy_Example_1259_2.png
                  prompt: Puppy, playing
                clips:
                """ + clips);
    }

    @Test
    void theClipsOfAListAreMadeByTheirNames() throws IOException {
        Path list = list("  - {name: a b, seed: 7}\n  - {name: c, output: sub/d.mp4}\n");
        BatchResult result = Wan.batch()
                .from(list, folder.resolve("made"))
                .add(puppy(), folder.resolve("made/e.mp4"))
                .run();
        assertThat(result.exitCode(), equalTo(0));
        assertThat(result.items().stream().map(BatchResult.Item::name).toList(), equalTo(List.of("a b", "c", "e.mp4")));
        assertThat(
                result.videos().stream().map(FinishedVideo::file).toList(),
                equalTo(List.of(
                        folder.resolve("made/a-b.mp4"),
                        folder.resolve("made/sub/d.mp4"),
                        folder.resolve("made/e.mp4"))));
        assertThat(result.videos().get(0).seed(), equalTo(7L));
        assertThat(result.table(), containsString("a b    made"));
    }

    @Test
    void aWrongListIsToldAsAWholeAndNothingIsSubmitted() throws IOException {
        Path list = list("  - {name: a, promt: x}\n  - {name: a, seed: x}\n");
        WanException e = assertThrows(WanException.class, () -> Wan.batch().from(list));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.INPUT));
        assertThat(
                e.getMessage(),
                equalTo("Nothing was submitted: " + list
                        + " has 4 problems: line 6, column 15: There is no key \"promt\";"
                        + " did you mean \"prompt\"?; line 7, column 5: The output \"a.mp4\" is taken by the clip in line"
                        + " 6; give each an output of its own; line 7, column 12: The name \"a\" is taken by the clip in"
                        + " line 6; line 7, column 21: Seed must be an integer (given: \"x\"). It is not billed."));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void aClipOfAListAndAnotherVideoCannotHaveOneFile() throws IOException {
        Batch batch = Wan.batch().from(list("  - {name: a}\n"), folder).add(puppy(), folder.resolve("sub/../a.mp4"));
        WanException e = assertThrows(WanException.class, batch::run);
        assertThat(e.getMessage(), containsString("two videos have the file " + folder.resolve("a.mp4")));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void whereNoVideoCouldBeSavedTheMessageIsNotAsLongAsTheList() throws IOException {
        Batch batch = Wan.batch();
        Path file = Files.createFile(folder.resolve("file"));
        for (int i = 0; i < 100; i++) {
            batch.add(puppy(), file.resolve(i + ".mp4"));
        }
        WanException e = assertThrows(WanException.class, batch::run);
        assertThat(e.getMessage(), containsString("19.mp4: the video can't be written"));
        assertThat(e.getMessage(), containsString("; and 80 more"));
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

    @Test
    void anInterruptTellsEachFailureOnce() throws Exception {
        sandbox.hold();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(told, true, StandardCharsets.UTF_8);
        Thread script = new Thread(() -> {
            try (ScriptContext own = ScriptContext.begin(List.of(), environment(sandbox, folder), err)) {
                assertThrows(WanException.class, () -> batch(3).atMost(1).run());
                assertThat(own.exitCode(), equalTo(0));
            }
        });
        script.start();
        Awaitility.await().until(() -> sandbox.acceptedSubmits() == 1);
        String id = sandbox.allRequests().get(0).id();
        sandbox.startRequest(id);
        sandbox.failRequest(id, "out of memory");
        Awaitility.await().until(() -> sandbox.acceptedSubmits() == 2);
        script.interrupt();
        script.join(20_000);
        List<String> failures = told.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("billed.") && !line.contains("is cancelled"))
                .toList();
        assertThat(failures.toString(), failures, hasSize(2));
    }

    @Test
    void whatIsThereIsKeptAndTheRestIsMade() {
        assertThat(batch(3).onlyIfChanged().run().exitCode(), equalTo(0));
        BatchResult result = batch(5).onlyIfChanged().run();
        assertThat(result.exitCode(), equalTo(0));
        assertThat(
                result.videos().stream().map(FinishedVideo::reused).toList(),
                equalTo(List.of(true, true, true, false, false)));
        assertThat(result.items().get(0).attempts(), equalTo(0));
        assertThat(result.table(), containsString("2 of 5 videos were made, 3 were used again."));
        assertThat(sandbox.acceptedSubmits(), equalTo(5));
        assertThat(batch(5).onlyIfChanged().force().run().exitCode(), equalTo(0));
        assertThat(sandbox.acceptedSubmits(), equalTo(10));
    }

    @Test
    void oneVideoOfABatchMayBeKeptByItself() {
        batch(1).run();
        BatchResult result = Wan.batch()
                .add(puppy().seed(1).onlyIfChanged(), folder.resolve("made/take-1.mp4"))
                .add(puppy().seed(2), folder.resolve("made/take-2.mp4"))
                .run();
        assertThat(result.videos().stream().map(FinishedVideo::reused).toList(), equalTo(List.of(true, false)));
    }

    @Test
    void aThousandVideosAreKeptInAMoment() {
        batch(1000).atMost(100).onlyIfChanged().run();
        int requests = sandbox.requests().size();
        BatchResult result = batch(1000).onlyIfChanged().run();
        assertThat(result.videos().stream().allMatch(FinishedVideo::reused), equalTo(true));
        assertThat(sandbox.requests(), hasSize(requests));
    }
}
