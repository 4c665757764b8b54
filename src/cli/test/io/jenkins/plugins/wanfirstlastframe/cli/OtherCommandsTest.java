package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherCommandsTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = sandbox().hold().start();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Run run(String... words) {
        return CommandLineFixture.run(environment(sandbox, folder), false, words);
    }

    private String submitted() {
        return run(puppy("generate", "--detach")).out().strip();
    }

    private static String errorField(Run run, String name) throws IOException {
        return new ObjectMapper().readTree(run.out()).path("error").path(name).asText();
    }

    private static String field(Run run, String name) throws IOException {
        return new ObjectMapper().readTree(run.out()).path(name).asText();
    }

    @Test
    void statusTellsWhereAJobStands() throws IOException {
        String id = submitted();
        assertThat(run("status", id).out(), startsWith("in_queue"));
        sandbox.startRequest(id);
        assertThat(field(run("status", id, "--json"), "status"), equalTo("in_progress"));
    }

    @Test
    void resultPrintsTheVideosUrl() throws IOException {
        String id = submitted();
        sandbox.startRequest(id);
        sandbox.finishRequest(id);
        assertThat(run("result", id).out(), containsString("video.mp4"));
        assertThat(field(run("result", id, "--json"), "status"), equalTo("completed"));
    }

    @Test
    void cancelOfAQueuedRequestSucceedsAsOftenAsItIsAskedFor() throws IOException {
        String id = submitted();
        Run run = run("cancel", id);
        assertThat(run.out(), containsString("it is not billed"));
        assertThat(run.code(), equalTo(0));
        Run again = run("cancel", id, "--json");
        assertThat(field(again, "status"), equalTo("cancelled"));
        assertThat(field(again, "billing"), equalTo("not_billed"));
        assertThat(again.code(), equalTo(0));
    }

    @Test
    void cancelOfARunningRequestFailsAndSaysThatItIsBilled() throws IOException {
        String id = submitted();
        sandbox.startRequest(id);
        Run run = run("cancel", id, "--json");
        assertThat(run.code(), equalTo(69));
        assertThat(run.err(), containsString("already running at RunComfy and can't be cancelled any more"));
        assertThat(run.err(), containsString("It is billed."));
        assertThat(field(run, "status"), equalTo("failed"));
        assertThat(errorField(run, "billing"), equalTo("billed"));
    }

    @Test
    void cancelOfAFinishedRequestSaysThatItIsOver() {
        String id = submitted();
        sandbox.startRequest(id);
        sandbox.finishRequest(id);
        Run run = run("cancel", id);
        assertThat(run.code(), equalTo(69));
        assertThat(run.out(), equalTo(""));
        assertThat(run.err(), containsString("is finished at RunComfy, so there is nothing left to cancel"));
        assertThat(run.err(), containsString("wan generate --request-id " + id));
        assertThat(run.err(), not(containsString("running")));
    }

    @Test
    void cancelOfAFailedRequestSaysSo() {
        String id = submitted();
        sandbox.startRequest(id);
        sandbox.failRequest(id, "out of memory");
        Run run = run("cancel", id);
        assertThat(run.code(), equalTo(69));
        assertThat(run.err(), containsString("has failed at RunComfy"));
        assertThat(run.err(), containsString("It may be billed."));
    }

    @Test
    void cancelClaimsNoMoreThanItCouldFindOut() {
        String id = submitted();
        sandbox.startRequest(id);
        sandbox.inject(Fault.http(Route.STATUS, 500));
        Run run = run("cancel", id);
        assertThat(run.code(), equalTo(69));
        assertThat(run.err(), containsString("is running or over at RunComfy"));
        assertThat(run.err(), containsString("It may be billed."));
    }

    @Test
    void aLookUpThatFailsSaysNothingAboutTheBill() throws IOException {
        String id = submitted();
        for (String command : List.of("status", "result")) {
            sandbox.inject(Fault.http(command.equals("status") ? Route.STATUS : Route.RESULT, 500));
            Run run = run(command, id, "--json");
            assertThat(run.code(), equalTo(69));
            assertThat(run.err(), containsString("Request id: " + id));
            assertThat(run.err(), not(containsString("billed")));
            assertThat(errorField(run, "billing"), equalTo("unaffected"));
            assertThat(run(command, "no id").err(), not(containsString("billed")));
            assertThat(errorField(run(command, "--json"), "billing"), equalTo("unaffected"));
        }
        assertThat(errorField(run("generate", "--json"), "billing"), equalTo("not_billed"));
    }

    @Test
    void aCancelThatFailsLeavesAJobThatMayBeBilled() {
        String id = submitted();
        sandbox.inject(Fault.http(Route.CANCEL, 500));
        assertThat(run("cancel", id).err(), containsString("It may be billed."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"status %s", "result %s", "cancel %s", "sandbox %s", "run %s", "parameters %s", "generate %s"})
    void anAtSignNeverReadsAFile(String words) throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "--help");
        Run run = run(words.formatted("@" + file).split(" "));
        assertThat(run.out(), not(containsString("Usage")));
        assertThat(run.code(), greaterThan(0));
        assertThat(run.err(), containsString("@" + file));
    }

    @Test
    void anUnknownRequestIsBadInput() {
        Run run = run("status", "nobody-knows");
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), containsString("nobody-knows"));
        assertThat(run("status", "no id").code(), equalTo(65));
    }

    @Test
    void aServiceThatIsNotThereIsUnavailable() {
        Map<String, String> environment = environment(sandbox, folder);
        environment.put("RUNCOMFY_BASE_URL", "http://127.0.0.1:1");
        assertThat(CommandLineFixture.run(environment, false, "status", "x").code(), equalTo(69));
        environment.put("RUNCOMFY_BASE_URL", "http://example.com");
        assertThat(CommandLineFixture.run(environment, false, "status", "x").code(), equalTo(65));
    }

    @Test
    void previewNeedsNeitherServiceNorToken() {
        Path file = folder.resolve("new/preview.mp4");
        Run run =
                CommandLineFixture.run(Map.of(), false, puppy("preview", "--resolution", "480x480", "--output", file));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.out().strip(), equalTo(file.toString()));
        assertThat(Files.isRegularFile(file), equalTo(true));
    }

    @ParameterizedTest
    @EnumSource
    void everyParameterIsAnOptionAndInTheTable(Parameter parameter) {
        assertThat(run("generate", "--help").out(), containsString(parameter.optionName() + "="));
        assertThat(run("preview", "--help").out(), containsString(parameter.optionName() + "="));
        assertThat(run("parameters").out(), containsString(parameter.wireName()));
        assertThat(run("parameters", "--json").out(), containsString("\"" + parameter.propertyName() + "\""));
    }

    @Test
    void helpEndsWithExitCodesAndExamples() {
        Run run = run("--help");
        assertThat(run.code(), equalTo(0));
        assertThat(run.out(), containsString("Exit codes:"));
        assertThat(run.out(), containsString("wan run scenes.jsh"));
        assertThat(run.out().lines().allMatch(line -> line.length() <= 80), equalTo(true));
    }

    @Test
    void versionAndCompletionArePrinted() {
        assertThat(run("--version").out(), startsWith("wan "));
        assertThat(run("completion").out(), containsString("--start-image"));
    }
}
