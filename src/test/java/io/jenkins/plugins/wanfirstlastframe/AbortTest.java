package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.util.Collections;
import java.util.List;
import jenkins.model.ArtifactManagerConfiguration;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An abort in every phase: the build ends as aborted, says whether it is billed, and leaves no job in the queue. */
@WithJenkins
@Timeout(120)
class AbortTest {

    private static JenkinsRule jenkins;
    private static DumbSlave agent;

    private Sandbox sandbox;

    @BeforeAll
    static void startJenkins(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = rule.createOnlineSlave(Label.get("elsewhere"));
        Fixture.addSecretText(Fixture.CREDENTIALS_ID, Sandbox.DEFAULT_TOKEN);
        WanFirstLastFrameConfiguration.get().setCredentialsId(Fixture.CREDENTIALS_ID);
        WanFirstLastFrameConfiguration.get().setPollIntervalSeconds(1);
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Fixture.sandbox().start();
        WanFirstLastFrameConfiguration.get().setServiceUrl(sandbox.baseUrl());
    }

    @AfterEach
    void stopSandbox() throws Exception {
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(50);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().clear();
        Pipelines.stopAll(jenkins);
        if (agent.toComputer().isOffline()) {
            connect();
        }
        sandbox.close();
    }

    private static List<String> abort(WorkflowRun run) throws Exception {
        Pipelines.stop(run);
        return Pipelines.told(Pipelines.end(jenkins, Result.ABORTED, run));
    }

    private static String last(List<String> told) {
        return told.get(told.size() - 1);
    }

    private static String whileFetched(String id) {
        return "Aborted while the video was fetched. Request id: " + id + ". It is billed. " + attach(id);
    }

    private static String attach(String id) {
        return "The video can be fetched for as long as RunComfy keeps it, without paying again, by running this with the"
                + " request id " + id + ".";
    }

    @Test
    void inTheQueueOnThisSideNothingIsSubmitted() throws Exception {
        sandbox.hold();
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
        WorkflowRun first = Pipelines.start(jenkins, Fixture.step(""));
        sandbox.awaitCount(Route.SUBMIT, 1);
        WorkflowRun second = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("nothing is submitted or billed yet", second);
        assertThat(last(abort(second)), is("Aborted before anything was submitted. It is not billed."));
        abort(first);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void whileItIsSubmittedTheAnswerIsAwaitedAndTheJobCancelled() throws Exception {
        sandbox.hold();
        sandbox.inject(Fault.of(Route.SUBMIT, Type.TRICKLE, 150));
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        sandbox.awaitCount(Route.SUBMIT, 1);
        List<String> told = abort(run);
        String id = Pipelines.lastId(sandbox);
        assertThat(
                told,
                contains(
                        "Submitting the request to RunComfy.",
                        "Submitted: request id " + id + ".",
                        "Aborted: asking RunComfy to cancel request " + id + ".",
                        "Request " + id + " is cancelled; it is not billed.",
                        "Aborted; the request was cancelled before it ran. Request id: " + id + ". It is not billed."));
        Pipelines.assertState(sandbox, id, "cancelled");
    }

    @Test
    void byAHardKillCancelsTheJobToo() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", run);
        run.doKill();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        sandbox.awaitCount(Route.CANCEL, 1);
        Awaitility.await().until(() -> sandbox.view(Pipelines.lastId(sandbox)).state(), is("cancelled"));
        Awaitility.await()
                .until(() -> GenerationService.get().records(run).stream()
                        .allMatch(record -> record.state().isOver()));
    }

    @Test
    void ofARunningJobSaysThatItIsBilled() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue at position 0", run);
        String id = Pipelines.lastId(sandbox);
        sandbox.startRequest(id);
        jenkins.waitForMessage("In progress", run);
        List<String> told = abort(run);
        assertThat(
                told,
                hasItem("Request " + id + " is running or over at RunComfy and can't be cancelled any more; it will be"
                        + " billed."));
        assertThat(
                last(told),
                is("Aborted; the request was running or over and could not be cancelled. Request id: " + id
                        + ". It is billed. " + attach(id)));
    }

    @Test
    void whileTheResultIsAskedForCancelsNothing() throws Exception {
        sandbox.inject(Fault.of(Route.RESULT, Type.STALL));
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        sandbox.awaitCount(Route.RESULT, 1);
        List<String> told = abort(run);
        String id = Pipelines.lastId(sandbox);
        assertThat(
                last(told),
                is("Aborted after RunComfy had finished the request. Request id: " + id + ". It is billed. "
                        + attach(id)));
        assertThat(sandbox.count(Route.CANCEL), is(0));
    }

    @Test
    void duringTheDownloadLeavesNoPartOfAFile() throws Exception {
        sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 500).times(2));
        WorkflowRun here = Pipelines.start(jenkins, Fixture.step(""));
        sandbox.awaitCount(Route.DOWNLOAD, 1);
        assertThat(last(abort(here)), is(whileFetched(Pipelines.lastId(sandbox))));

        WorkflowRun there = Pipelines.start(jenkins, "node('elsewhere') { " + Fixture.step(", output: 'a.mp4'") + " }");
        sandbox.awaitCount(Route.DOWNLOAD, 2);
        assertThat(last(abort(there)), is(whileFetched(Pipelines.lastId(sandbox))));
        FilePath workspace = agent.getWorkspaceFor(there.getParent());
        Awaitility.await().until(() -> workspace.list().isEmpty());
        assertThat(there.getArtifacts().isEmpty(), is(true));
    }

    @Test
    void whileItIsArchivedLeavesNoHalfArtifact() throws Exception {
        try (SlowArchive archive = SlowArchive.install()) {
            WorkflowRun run =
                    Pipelines.start(jenkins, "node('elsewhere') { " + Fixture.step(", output: 'a.mp4'") + " }");
            archive.awaitBegin();
            assertThat(last(abort(run)), is(whileFetched(Pipelines.lastId(sandbox))));
            assertThat(run.getArtifacts().isEmpty(), is(true));
        }
    }

    @Test
    void whileTheAgentIsAwayWaitsForNothing() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(jenkins, "node('elsewhere') { " + Fixture.step("") + " }");
        jenkins.waitForMessage("In queue", run);
        String id = Pipelines.lastId(sandbox);
        disconnect();
        sandbox.finishRequest(id);
        jenkins.waitForMessage("Waiting for the agent to be back", run);
        assertThat(
                last(abort(run)),
                is("Aborted after RunComfy had finished the request. Request id: " + id + ". It is billed. "
                        + attach(id)));
    }

    @Test
    void isNotNeededForOthersWhileAnAgentIsAway() throws Exception {
        sandbox.hold();
        String branches = "node('elsewhere') { parallel(";
        for (int i = 0; i < 4; i++) { // more than can be delivered at once
            branches += (i == 0 ? "b" : ", b") + i + ": { " + Fixture.step(", output: '" + i + ".mp4'") + " }";
        }
        WorkflowRun away = Pipelines.start(jenkins, branches + ") }");
        sandbox.awaitCount(Route.SUBMIT, 4);
        disconnect();
        sandbox.allRequests().forEach(job -> sandbox.finishRequest(job.id()));
        String waiting = "Waiting for the agent to be back, to put the video into its workspace.";
        Awaitility.await().until(() -> Collections.frequency(Pipelines.told(away), waiting) == 4);
        WorkflowRun other = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", other);
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        Pipelines.end(jenkins, Result.SUCCESS, other);
        connect();
        Pipelines.end(jenkins, Result.SUCCESS, away);
        assertThat(away.getArtifacts().size(), is(4));
        assertThat(sandbox.acceptedSubmits(), is(5));
    }

    @Test
    void isNotNeededWhenTheAgentComesBack() throws Exception {
        WorkflowRun run;
        sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 500));
        run = Pipelines.start(
                jenkins, "node('elsewhere') { dir('clips') { " + Fixture.step(", output: 'a.mp4'") + " } }");
        sandbox.awaitCount(Route.DOWNLOAD, 1);
        disconnect();
        jenkins.waitForMessage("Waiting for the agent to be back", run);
        connect();
        Pipelines.end(jenkins, Result.SUCCESS, run);
        assertThat(run.getArtifacts().size(), is(1));
        assertThat(sandbox.acceptedSubmits(), is(1));
        FilePath workspace = agent.getWorkspaceFor(run.getParent());
        assertThat(workspace.child("clips/a.mp4").exists(), is(true));
    }

    @Test
    void isNotNeededWhenAFreestyleBuildHasLostItsAgent() throws Exception {
        sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 500));
        WanFirstLastFrameStep step = Fixture.puppy();
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.setAssignedNode(agent);
        job.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        FreeStyleBuild run = job.scheduleBuild2(0).waitForStart();
        sandbox.awaitCount(Route.DOWNLOAD, 1);
        disconnect();
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        String id = Pipelines.lastId(sandbox);
        jenkins.assertLogContains(
                "ERROR: The video is made, but the agent with the workspace is lost. Request id: " + id
                        + ". It is billed. " + attach(id),
                run);
    }

    @Test
    void isNotHeldUpByASilentServiceForLong() throws Exception {
        sandbox.hold();
        sandbox.inject(Fault.of(Route.SUBMIT, Type.STALL_AFTER));
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        sandbox.awaitCount(Route.SUBMIT, 1);
        String said = last(abort(run));
        assertThat(
                said,
                is(
                        "RunComfy submit failed: 127.0.0.1 sent no answer in time. The service may have accepted the request all the"
                                + " same, so it is not submitted a second time. It may be billed. Look for it in your RunComfy"
                                + " account: if it is there, attach to its request id; if not, run this again."));
    }

    private static void disconnect() throws Exception {
        agent.toComputer()
                .disconnect(new OfflineCause.UserCause(null, "a test"))
                .get();
    }

    private static void connect() throws Exception {
        agent.toComputer().setTemporaryOfflineCause(null);
        agent.toComputer().connect(true).get();
        jenkins.waitOnline(agent);
    }
}
