package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptResult.Status;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a script's process tells of its requests, its limits, and how the program around it reads that. */
class ScriptReportTest {

    private static final String PUPPY = "video().startImage(\"https://example.com/a.png?signature=hidden\")"
            + ".endImage(\"Runcomfy_Example_1259_2.png\").prompt(\"Puppy\").seed(7)";

    @TempDir
    private Path folder;

    private Run run(Sandbox sandbox, Map<String, String> more, String script) throws IOException {
        Map<String, String> environment = new HashMap<>(environment(sandbox, folder));
        environment.put(Settings.RESULTS, results().toString());
        environment.putAll(more);
        return ScriptFixture.run(
                folder, environment, script.replace("DIR", folder.toString()).getBytes(StandardCharsets.UTF_8));
    }

    private Path results() {
        return folder.resolve("results.jsonl");
    }

    private ScriptReport report() throws IOException {
        return of("{\"process\":7}", Files.readString(results())); // of which ScriptMain tells
    }

    private static GenerationState state(ScriptResult result) throws IOException {
        return result.state(
                result.videos().isEmpty()
                        ? List.of()
                        : List.of(
                                DeliveredVideo.of(Path.of(result.videos().get(0).file()), "")));
    }

    @Test
    void tellsOfVideosThatWereMadeKeptAndShown() throws IOException {
        try (Sandbox sandbox = sandbox().runTime(Duration.ofMillis(300)).start()) {
            sandbox.setPrices(Sandbox.Prices.of("0.25"));
            Run run = run(sandbox, Map.of(), """
                    video().startImage("Runcomfy_Example_1259_1.png").endImage("Runcomfy_Example_1259_2.png").prompt("Puppy").seed(7).onlyIfChanged().save("DIR/one.mp4");
                    video().startImage("Runcomfy_Example_1259_1.png").endImage("Runcomfy_Example_1259_2.png").prompt("Puppy").seed(7).onlyIfChanged().save("DIR/one.mp4");
                    """);
            assertThat(run.err(), run.code(), equalTo(0));
            ScriptReport report = report();
            assertThat(report.unreadable(), equalTo(0));
            assertThat(report.results(), hasSize(2));
            ScriptResult made = report.results().get(0);
            assertThat(made.status(), equalTo(Status.COMPLETED));
            assertThat(
                    made.videos().get(0).file(),
                    equalTo(folder.resolve("one.mp4").toString()));
            GenerationState state = state(made);
            assertThat(Fate.of(state), equalTo(Fate.DELIVERED));
            assertThat(
                    state.requestId().orElseThrow().value(),
                    equalTo(sandbox.allRequests().get(0).id()));
            assertThat(state.input().orElseThrow().prompt(), equalTo("Puppy"));
            assertThat(
                    state.videos().get(0).sha256(), equalTo(made.videos().get(0).sha256()));
            assertThat(state.costUsd().orElseThrow(), equalTo(new BigDecimal("0.25")));
            assertThat(state.ran().isPresent(), equalTo(true));
            assertThat(state.submittedHere(), equalTo(true));
            GenerationState kept = state(report.results().get(1));
            assertThat(kept.origin(), equalTo(Origin.EARLIER_VIDEO));
            assertThat(kept.requestId(), equalTo(Optional.empty()));
            assertThat(report.costUsd().orElseThrow(), equalTo(new BigDecimal("0.25")));
        }
    }

    @Test
    void tellsOfFailuresWithoutQueriesOrFrames() throws IOException {
        try (Sandbox sandbox = sandbox().start()) {
            sandbox.inject(Fault.parse("submit:fail=out of memory"));
            Run run = run(sandbox, Map.of(), PUPPY + ".save(\"DIR/x.mp4\");");
            assertThat(run.err(), run.code(), equalTo(69));
            String text = Files.readString(results());
            assertThat(text, not(containsString("signature")));
            assertThat(text, not(containsString(sandbox.token())));
            ScriptResult failed = report().results().get(0);
            assertThat(failed.status(), equalTo(Status.FAILED));
            Failure failure = state(failed).failure().orElseThrow();
            assertThat(failure.kind(), equalTo(Failure.Kind.JOB));
            assertThat(
                    failure.requestId().value(),
                    equalTo(sandbox.allRequests().get(0).id()));
            assertThat(report().lastFailure().orElseThrow(), equalTo(failure.message()));
        }
    }

    @Test
    void whatIsKnownBeforeACrashTellsWhatIsOwed() throws IOException {
        try (Sandbox sandbox = sandbox().start()) {
            assertThat(run(sandbox, Map.of(), PUPPY + ".save(\"DIR/x.mp4\");").code(), equalTo(0));
            List<String> lines = Files.readAllLines(results());
            assertThat(lines.toString(), lines.size() >= 3, equalTo(true));
            Files.writeString(results(), lines.get(0) + "\n");
            GenerationState unknown = state(report().results().get(0));
            assertThat(Fate.of(unknown), equalTo(Fate.UNKNOWN));
            assertThat("the process is", unknown.isOver(), equalTo(true));
            assertThat(report().costUsd(), equalTo(Optional.empty()));
            Files.writeString(
                    results(),
                    lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 40));
            GenerationState owed = state(report().results().get(0));
            assertThat(Fate.of(owed), equalTo(Fate.OWED));
            assertThat("the process is", owed.isOver(), equalTo(true));
            assertThat(report().unreadable(), equalTo(1));
        }
    }

    @Test
    void theBudgetHoldsForAllRequestsTogether() throws IOException {
        try (Sandbox sandbox = sandbox().start()) {
            sandbox.setPrices(Sandbox.Prices.of("0.25"));
            Run run =
                    run(sandbox, Map.of(Settings.MAX_USD, "0.60", Settings.MAX_CONCURRENT, "1"), """
                    var all = batch();
                    for (int i = 0; i < 4; i++) all.add(%s.seed(i), "DIR/" + i + ".mp4");
                    all.run();
                    """.formatted(PUPPY));
            assertThat(run.err(), run.code(), equalTo(65));
            assertThat(
                    run.err(), containsString("RUNCOMFY_MAX_USD, maxUsd in Jenkins) is 0.60 USD: 0.50 USD of it are"));
            assertThat(sandbox.acceptedSubmits(), equalTo(2));
            assertThat(report().costUsd().orElseThrow(), equalTo(new BigDecimal("0.50")));
            assertThat(
                    report().results().stream()
                            .filter(result -> result.status() == Status.FAILED)
                            .map(result -> result.error().billing())
                            .distinct()
                            .toList(),
                    equalTo(List.of(Billing.NOT_BILLED)));
        }
    }

    @Test
    void nothingIsSubmittedThatCantBeNoted() throws IOException {
        try (Sandbox sandbox = sandbox().start()) {
            Run run = run(
                    sandbox,
                    Map.of(
                            Settings.RESULTS,
                            folder.resolve("none/results.jsonl").toString()),
                    PUPPY + ".save(\"DIR/x.mp4\");");
            assertThat(run.err(), run.code(), equalTo(70));
            assertThat(sandbox.acceptedSubmits(), equalTo(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUNCOMFY_MAX_USD=a lot", "RUNCOMFY_MAX_USD=-1", "RUNCOMFY_MAX_CONCURRENT=-1"})
    void aWrongLimitIsRefused(String assignment) throws IOException {
        try (Sandbox sandbox = sandbox().start()) {
            String[] parts = assignment.split("=");
            Run run = run(sandbox, Map.of(parts[0], parts[1]), PUPPY + ".save(\"DIR/x.mp4\");");
            assertThat(run.code(), equalTo(65));
            assertThat(run.err(), containsString("The environment variable " + parts[0] + " is wrong"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "7",
                "{\"id\":\"x\"}",
                "{\"exitCode\":\"x\"}",
                "{\"id\":\"x\",\"status\":\"COMPLETED\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\",\"origin\":\"SERVICE\"}",
                "{\"id\":\"x\",\"status\":\"FAILED\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\",\"origin\":\"SERVICE\"}",
                "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"now\",\"origin\":\"SERVICE\"}",
                "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"+1000000000-01-01T00:00:00Z\",\"origin\":\"SERVICE\"}",
                "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"-999999999-01-01T00:00:00Z\",\"origin\":\"SERVICE\"}",
                "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\",\"origin\":\"SERVICE\",\"costUsd\":-1}",
                "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\",\"origin\":\"SERVICE\",\"costUsd\":1e999}",
                "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\",\"origin\":\"SERVICE\",\"requestId\":\"../x\"}",
            })
    void whatAScriptMayHaveWrittenThereItselfIsCountedAndLeftOut(String line) {
        ScriptReport report =
                ScriptReport.read((line + "\n{\"process\":7}\n{\"exitCode\":3}\n").getBytes(StandardCharsets.UTF_8));
        assertThat(report.unreadable(), equalTo(1));
        assertThat(report.results(), hasSize(0));
        assertThat(report.process(), equalTo(7L));
        assertThat(report.exitCode(), equalTo(3));
        assertThat(ScriptReport.read(new byte[0]).process(), nullValue());
    }

    private static ScriptReport of(String... lines) {
        return ScriptReport.read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsGoneIsNotTakenForNothing() {
        String begun = "{\"id\":\"x\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\","
                + "\"submittedHere\":true,\"priceUsd\":1,\"origin\":\"SERVICE\"}";
        assertThat("never begun", of("").isTakenAway(), equalTo(false));
        assertThat(of("").costUsd().orElseThrow(), equalTo(BigDecimal.ZERO));
        assertThat(of("{\"process\":7}", begun).isTakenAway(), equalTo(false));
        assertThat(of("{\"process\":7}", begun).costUsd().orElseThrow(), equalTo(BigDecimal.ONE));
        for (ScriptReport report :
                List.of(ScriptReport.read(null), of("{\"exitCode\":0}"), of(begun), of("cut\":1}", begun))) {
            assertThat(report.toString(), report.isTakenAway(), equalTo(true));
            assertThat(report.costUsd(), equalTo(Optional.empty()));
        }
    }

    @Test
    void moreRequestsThanAReportHoldsAreCounted() {
        String[] lines = new String[10_003];
        lines[0] = "{\"process\":7}";
        for (int i = 1; i < lines.length; i++) {
            lines[i] = "{\"id\":\"" + i + "\",\"status\":\"BEGUN\",\"file\":\"/x\",\"begun\":\"2026-01-01T00:00:00Z\","
                    + "\"priceUsd\":1,\"origin\":\"SERVICE\"}";
        }
        ScriptReport report = of(lines);
        assertThat(report.results(), hasSize(10_000));
        assertThat(report.unreadable(), equalTo(2));
        assertThat("what they cost is not known", report.costUsd(), equalTo(Optional.empty()));
    }
}
