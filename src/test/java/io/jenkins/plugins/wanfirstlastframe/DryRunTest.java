package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.nio.file.Path;
import org.jcodec.containers.mp4.MP4Util;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dry run costs nothing and gives later stages an MP4. */
@Timeout(240)
class DryRunTest extends OnJenkins {

    private static final String SMALL = ", dryRun: true, resolution: '480x480 (1:1)', output: 'out/puppy.mp4'";

    @BeforeEach
    void withoutAToken() {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        WanFirstLastFrameConfiguration.get().setCredentialsId(null);
    }

    private static void assertVideo(Path file) throws Exception {
        assertThat(MP4Util.parseMovie(file.toFile()).getVideoTrack().getFrameCount(), is(81));
    }

    @Test
    void archivesAPreviewMadeOnTheAgent() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.SUCCESS,
                "node('" + agent.getNodeName() + "') { def made = " + Fixture.step(SMALL)
                        + "\n echo \"dry: ${made.dryRun} ${made.requestId} ${fileExists('out/puppy.mp4')}\" }");
        jenkins.assertLogContains("dry: true null true", run);
        assertThat(
                Pipelines.told(run),
                hasItem("Dry run: a preview is made in the video's place; nothing is submitted or billed."));
        assertVideo(run.getArtifactsDir().toPath().resolve("out/puppy.mp4"));
        assertThat(sandbox.requests().isEmpty(), is(true));
        String page = jenkins.createWebClient().getPage(run, "wan-videos").asNormalizedText();
        assertThat(page, containsString("Dry run: a preview in the video's place."));
        String build = jenkins.createWebClient().getPage(run).asNormalizedText();
        assertThat(build, containsString("preview of a dry run"));
    }

    @Test
    void needsNoWorkspaceEither() throws Exception {
        WorkflowRun run = Pipelines.run(jenkins, Result.SUCCESS, Fixture.step(SMALL));
        assertVideo(run.getArtifactsDir().toPath().resolve("out/puppy.mp4"));
        assertThat(sandbox.requests().isEmpty(), is(true));
    }

    @Test
    void theFreestyleStepDoesTheSame() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setDryRun(true);
        step.setOutput("puppy.mp4");
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        assertVideo(build.getArtifactsDir().toPath().resolve("puppy.mp4"));
        assertThat(sandbox.requests().isEmpty(), is(true));
    }

    @Test
    void tellsWhatIsWrongWithAFrame() throws Exception {
        try (FrameServer frames = new FrameServer()) {
            WorkflowRun run = Pipelines.run(
                    jenkins,
                    Result.FAILURE,
                    "wanFirstLastFrame(startImage: '" + frames.url()
                            + "', endImage: 'Runcomfy_Example_1259_2.png', prompt: 'Puppy', dryRun: true)");
            jenkins.assertLogContains("ERROR: The dry run's preview could not be made: ", run);
            jenkins.assertLogContains("It is not billed.", run);
            assertThat(Pipelines.log(run), not(containsString("X-Signature")));
            assertThat(run.getArtifacts().size(), is(0));
        }
    }

    @Test
    void isNotUsedAgainForAVideo() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Fixture.step(SMALL), true));
        Pipelines.end(jenkins, Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
        Fixture.configure(sandbox);
        job.setDefinition(new CpsFlowDefinition(
                Fixture.step(", resolution: '480x480 (1:1)', onlyIfChanged: true, output: 'out/puppy.mp4'"), true));
        WorkflowRun run =
                Pipelines.end(jenkins, Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
        assertThat(Pipelines.told(run), hasItem("The video is made anew: no earlier build has made it."));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void aRetryAroundItMakesItOnceMore() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.SUCCESS,
                "def tries = 0\nretry(2) { " + Fixture.step(SMALL) + "\n if (tries++ == 0) { error 'again' } }");
        assertThat(run.getArtifacts().size(), is(1));
    }
}
