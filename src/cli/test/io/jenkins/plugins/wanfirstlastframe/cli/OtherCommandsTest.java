package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private static String field(Run run, String name) throws IOException {
        return new ObjectMapper().readTree(run.out()).path(name).asText();
    }

    @Test
    void statusTellsWhereAJobStands() throws IOException {
        String id = submitted();
        assertThat(run("status", id).out(), startsWith("in_queue"));
        sandbox.startJob(id);
        assertThat(field(run("status", id, "--json"), "status"), equalTo("in_progress"));
    }

    @Test
    void resultPrintsTheVideosUrl() throws IOException {
        String id = submitted();
        sandbox.startJob(id);
        sandbox.finishJob(id);
        assertThat(run("result", id).out(), containsString("video.mp4"));
        assertThat(field(run("result", id, "--json"), "status"), equalTo("completed"));
    }

    @Test
    void cancelTellsWhetherTheJobIsBilled() throws IOException {
        assertThat(run("cancel", submitted()).out(), containsString("it is not billed"));
        String running = submitted();
        sandbox.startJob(running);
        assertThat(field(run("cancel", running, "--json"), "billing"), equalTo("billed"));
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
        Run run = CommandLineFixture.run(
                Map.of(), false, puppy("preview", "--resolution", "480x480", "--output", file));
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
