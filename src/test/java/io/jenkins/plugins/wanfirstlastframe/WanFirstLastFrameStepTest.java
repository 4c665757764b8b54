package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class WanFirstLastFrameStepTest {

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private Sandbox sandbox;
    private JenkinsRule jenkins;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        sandbox = Fixture.sandbox().start();
        Fixture.configure(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private WorkflowRun run(Result expected, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    @Test
    void archivesTheVideoWithoutAnAgent() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                "def clip = " + Fixture.step(", output: 'clips/puppy.mp4'")
                        + "\necho \"got ${clip.video} ${clip.archived} ${clip.seed}\"");
        jenkins.assertLogContains("got clips/puppy.mp4 true null", run);
        assertThat(run.getArtifactManager().root().child("clips/puppy.mp4").isFile(), is(true));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void downloadsIntoTheWorkspaceAndArchives() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                "node { def clip = " + Fixture.step("") + "\n if (!fileExists(clip.video)) { error 'no file' } }");
        assertThat(run.getAction(VideoAction.class).getVideos().size(), is(1));
        assertThat(
                run.getArtifactManager()
                        .root()
                        .child(run.getAction(VideoAction.class)
                                .getVideos()
                                .get(0)
                                .getPath())
                        .isFile(),
                is(true));
    }

    @Test
    void refusesABadInputBeforeAnythingIsSubmitted() throws Exception {
        WorkflowRun run = run(Result.FAILURE, Fixture.step(", framesPerSecond: 99, steps: 1"));
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: Frames Per Second must be an integer from 12 to 24 (given: \"99\"); Steps must"
                        + " be an integer from 6 to 20 (given: \"1\").",
                run);
        assertThat(JenkinsRule.getLog(run), not(containsString("\tat ")));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }
}
