package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Slave;
import hudson.model.StringParameterDefinition;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

class FreestyleTest extends OnJenkins {

    private FreeStyleProject project(WanFirstLastFrameStep... steps) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        for (WanFirstLastFrameStep step : steps) {
            project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        }
        return project;
    }

    private FreeStyleBuild build(Result expected, WanFirstLastFrameStep... steps) throws Exception {
        return jenkins.buildAndAssertStatus(expected, project(steps));
    }

    /** The lines of the plugin and the errors, without what differs from build to build. */
    private List<String> told(FreeStyleBuild build) throws Exception {
        String log = JenkinsRule.getLog(build);
        assertThat(log, not(containsString("\tat ")));
        for (Sandbox.View job : sandbox.allRequests()) {
            log = log.replace(job.id(), "ID");
        }
        return log.lines()
                .filter(line -> line.startsWith("[wanFirstLastFrame]") || line.startsWith("ERROR"))
                .map(line -> line.replaceFirst("^\\[wanFirstLastFrame] (\\d\\d:\\d\\d:\\d\\d )?", "")
                        .replaceAll("\\(\\d+ s\\)", "(N s)")
                        .replaceAll("\\(\\d+ bytes, SHA-256 \\p{XDigit}{64}\\)", "(N bytes)"))
                .filter(line -> !line.startsWith(Pipelines.PRICE) && !line.startsWith(Pipelines.MISMATCH))
                .toList();
    }

    @Test
    void archivesTheVideoAndTellsEachStep() throws Exception {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setOutput("clips/puppy.mp4");
        FreeStyleBuild build = build(Result.SUCCESS, step);
        assertThat(
                told(build),
                contains(
                        "Submitting the request to RunComfy.",
                        "Submitted: request id ID.",
                        "Completed (N s).",
                        "Fetching the video.",
                        "Archived clips/puppy.mp4 (N bytes)."));
        assertThat(build.getArtifactManager().root().child("clips/puppy.mp4").isFile(), is(true));
        assertThat(build.getWorkspace().child("clips/puppy.mp4").exists(), is(true));
    }

    @Test
    void downloadsOnTheAgentThatHasTheWorkspace() throws Exception {
        Slave agent = jenkins.createOnlineSlave();
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setOutput("puppy.mp4");
        FreeStyleProject project = project(step);
        project.setAssignedNode(agent);
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        assertThat(build.getBuiltOn(), is(agent));
        assertThat(
                build.getWorkspace().child("puppy.mp4").length(),
                is(videos(build).get(0).getBytes()));
        assertThat(build.getArtifactManager().root().child("puppy.mp4").isFile(), is(true));
    }

    @Test
    void leavesTheVideoInTheWorkspaceWithoutArchive() throws Exception {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setOutput("puppy.mp4");
        step.setArchive(false);
        FreeStyleBuild build = build(Result.SUCCESS, step);
        assertThat(told(build), hasItem("Saved puppy.mp4 (N bytes)."));
        assertThat(build.getHasArtifacts(), is(false));
        assertThat(build.getWorkspace().child("puppy.mp4").exists(), is(true));
    }

    @Test
    void twoStepsOfOneBuildAreListedTogether() throws Exception {
        WanFirstLastFrameStep second = Fixture.puppy();
        second.setPrompt("Puppy, sleeping");
        FreeStyleBuild build = build(Result.SUCCESS, Fixture.puppy(), second);
        assertThat(
                videos(build).stream().map(VideoRecord::getCaption).toList(),
                contains("Puppy, playing", "Puppy, sleeping"));
    }

    @Test
    void aFailedJobFailsTheBuild() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Fault.Type.FAIL, "the image has no face"));
        assertThat(
                told(build(Result.FAILURE, Fixture.puppy())),
                contains(
                        is("Submitting the request to RunComfy."),
                        is("Submitted: request id ID."),
                        is("Failed (N s)."),
                        allOf(
                                startsWith("ERROR: The request failed at RunComfy"),
                                containsString("Request id: ID. It may be billed."))));
    }

    @Test
    void aRefusedTokenFailsTheBuildWithoutShowingIt() throws Exception {
        sandbox.revoke(sandbox.token());
        sandbox.addToken("another");
        FreeStyleBuild build = build(Result.FAILURE, Fixture.puppy());
        assertThat(told(build).toString(), containsString("the service refuses the token of credential \"runcomfy\""));
        assertThat(JenkinsRule.getLog(build), not(containsString(Sandbox.DEFAULT_TOKEN)));
    }

    @Test
    void badInputIsRefusedAsAWhole() throws Exception {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setSteps("1");
        step.setOutput("../puppy.mp4");
        step.setTimeoutMinutes(0);
        assertThat(
                told(build(Result.FAILURE, step)),
                contains(
                        "ERROR: Nothing was submitted: Steps must be an integer from 6 to 20 (given: \"1\"); Output must be"
                                + " a relative path inside the workspace that ends with .mp4 and that every system allows (given: \"../puppy.mp4\"); The"
                                + " time-out must be at least 1 minute."));
        assertThat(sandbox.requests(), empty());
    }

    @Test
    void aMissingCredentialIsRefused() throws Exception {
        WanFirstLastFrameConfiguration.get().setCredentialsId(null);
        WanFirstLastFrameStep step = Fixture.puppy();
        FreeStyleProject project = project(step);
        assertThat(
                told(jenkins.buildAndAssertStatus(Result.FAILURE, project)),
                contains("ERROR: Nothing was submitted: No credential is given, and there is no global default: name a"
                        + " \"Secret text\" credential that holds a RunComfy API token (credentialsId)."));
        step.setCredentialsId("nobody");
        assertThat(
                told(jenkins.buildAndAssertStatus(Result.FAILURE, project)),
                contains("ERROR: Nothing was submitted: There is no credential \"nobody\" for this job and "
                        + sandbox.baseUrl() + "/ (its folder, scope and domain count)."));
        assertThat(sandbox.requests(), empty());
    }

    @Test
    void aCredentialOfAnotherKindIsRefused() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "login", null, "me", "a-long-password"));
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setCredentialsId("login");
        assertThat(
                told(build(Result.FAILURE, step)),
                contains(
                        "ERROR: Nothing was submitted: The credential \"login\" is of the kind \"Username with password\"; a"
                                + " RunComfy token is kept as \"Secret text\"."));
    }

    private FreeStyleBuild abort(boolean running) throws Exception {
        sandbox.hold();
        FreeStyleBuild build = project(Fixture.puppy()).scheduleBuild2(0).waitForStart();
        sandbox.awaitCount(Route.STATUS, 1);
        String id = sandbox.allRequests().get(0).id();
        if (running) {
            sandbox.startRequest(id);
            jenkins.waitForMessage("In progress", build);
        }
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        return build;
    }

    @Test
    void anAbortCancelsAQueuedJob() throws Exception {
        FreeStyleBuild build = abort(false);
        assertThat(
                told(build),
                hasItems(
                        "Aborted: asking RunComfy to cancel request ID.",
                        "Request ID is cancelled; it is not billed."));
        assertThat(sandbox.allRequests().get(0).state(), is("cancelled"));
    }

    @Test
    void anAbortSaysThatARunningJobIsBilled() throws Exception {
        FreeStyleBuild build = abort(true);
        assertThat(
                told(build),
                hasItem(
                        "Request ID is running or over at RunComfy and can't be cancelled any more; it will be billed."));
        assertThat(sandbox.allRequests().get(0).state(), is("in_progress"));
    }

    private List<String> abortAfter(Route call) throws Exception {
        FreeStyleBuild build = project(Fixture.puppy()).scheduleBuild2(0).waitForStart();
        sandbox.awaitCount(call, 1);
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(build.getHasArtifacts(), is(false));
        assertThat(build.getWorkspace().list(), empty());
        return told(build);
    }

    @Test
    void anAbortAwaitsASubmitInFlightAndCancelsTheJob() throws Exception {
        sandbox.hold();
        sandbox.inject(Fault.of(Route.SUBMIT, Fault.Type.TRICKLE, 150));
        assertThat(
                abortAfter(Route.SUBMIT),
                contains(
                        "Submitting the request to RunComfy.",
                        "Submitted: request id ID.",
                        "Aborted: asking RunComfy to cancel request ID.",
                        "Request ID is cancelled; it is not billed.",
                        "Aborted; the request was cancelled before it ran. Request id: ID. It is not billed."));
        assertThat(sandbox.allRequests().get(0).state(), is("cancelled"));
    }

    @Test
    void anAbortDuringTheDownloadLeavesNoPartOfAFileAndSaysWhatIsBilled() throws Exception {
        sandbox.inject(Fault.of(Route.DOWNLOAD, Fault.Type.TRICKLE, 500));
        List<String> told = abortAfter(Route.DOWNLOAD);
        assertThat(
                told.get(told.size() - 1),
                is(
                        "Aborted while the video was fetched. Request id: ID. It is billed. The video can be fetched for as long"
                                + " as RunComfy keeps it, without paying again, by running this with the request id ID."));
        assertThat(sandbox.count(Route.CANCEL), is(0));
    }

    @Test
    void anAbortWaitsNoLongerThanItsGrace() throws Exception {
        String property = "io.jenkins.plugins.wanfirstlastframe.abortGraceSeconds";
        System.setProperty(property, "1");
        try {
            sandbox.inject(Fault.of(Route.CANCEL, Fault.Type.STALL));
            List<String> told = told(abort(false));
            assertThat(
                    told.get(told.size() - 1),
                    is("Aborted: the build no longer waits for the end of the request. Request id: ID. It may be"
                            + " billed."));
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void aRequestGivenByAParameterIsFollowed() throws Exception {
        build(Result.SUCCESS, Fixture.puppy());
        WanFirstLastFrameStep step = new WanFirstLastFrameStep();
        step.setRequestId("${REQUEST}");
        FreeStyleProject project = project(step);
        project.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition(
                "REQUEST", sandbox.allRequests().get(0).id())));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        assertThat(told(build), hasItem("Following request ID; nothing is submitted."));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    private static List<VideoRecord> videos(FreeStyleBuild build) {
        return build.getAction(VideoAction.class).getVideos();
    }
}
