package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import hudson.model.Result;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Jenkinsfiles of the documentation work as they stand there. */
class ExamplesTest extends OnJenkins {

    private static final Path EXAMPLES = Path.of("docs", "examples");

    @BeforeEach
    void begin() throws Exception {
        WanFirstLastFrameConfiguration.get().setCredentialsId(null);
    }

    private static WorkflowRun run(String example, Result expected) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Files.readString(EXAMPLES.resolve(example)), true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static List<String> videos(WorkflowRun run) {
        List<VideoRecord> videos = run.getAction(VideoAction.class).getVideos();
        for (VideoRecord video : videos) {
            assertThat(video.isArchived(), is(true));
        }
        return videos.stream().map(VideoRecord::getPath).toList();
    }

    @Test
    void scripted() throws Exception {
        WorkflowRun run = run("scripted.Jenkinsfile", Result.SUCCESS);
        assertThat(videos(run), is(List.of("clips/puppy.mp4")));
        jenkins.assertLogContains("seed 42", run);
        assertThat(
                run.getArtifacts().stream()
                        .map(artifact -> artifact.relativePath)
                        .toList(),
                containsInAnyOrder("clips/puppy.mp4", "puppy.txt"));
    }

    @Test
    void declarative() throws Exception {
        assertThat(videos(run("declarative.Jenkinsfile", Result.SUCCESS)), is(List.of("clips/puppy.mp4")));
        assertThat(
                sandbox.allRequests().get(0).input().path("6_text").asText(),
                is("Puppy, playing, happy, barking, joyful"));
    }

    @Test
    void matrix() throws Exception {
        assertThat(
                videos(run("matrix.Jenkinsfile", Result.SUCCESS)),
                containsInAnyOrder(
                        "clips/joyful-480x480.mp4",
                        "clips/joyful-720x480.mp4",
                        "clips/sleepy-480x480.mp4",
                        "clips/sleepy-720x480.mp4"));
        assertThat(sandbox.acceptedSubmits(), is(4));
    }

    @Test
    void nightly() throws Exception {
        WorkflowRun run = run("nightly.Jenkinsfile", Result.SUCCESS);
        assertThat(videos(run), containsInAnyOrder("nightly/intro.mp4", "nightly/outro.mp4"));
        TimerTrigger trigger = (TimerTrigger) run.getParent()
                .getProperty(PipelineTriggersJobProperty.class)
                .getTriggers()
                .get(0);
        assertThat(trigger.getSpec(), is("H 2 * * *"));
    }

    @Test
    void nightlyGoesOnWithoutAClipThatFailsTwice() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Fault.Type.FAIL, "no").times(4));
        WorkflowRun run = run("nightly.Jenkinsfile", Result.UNSTABLE);
        assertThat(videos(run), empty());
        jenkins.assertLogContains("The clip intro is missing", run);
        assertThat(sandbox.acceptedSubmits(), is(4));
    }

    @Test
    void clips() throws Exception {
        WorkflowRun run = run("clips.Jenkinsfile", Result.SUCCESS);
        assertThat(videos(run), containsInAnyOrder("intro.mp4", "outro.mp4", "takes/intro-7.mp4"));
        assertThat(run.getDescription(), is("intro (made), intro, another take (made), outro (made)"));
        WorkflowRun second = jenkins.buildAndAssertSuccess(run.getParent());
        assertThat(second.getDescription(), is("intro (reused), intro, another take (reused), outro (reused)"));
        assertThat(sandbox.acceptedSubmits(), is(3));
    }

    @Test
    void script() throws Exception {
        WorkflowRun run = run("script.Jenkinsfile", Result.SUCCESS);
        assertThat(videos(run), containsInAnyOrder("scenes/playing.mp4", "scenes/sleeping.mp4"));
        assertThat(run.getDescription(), is("scenes/playing.mp4, scenes/sleeping.mp4"));
        assertThat(sandbox.acceptedSubmits(), is(2));
    }

    @Test
    void compare() throws Exception {
        WorkflowRun first = run("compare.Jenkinsfile", Result.SUCCESS);
        assertThat(videos(first), is(List.of("clips/puppy.mp4")));
        WorkflowRun second = jenkins.buildAndAssertSuccess(first.getParent());
        List<String> starts = Stream.of(first, second)
                .map(run -> run.getAction(VideoAction.class).getVideos().get(0))
                .map(video -> video.getParameters().get("startImage"))
                .toList();
        assertThat(starts, is(List.of("Runcomfy_Example_1259_1.png", "Runcomfy_Example_1259_2.png")));
    }

    @Test
    void agentNone() throws Exception {
        WorkflowRun run = run("agent-none.Jenkinsfile", Result.SUCCESS);
        assertThat(videos(run), hasSize(1));
        assertThat(run.getDescription(), notNullValue());
        assertThat(run.getDescription(), containsString(videos(run).get(0)));
    }

    @Test
    void everyExampleIsRunHere() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            Set<String> found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".Jenkinsfile"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(
                    found,
                    equalTo(Set.of(
                            "agent-none.Jenkinsfile",
                            "clips.Jenkinsfile",
                            "compare.Jenkinsfile",
                            "declarative.Jenkinsfile",
                            "matrix.Jenkinsfile",
                            "nightly.Jenkinsfile",
                            "script.Jenkinsfile",
                            "scripted.Jenkinsfile")));
        }
    }
}
