package io.jenkins.plugins.wanfirstlastframe;

import static io.jenkins.plugins.wanfirstlastframe.TestFrames.png;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.put;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.sent;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.step;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import hudson.FilePath;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that are files of the workspace travel within the request, and nowhere else. */
@Timeout(240)
class FrameFilesTest extends OnJenkins {

    private static FilePath workspace(DumbSlave agent, WorkflowJob job) {
        return agent.getWorkspaceFor(job);
    }

    private static WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static WorkflowRun build(Result expected, WorkflowJob job) throws Exception {
        return Pipelines.end(jenkins, expected, job.scheduleBuild2(0).waitForStart());
    }

    @Test
    void aFileOfTheAgentsWorkspaceIsSentAsItIs() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job("node('" + agent.getNodeName() + "') { " + step("shots/first frame.png", "") + " }");
        byte[] frame = png(300, 200, 1);
        put(workspace(agent, job).child("shots/first frame.png"), frame);
        WorkflowRun run = build(Result.SUCCESS, job);
        assertThat(Arrays.equals(sent(sandbox), frame), is(true));
        assertNowhere(Base64.getEncoder().encodeToString(Arrays.copyOfRange(frame, 300, 600)), run);
        VideoRecord video = run.getAction(VideoAction.class).getVideos().get(0);
        assertThat(video.getParameters().get("startImage"), is("shots/first frame.png"));
    }

    private static void assertNowhere(String secret, WorkflowRun run) throws Exception {
        assertThat(SecretSearch.filesWith(run.getParent().getRootDir(), secret), empty());
    }

    @Test
    void aLargeFileIsScaledDownByTheAgent() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job(
                "node('" + agent.getNodeName() + "') { " + step("large.png", ", resolution: '480x480 (1:1)'") + " }");
        put(workspace(agent, job).child("large.png"), png(2400, 1600, 2)); // noise: some 11 MB
        WorkflowRun run = build(Result.SUCCESS, job);
        BufferedImage scaled = ImageIO.read(new ByteArrayInputStream(sent(sandbox)));
        assertThat(scaled.getHeight(), is(960));
        assertThat(scaled.getWidth(), is(1440));
        jenkins.assertLogContains("too much for a request: it is sent as a JPEG file", run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-such.png | no-such.png is neither a file of the workspace nor an artifact of this build (a web address starts with https://)",
                "notes.txt | The frame notes.txt is not a PNG, JPEG or WebP image",
                "cut.png | The frame cut.png",
                "out/secret.png | out/secret.png leads out of the workspace",
            })
    void whatCanNotBeSentIsRefusedBeforeAnythingIsPaid(String path, String words) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job("node('" + agent.getNodeName() + "') { " + step(path, "") + " }");
        FilePath workspace = workspace(agent, job);
        put(workspace.child("notes.txt"), "not an image".getBytes(StandardCharsets.UTF_8));
        put(workspace.child("cut.png"), Arrays.copyOf(png(200, 200, 3), 5000));
        put(workspace.getParent().child("outside/secret.png"), png(20, 20, 4));
        workspace.child("out").symlinkTo("../outside", jenkins.createTaskListener());
        WorkflowRun run = build(Result.FAILURE, job);
        jenkins.assertLogContains("ERROR: Nothing was submitted: Start Image: " + words, run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @ParameterizedTest
    @CsvSource({"/etc/frame.png", "../frame.png", "a/../../frame.png", "C:/frame.png"})
    void aPathOutOfTheWorkspaceIsRefused(String path) throws Exception {
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, "node { " + step(path, "") + " }");
        jenkins.assertLogContains(
                "must be a relative path inside the workspace, or among the build's artifacts, where it is a file",
                run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void aServiceThatTakesNoFramesInRequestsIsNotPaid() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job("node('" + agent.getNodeName() + "') { " + step("frame.png", "") + " }");
        put(workspace(agent, job).child("frame.png"), png(30, 20, 5));
        sandbox.inject(Fault.http(Route.SUBMIT, 422));
        WorkflowRun run = build(Result.FAILURE, job);
        jenkins.assertLogContains("data URI", run);
        jenkins.assertLogContains("It is not billed.", run);
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void onlyAFrameThatChangedIsPaidAgain() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job("node('" + agent.getNodeName() + "') { "
                + step("frame.png", ", onlyIfChanged: true, output: 'a.mp4'") + " }");
        FilePath frame = workspace(agent, job).child("frame.png");
        put(frame, png(30, 20, 6));
        build(Result.SUCCESS, job);
        frame.touch(System.currentTimeMillis() - 100_000);
        build(Result.SUCCESS, job);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        put(frame, png(30, 20, 7));
        WorkflowRun third = build(Result.SUCCESS, job);
        assertThat(Pipelines.told(third), hasItem("The video is made anew: the start image changed."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void theFreestyleStepAndADryRunTakeFilesToo() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setStartImage("frame.png");
        project.setAssignedNode(jenkins.jenkins);
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        put(jenkins.jenkins.getWorkspaceFor(project).child("frame.png"), png(30, 20, 8));
        jenkins.buildAndAssertSuccess(project);
        assertThat(Arrays.equals(sent(sandbox), png(30, 20, 8)), is(true));
        step.setDryRun(true);
        project.save();
        jenkins.buildAndAssertSuccess(project);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void twoFilesOfOneNameAreTwoInputs() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job("node('" + agent.getNodeName() + "') { " + step("frame.png", ", output: 'a.mp4'")
                + "\n writeFile file: 'frame.png', encoding: 'Base64', text: '"
                + Base64.getEncoder().encodeToString(png(30, 20, 10)) + "'\n" + step("frame.png", ", output: 'b.mp4'")
                + " }");
        put(workspace(agent, job).child("frame.png"), png(30, 20, 9));
        WorkflowRun run = build(Result.SUCCESS, job);
        assertThat(sandbox.count(Route.SUBMIT), is(2));
        assertThat(run.getArtifacts().size(), is(2));
        assertThat(Pipelines.log(run), not(startsWith("java.")));
    }
}
