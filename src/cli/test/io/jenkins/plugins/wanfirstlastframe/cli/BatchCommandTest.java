package io.jenkins.plugins.wanfirstlastframe.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCommandTest extends OnSandbox {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String DEFAULTS = """
            defaults:
              startImage: Runcomfy_Example_1259_1.png
              endImage: Runcomfy_Example_1259_2.png
              prompt: Puppy, playing
              resolution: 480x480
            clips:
            """;

    private Path made() {
        return folder.resolve("made");
    }

    private Path report() {
        return folder.resolve("reports/clips.xml");
    }

    private Run run(Path list, String... further) {
        List<String> words = new ArrayList<>(List.of("batch", list.toString(), "--output-dir", made().toString()));
        words.addAll(List.of(further));
        Run run = CommandLineFixture.run(environment, false, words.toArray(String[]::new));
        assertThat(run.out() + run.err(), not(containsString(sandbox.token())));
        return run;
    }

    private Path list(String clips) throws IOException {
        return Files.writeString(folder.resolve("clips.yaml"), DEFAULTS + clips);
    }

    private Path takes(int count) throws IOException {
        return list(IntStream.rangeClosed(1, count)
                .mapToObj(i -> "  - {name: take %d, seed: %d, output: takes/%d.mp4}%n".formatted(i, i, i))
                .collect(Collectors.joining()));
    }

    private static List<String> states(Run run) throws IOException {
        List<String> states = new ArrayList<>();
        JSON.readTree(run.out())
                .path("clips")
                .forEach(clip -> states.add(clip.path("state").asText()));
        return states;
    }

    @Test
    void everyClipIsMadeAndListedWithItsRequest() throws IOException {
        Run run = run(takes(3));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(sandbox.acceptedSubmits(), equalTo(3));
        for (int i = 1; i <= 3; i++) {
            assertThat(Files.size(made().resolve("takes/" + i + ".mp4")) > 0, equalTo(true));
            assertThat(run.out(), containsString("take " + i + "  made"));
            assertThat(run.err(), containsString("take " + i + ": Submitted: request id "));
            assertThat(run.err(), containsString("take " + i + ": Saved "));
        }
        sandbox.allRequests().forEach(request -> assertThat(run.out(), containsString(request.id())));
        assertThat(run.out(), containsString("3 of 3 videos were made."));
    }

    @Test
    void aClipSaysMoreThanTheDefaultsAndIsSentAsWritten() throws IOException {
        assertThat(
                run(list("  - {name: a, prompt: 'Puppy: asleep', steps: 9}\n")).code(), equalTo(0));
        JsonNode input = sandbox.allRequests().get(0).input();
        assertThat(input.path("6_text").asText(), equalTo("Puppy: asleep"));
        assertThat(input.path("57_steps").asInt(), equalTo(9));
        assertThat(input.path("71_widthx71_height").asText(), equalTo("480x480 (1:1)"));
        assertThat(input.has("57_noise_seed"), equalTo(false));
        assertThat(Files.exists(made().resolve("a.mp4")), equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void theListMayBeJsonOrCsv(String format) throws IOException {
        String images = "Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png";
        String text = format.equals("csv")
                ? "name,startImage,endImage,prompt,resolution\na," + images + ",x,480x480\nb," + images + ",y,480x480\n"
                : "[{\"name\":\"a\",\"startImage\":\"%s\",\"endImage\":\"%s\",\"prompt\":\"x\",\"resolution\":\"480x480\"}]"
                        .formatted((Object[]) images.split(","));
        Run run = run(Files.writeString(folder.resolve("clips." + format), text));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(Files.exists(made().resolve("a.mp4")), equalTo(true));
    }

    @Test
    void jsonIsOneObjectWithEveryClip() throws IOException {
        sandbox.inject(Fault.parse("submit:fail=out of memory"));
        Run run = run(takes(2), "--json", "--max-concurrent", "1");
        assertThat(run.code(), equalTo(69));
        JsonNode json = JSON.readTree(run.out());
        assertThat(json.path("status").asText(), equalTo("failed"));
        JsonNode failed = json.path("clips").path(0);
        assertThat(failed.path("name").asText(), equalTo("take 1"));
        assertThat(failed.path("state").asText(), equalTo("failed"));
        assertThat(failed.path("video").isNull(), equalTo(true));
        assertThat(failed.path("error").path("kind").asText(), equalTo("job"));
        assertThat(failed.path("error").path("billing").asText(), equalTo("may_be_billed"));
        assertThat(
                failed.path("error").path("requestId").asText(),
                equalTo(sandbox.allRequests().get(0).id()));
        JsonNode done = json.path("clips").path(1);
        assertThat(done.path("state").asText(), equalTo("made"));
        assertThat(done.path("attempts").asInt(), equalTo(1));
        assertThat(done.path("seconds").asDouble() > 0, equalTo(true));
        assertThat(
                done.path("video").path("video").asText(),
                equalTo(made().resolve("takes/2.mp4").toString()));
        assertThat(done.path("error").isNull(), equalTo(true));
        assertThat(JSON.readTree(run(takes(1), "--json").out()).path("status").asText(), equalTo("completed"));
    }

    @Test
    void everythingWrongWithTheListIsToldAtOnceAndNothingIsSubmitted() throws IOException {
        Path list = list("  - {name: a, promt: x}\n  - {name: b, steps: 99, output: ../b.mp4}\n");
        Run run = run(list, "--json", "--junit", report().toString());
        assertThat(run.code(), equalTo(65));
        assertThat(
                run.err().lines().toList(),
                equalTo(List.of(
                        list + ":7:15: There is no key \"promt\"; did you mean \"prompt\"?",
                        list + ":8:22: Steps must be an integer from 6 to 20 (given: \"99\")",
                        list + ":8:34: Output must be a relative path inside the videos' folder that ends with .mp4 and"
                                + " that every system allows (given: \"../b.mp4\")",
                        "wan batch: Nothing was submitted: " + list + " has 3 problems. It is not billed.")));
        JsonNode error = JSON.readTree(run.out()).path("error");
        assertThat(error.path("kind").asText(), equalTo("input"));
        assertThat(error.path("billing").asText(), equalTo("not_billed"));
        assertThat(error.path("problems").size(), equalTo(3));
        assertThat(error.path("problems").path(1).path("line").asInt(), equalTo(8));
        assertThat(error.path("problems").path(1).path("column").asInt(), equalTo(22));
        assertThat(error.path("problems").path(1).path("text").asText(), startsWith("Steps must be"));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
        assertThat(Files.exists(made()), equalTo(false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing.yaml | missing.yaml: The file can't be read: there is no such file",
                "folder.yaml | folder.yaml: The file can't be read: it is a folder",
                "list.txt | list.txt: A clip list is YAML, JSON or CSV",
                "empty.json | empty.json: The file is empty",
            })
    void aListThatIsNoneIsBadInput(String name, String told) throws IOException {
        Files.createDirectory(folder.resolve("folder.yaml"));
        Files.createFile(folder.resolve("list.txt"));
        Files.createFile(folder.resolve("empty.json"));
        Run run = run(folder.resolve(name));
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), allOf(containsString(told), containsString("has a problem. It is not billed.")));
        assertThat(run.out(), emptyString());
    }

    @Test
    void noMoreThanTheCapAreAtTheServiceAtOnce() throws IOException {
        sandbox.hold();
        Path list = takes(5);
        CompletableFuture<Run> running = CompletableFuture.supplyAsync(() -> run(list, "--max-concurrent", "2"));
        for (int done = 0; done < 5; done++) {
            int accepted = Math.min(5, done + 2);
            Awaitility.await().until(() -> sandbox.acceptedSubmits() == accepted);
            assertThat(
                    sandbox.allRequests().stream()
                            .filter(request -> !request.state().equals("completed"))
                            .count(),
                    lessThanOrEqualTo(2L));
            String id = sandbox.allRequests().get(done).id();
            sandbox.startRequest(id);
            sandbox.finishRequest(id);
        }
        assertThat(running.join().code(), equalTo(0));
    }

    @Test
    void whatTheServiceRanInVainIsTriedAgain() throws IOException {
        sandbox.inject(Fault.parse("submit:fail=out of memory*2"));
        Run run = run(takes(1), "--retries", "2", "--json");
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(
                JSON.readTree(run.out()).path("clips").path(0).path("attempts").asInt(), equalTo(3));
        assertThat(run.err(), containsString("take 1: The request failed at RunComfy: out of memory."));
    }

    @ParameterizedTest
    @CsvSource({"'submit:400,code=400002**', 69, balance", "submit:401**, 77, token"})
    void whatWouldFailForAllEndsTheSubmitting(String refusal, int code, String kind) throws IOException {
        sandbox.inject(Fault.parse(refusal));
        Run run = run(takes(4), "--max-concurrent", "1", "--json");
        assertThat(run.code(), equalTo(code));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(1));
        assertThat(states(run), equalTo(List.of("failed", "not_submitted", "not_submitted", "not_submitted")));
        assertThat(
                JSON.readTree(run.out())
                        .path("clips")
                        .path(3)
                        .path("error")
                        .path("kind")
                        .asText(),
                equalTo(kind));
        assertThat(run.err(), containsString("Left out: take 2, take 3, take 4."));
        assertThat(
                run(takes(2), "--max-concurrent", "1").out(),
                containsString("0 of 2 videos were made, 1 failed, 1 were not submitted."));
    }

    @Test
    void aMissingTokenIsToldBeforeAnythingIsSent() throws IOException {
        environment.remove("RUNCOMFY_TOKEN");
        Run run = run(takes(2));
        assertThat(run.code(), equalTo(77));
        assertThat(run.err(), containsString("RUNCOMFY_TOKEN"));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void oneClipThatCouldNotBeSavedKeepsAllFromBeingSubmitted() throws IOException {
        Files.createDirectories(made().resolve("takes/2.mp4"));
        Run run = run(takes(2));
        assertThat(run.code(), equalTo(65));
        assertThat(
                run.err(),
                allOf(containsString("take 2: the video can't be written"), containsString("it is a folder")));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void theReportHasATestForEachClip() throws IOException {
        sandbox.inject(Fault.parse("submit:fail=<b>out & of memory</b>"));
        Path list = list("  - {name: \"<a>&'\\\"\"}\n  - {name: b}\n");
        Run run = run(list, "--max-concurrent", "1", "--junit", report().toString());
        assertThat(run.code(), equalTo(69));
        String xml = Files.readString(report());
        assertThat(
                xml,
                allOf(
                        startsWith("<?xml"),
                        containsString(
                                "<testsuite name=\"clips\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""),
                        containsString("name=\"&lt;a&gt;&amp;'&quot;\""),
                        containsString("out &amp; of memory"),
                        not(containsString("<b>"))));
    }

    @Test
    void aReportThatCouldNotBeWrittenIsToldBeforeAnythingIsPaid() throws IOException {
        Run run = run(takes(1), "--junit", folder.toString());
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), containsString("the report can't be written to " + folder + " (it is a folder)"));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void aReportThatCanNoLongerBeWrittenLosesNoVideo() throws IOException {
        sandbox.hold();
        Path list = takes(1);
        CompletableFuture<Run> running = CompletableFuture.supplyAsync(() -> run(list, "--junit", report().toString()));
        Awaitility.await().until(() -> sandbox.acceptedSubmits() == 1);
        Files.createDirectories(report().resolve("in the way"));
        String id = sandbox.allRequests().get(0).id();
        sandbox.startRequest(id);
        sandbox.finishRequest(id);
        Run run = running.join();
        assertThat(run.code(), equalTo(70));
        assertThat(run.err(), containsString("Only the report is missing: the report can't be written to"));
        assertThat(run.out(), containsString("1 of 1 videos were made."));
    }

    @Test
    void aTimeOutCountsForEachClip() throws IOException {
        sandbox.hold();
        Run run = run(takes(2), "--timeout", "2s", "--max-concurrent", "1", "--json");
        assertThat(run.code(), equalTo(75));
        assertThat(states(run), equalTo(List.of("failed", "failed")));
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch | LIST",
                "batch a.yaml b.yaml | b.yaml",
                "batch a.yaml --max-concurrent 0 | --max-concurrent must be at least 1",
                "batch a.yaml --retries -1 | --retries at least 0",
                "batch a.yaml --max-concurrent many | many",
                "batch a.yaml --token x | --token",
            })
    void aWrongCommandLineIsUsage(String words, String told) {
        Run run = CommandLineFixture.run(environment, false, words.split(" "));
        assertThat(run.code(), equalTo(64));
        assertThat(run.err(), containsString(told));
    }

    @Test
    void helpNamesTheOptionsAndTheExitCodes() {
        Run run = CommandLineFixture.run(environment, false, "batch", "--help");
        assertThat(run.code(), equalTo(0));
        for (String option : new String[] {
            "--output-dir",
            "--max-concurrent",
            "--retries",
            "--junit",
            "--json",
            "--base-url",
            "--token-file",
            "--timeout",
            "--poll-interval",
            "Exit codes:"
        }) {
            assertThat(run.out(), containsString(option));
        }
        assertThat(
                CommandLineFixture.run(environment, false, "--help")
                        .out()
                        .lines()
                        .map(String::strip)
                        .toList(),
                hasItem("wan batch clips.yaml --max-concurrent 8"));
    }
}
