package io.jenkins.plugins.wanfirstlastframe;

import static io.jenkins.plugins.wanfirstlastframe.TestFrames.address;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.png;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.put;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.sent;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.step;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.TestBuilder;

/** Frames that are artifacts of the build are published where the artifact manager can do that, and sent where it can't. */
@Timeout(240)
class ArtifactFramesTest extends OnJenkins {

    private static DumbSlave agent;

    private WorkflowJob job;

    @BeforeAll
    static void startAgent() throws Exception {
        agent = jenkins.createOnlineSlave();
    }

    @BeforeEach
    void createJob() throws Exception {
        job = jenkins.createProject(WorkflowJob.class);
    }

    @AfterEach
    void reset() {
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().clear();
        WanFirstLastFrameConfiguration.get().setFramePublishing(null);
    }

    /** Archives the image, and takes it out of the workspace; then the step runs inside or outside of the node block. */
    private static String archived(String image, String inNode, String afterwards) {
        return "node('" + agent.getNodeName() + "') {\n archiveArtifacts '" + image + "'\n sh 'rm \"" + image + "\"'\n "
                + inNode + "\n}\n" + afterwards;
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return Pipelines.end(jenkins, expected, job.scheduleBuild2(0).waitForStart());
    }

    private FilePath inWorkspace(String path) {
        return agent.getWorkspaceFor(job).child(path);
    }

    @Test
    void anArtifactIsFetchedByTheServiceWithAndWithoutAnAgent() throws Exception {
        PublishingArchive.install("https://bucket.invalid/artifacts/");
        byte[] frame = png(300, 200, 1);
        for (boolean onAgent : new boolean[] {true, false}) {
            put(inWorkspace("shots/first frame.png"), frame);
            String step = step("shots/first frame.png", "");
            WorkflowRun run =
                    build(Result.SUCCESS, archived("shots/first frame.png", onAgent ? step : "", onAgent ? "" : step));
            assertThat(address(sandbox), startsWith("https://bucket.invalid/artifacts/shots/first%20frame.png?X-Amz-"));
            assertThat(address(sandbox), containsString(PublishingArchive.SIGNATURE));
            assertThat(
                    Pipelines.told(run),
                    hasItem(
                            "shots/first frame.png is published by the artifact manager at"
                                    + " https://bucket.invalid/artifacts/shots/first%20frame.png, until 2099-01-01 01:00:00 UTC."));
            assertThat(
                    run.getAction(VideoAction.class)
                            .getVideos()
                            .get(0)
                            .getParameters()
                            .get("startImage"),
                    is("shots/first frame.png"));
        }
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void aFileOfTheWorkspaceIsPublishedOnlyIfItWasArchivedAsItIs() throws Exception {
        PublishingArchive.install("https://bucket.invalid/");
        put(inWorkspace("frame.png"), png(30, 20, 2));
        String begin = "node('" + agent.getNodeName() + "') {\n";
        build(Result.SUCCESS, begin + "archiveArtifacts 'frame.png'\n" + step("./frame.png", "") + " }");
        assertThat(address(sandbox), startsWith("https://bucket.invalid/frame.png?"));
        build(Result.SUCCESS, begin + step("frame.png", "") + " }");
        assertThat(Arrays.equals(sent(sandbox), png(30, 20, 2)), is(true));
        String other = Base64.getEncoder().encodeToString(png(30, 20, 3));
        build(
                Result.SUCCESS,
                begin + "archiveArtifacts 'frame.png'\nwriteFile file: 'frame.png', encoding: 'Base64', text: '" + other
                        + "'\n" + step("frame.png", "") + " }");
        assertThat("the workspace goes before", Arrays.equals(sent(sandbox), png(30, 20, 3)), is(true));
    }

    @Test
    void anArtifactIsSentWithinTheRequestWhereNobodyPublishesIt() throws Exception {
        byte[] frame = png(300, 200, 4);
        put(inWorkspace("frame.png"), frame);
        build(Result.SUCCESS, archived("frame.png", "", step("frame.png", "")));
        assertThat("Jenkins' own archive has no addresses", Arrays.equals(sent(sandbox), frame), is(true));

        put(inWorkspace("large.png"), png(2400, 1600, 5)); // some 11 MB
        WorkflowRun large =
                build(Result.SUCCESS, archived("large.png", "", step("large.png", ", resolution: '480x480 (1:1)'")));
        BufferedImage scaled = ImageIO.read(new ByteArrayInputStream(sent(sandbox)));
        assertThat(scaled.getHeight(), is(960));
        jenkins.assertLogContains("too much for a request: it is sent as a JPEG file", large);

        for (String base : new String[] {"http://bucket.invalid/", "https://10.0.0.1/", "https://localhost/"}) {
            try (PublishingArchive unfit = PublishingArchive.install(base)) {
                put(inWorkspace("frame.png"), frame);
                WorkflowRun run = build(Result.SUCCESS, archived("frame.png", "", step("frame.png", "")));
                assertThat(Arrays.equals(sent(sandbox), frame), is(true));
                jenkins.assertLogContains(
                        "The address that the artifact manager has for frame.png "
                                + (base.startsWith("http:") ? "must be served over https" : "lies "),
                        run);
                jenkins.assertLogContains("so the image is sent within the request.", run);
            }
        }

        PublishingArchive.install("https://bucket.invalid/");
        WanFirstLastFrameConfiguration.get().setFramePublishing("inline");
        put(inWorkspace("frame.png"), frame);
        build(Result.SUCCESS, archived("frame.png", step("frame.png", ""), ""));
        assertThat("an administrator wants it so", Arrays.equals(sent(sandbox), frame), is(true));
    }

    @Test
    void whatCanNotBeSentIsRefusedBeforeAnythingIsPaid() throws Exception {
        put(inWorkspace("notes.png"), "not an image".getBytes(StandardCharsets.UTF_8));
        put(inWorkspace("cut.png"), Arrays.copyOf(png(200, 200, 6), 5000));
        put(inWorkspace("huge.png"), new byte[50_000_001]);
        put(inWorkspace("out/secret.png"), png(20, 20, 7));
        WorkflowRun run = build(
                Result.SUCCESS,
                "node('" + agent.getNodeName() + "') { archiveArtifacts '**'; deleteDir() }\n"
                        + "for (image in ['no-such.png', 'out', 'notes.png', 'cut.png', 'huge.png', "
                        + " '../frame.png', 'a/../../frame.png', '/etc/frame.png']) {\n"
                        + "  try { wanFirstLastFrame(startImage: image, endImage: 'Runcomfy_Example_1259_2.png', prompt: 'x')"
                        + " } catch (e) { echo \"${image} - ${e.message}\" }\n}");
        for (String told : new String[] {
            "no-such.png - Nothing was submitted: Start Image: no-such.png is no artifact of this build, and the step runs"
                    + " in no node block, so that it has no workspace (a web address starts with https://).",
            "out - Nothing was submitted: Start Image: out is no artifact of this build",
            "notes.png - Nothing was submitted: Start Image: The frame notes.png is not a PNG, JPEG or WebP image",
            "cut.png - Nothing was submitted: Start Image: The frame cut.png",
            "huge.png - Nothing was submitted: Start Image: The frame huge.png",
            "../frame.png - Nothing was submitted: Start Image must be a relative path inside the workspace, or among the"
                    + " build's artifacts, where it is a file",
            "a/../../frame.png - Nothing was submitted: Start Image must be a relative path",
            "/etc/frame.png - Nothing was submitted: Start Image must be a relative path",
        }) {
            jenkins.assertLogContains(told, run);
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void anArtifactThatLeadsOutOfTheArchiveOrChangesIsNotSent() throws Exception {
        for (boolean published : new boolean[] {false, true}) {
            if (published) {
                PublishingArchive.install("https://bucket.invalid/");
            }
            put(inWorkspace("frame.png"), png(30, 20, 8));
            sandbox.inject(Fault.http(Route.SUBMIT, 429));
            int before = sandbox.count(Route.SUBMIT);
            job.setDefinition(new CpsFlowDefinition(archived("frame.png", "", step("frame.png", "")), true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            sandbox.awaitCount(Route.SUBMIT, before + 1);
            put(new FilePath(new File(run.getArtifactsDir(), "frame.png")), png(30, 20, 9));
            Pipelines.end(jenkins, Result.FAILURE, run);
            jenkins.assertLogContains(
                    "Start Image: frame.png has changed since it was checked. It is not billed.", run);
        }
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().clear();
        put(inWorkspace("frame.png"), png(30, 20, 8));
        job.setDefinition(new CpsFlowDefinition(archived("frame.png", "", "sleep 5\n" + step("link.png", "")), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Sleeping for 5 sec", run);
        File outside = new File(jenkins.jenkins.getRootDir(), "outside.png");
        put(new FilePath(outside), png(30, 20, 10));
        Files.createSymbolicLink(new File(run.getArtifactsDir(), "link.png").toPath(), outside.toPath());
        Pipelines.end(jenkins, Result.FAILURE, run);
        jenkins.assertLogContains("Start Image: link.png is no artifact of this build", run);
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void onlyAnArtifactThatChangedIsPaidAgain() throws Exception {
        PublishingArchive.install("https://bucket.invalid/");
        String script = archived("frame.png", "", step("frame.png", ", onlyIfChanged: true, output: 'a.mp4'"));
        put(inWorkspace("frame.png"), png(30, 20, 11));
        build(Result.SUCCESS, script);
        put(inWorkspace("frame.png"), png(30, 20, 11));
        build(Result.SUCCESS, script);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        put(inWorkspace("frame.png"), png(30, 20, 12));
        assertThat(
                Pipelines.told(build(Result.SUCCESS, script)),
                hasItem("The video is made anew: the start image changed."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void aDryRunShowsArtifactsToo() throws Exception {
        put(inWorkspace("frame.png"), png(30, 20, 13));
        String dry = step("frame.png", ", dryRun: true, output: 'dry.mp4'");
        WorkflowRun onAgent = build(Result.SUCCESS, archived("frame.png", dry, ""));
        assertThat(onAgent.getArtifacts().size(), is(2));
        put(inWorkspace("frame.png"), png(30, 20, 13));
        WorkflowRun without = build(Result.SUCCESS, archived("frame.png", "", dry));
        assertThat(without.getArtifacts().size(), is(2));
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void whoseFramesAreRefusedIsToldHowToPublishThem() throws Exception {
        put(inWorkspace("frame.png"), png(30, 20, 14));
        sandbox.inject(Fault.http(Route.SUBMIT, 422));
        WorkflowRun run = build(Result.FAILURE, archived("frame.png", step("frame.png", ""), ""));
        jenkins.assertLogContains("It is not billed. ", run);
        jenkins.assertLogContains(
                "publish the image: archive it before this step in a Jenkins whose artifact manager has"
                        + " external https addresses, with the setting for publishing frames (framePublishing) at automatic; or"
                        + " give it an https address of your own.",
                run);
        PublishingArchive.install("https://bucket.invalid/");
        put(inWorkspace("frame.png"), png(30, 20, 14));
        sandbox.inject(Fault.http(Route.SUBMIT, 422));
        WorkflowRun published = build(Result.FAILURE, archived("frame.png", step("frame.png", ""), ""));
        assertThat(Pipelines.log(published), not(containsString("publish the image:")));
    }

    @Test
    void aFreestyleBuildTakesArtifactsToo() throws Exception {
        PublishingArchive.install("https://bucket.invalid/");
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.setAssignedNode(agent);
        put(agent.getWorkspaceFor(project).child("frame.png"), png(30, 20, 15));
        project.getBuildersList().add(new TestBuilder() {
            @Override
            public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                    throws InterruptedException, IOException {
                build.pickArtifactManager()
                        .archive(build.getWorkspace(), launcher, listener, Map.of("frame.png", "frame.png"));
                return true;
            }
        });
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setStartImage("frame.png");
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        jenkins.buildAndAssertSuccess(project);
        assertThat(address(sandbox), startsWith("https://bucket.invalid/frame.png?"));
    }
}
