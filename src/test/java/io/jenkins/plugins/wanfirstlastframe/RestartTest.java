package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.JNLPLauncher;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jenkins.model.ArtifactManagerConfiguration;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A job goes on after a restart of Jenkins where it was, and is never submitted twice. */
@Timeout(120)
class RestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Sandbox sandbox;

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Fixture.sandbox().start();
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    private static WorkflowRun start(JenkinsRule jenkins, String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun again(JenkinsRule jenkins, String name) {
        return jenkins.jenkins.getItemByFullName(name, WorkflowJob.class).getLastBuild();
    }

    private static void succeeds(JenkinsRule jenkins, String name) throws Exception {
        WorkflowRun run = Pipelines.end(jenkins, Result.SUCCESS, again(jenkins, name));
        assertThat(name, run.getArtifacts().size(), is(1));
        assertThat(name, run.getAction(VideoAction.class).getVideos().size(), is(1));
        jenkins.assertLogContains("archived is true", run);
    }

    private static String video(String furtherArguments) {
        return "def clip = " + Fixture.step(furtherArguments) + "; echo \"archived is ${clip.archived}\"";
    }

    private static String requestId(WorkflowRun run) throws Exception {
        return Pipelines.log(run).replaceFirst("(?s).*Submitted: request id ([-0-9a-f]{36}).*", "$1");
    }

    private static String status(WorkflowRun run) throws Exception {
        FlowExecution execution = run.getExecution();
        List<StepExecution> steps = execution.getCurrentExecutions(true).get();
        long begin = System.nanoTime();
        String status = steps.get(0).getStatus();
        assertThat("getStatus takes no time", System.nanoTime() - begin < 100_000_000, is(true));
        return status;
    }

    @Test
    void howLongRequestsTakeIsStillKnown() throws Throwable {
        try (Sandbox slow = Fixture.sandbox().runTime(Duration.ofSeconds(4)).start()) {
            sessions.then(jenkins -> {
                Fixture.configure(slow);
                Pipelines.end(jenkins, Result.SUCCESS, start(jenkins, "first", video("")));
            });
            sessions.then(jenkins -> {
                slow.hold();
                WorkflowRun second = start(jenkins, "second", video(", seed: 2"));
                jenkins.waitForMessage("By earlier requests, it takes about", second);
                slow.startRequest(requestId(second));
                jenkins.waitForMessage("left.", second);
                slow.finishRequest(requestId(second));
                succeeds(jenkins, "second");
            });
        }
    }

    @Test
    void waitingJobsGoOn() throws Throwable {
        sandbox.hold();
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(2);
            WorkflowRun queued = start(jenkins, "queued", video(""));
            WorkflowRun running = start(jenkins, "running", "node { " + video("") + " }");
            jenkins.waitForMessage("In queue", queued);
            jenkins.waitForMessage("In queue", running);
            sandbox.startRequest(requestId(running));
            jenkins.waitForMessage("In progress", running);
            assertThat(
                    status(queued),
                    matchesPattern("waiting for the service, request id " + requestId(queued)
                            + ", last status in_queue(, next call (now|in [\\d.]+ s))?"));
            WorkflowRun unsent = start(jenkins, "unsent", video(""));
            jenkins.waitForMessage("nothing is submitted or billed yet", unsent);
            assertThat(status(unsent), is("not submitted yet"));
        });
        assertThat(sandbox.count(Route.SUBMIT), is(2));
        assertThat(sandbox.count(Route.CANCEL), is(0));
        sessions.then(jenkins -> {
            WorkflowRun queued = again(jenkins, "queued");
            WorkflowRun running = again(jenkins, "running");
            Awaitility.await()
                    .until(
                            () -> status(queued),
                            startsWith("waiting for the service, request id " + requestId(queued)));
            sandbox.finishRequest(requestId(queued));
            sandbox.finishRequest(requestId(running));
            succeeds(jenkins, "queued");
            succeeds(jenkins, "running");
            sandbox.awaitCount(Route.SUBMIT, 3);
            sandbox.finishRequest(Pipelines.lastId(sandbox));
            succeeds(jenkins, "unsent");
        });
        assertThat(sandbox.acceptedSubmits(), is(3));
    }

    @Test
    void anAbortIsCarriedThroughWhileThePipelineWaitsForAnAgent() throws Throwable {
        sandbox.hold();
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            DumbSlave agent = jenkins.createOnlineSlave(Label.get("elsewhere"));
            jenkins.waitForMessage(
                    "In queue", start(jenkins, "lost", "node('elsewhere') { dir('clips') { " + video("") + " } }"));
            agent.setLauncher(new JNLPLauncher()); // nobody will start it again
            agent.save();
        });
        sessions.then(jenkins -> {
            WorkflowRun run = again(jenkins, "lost");
            Awaitility.await().until(() -> run.getExecutor() != null);
            Pipelines.stop(run);
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("the request was cancelled before it ran. Request id: ", run);
        });
        Pipelines.assertState(sandbox, Pipelines.lastId(sandbox), "cancelled");
    }

    @Test
    void nothingIsSubmittedThatAPipelineCannotRemember() throws Throwable {
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WorkflowRun run = start(jenkins, "forgetful", "sleep 3; " + video(""));
            Path program = run.getRootDir().toPath().resolve("program.dat");
            Awaitility.await().until(() -> Files.exists(program));
            Files.delete(program);
            Files.createDirectories(program.resolve("in the way"));
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("ERROR: Nothing was submitted: the Pipeline's state can't be saved (", run);
        });
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void aJobStaysWithTheServiceThatHasIt() throws Throwable {
        sandbox.hold();
        try (Sandbox other = Fixture.sandbox().start()) {
            sessions.then(jenkins -> {
                Fixture.configure(sandbox);
                jenkins.waitForMessage("In queue", start(jenkins, "before", video("")));
                WanFirstLastFrameConfiguration.get().setServiceUrl(other.baseUrl());
            });
            sessions.then(jenkins -> {
                sandbox.finishRequest(Pipelines.lastId(sandbox));
                succeeds(jenkins, "before");
                assertThat(other.allRequests().size(), is(0));
                assertThat(other.count(Route.STATUS), is(0));
            });
        }
    }

    @Test
    void aSubmitInFlightIsAwaitedSoThatItsIdIsKept() throws Throwable {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.TRICKLE, 150));
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            start(jenkins, "submitted", video(""));
            sandbox.awaitCount(Route.SUBMIT, 1);
        });
        sessions.then(jenkins -> succeeds(jenkins, "submitted"));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void finishedJobsAreFetchedAnew() throws Throwable {
        sandbox.hold();
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WorkflowRun archiving = start(jenkins, "archiving", "node { " + video("") + " }");
            WorkflowRun loading = start(jenkins, "loading", video(""));
            WorkflowRun asking = start(jenkins, "asking", video(""));
            for (WorkflowRun run : List.of(archiving, loading, asking)) {
                jenkins.waitForMessage("In queue", run);
            }
            SlowArchive archive = SlowArchive.install();
            sandbox.finishRequest(requestId(archiving));
            archive.awaitBegin();
            ArtifactManagerConfiguration.get().getArtifactManagerFactories().clear();
            sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 500));
            sandbox.finishRequest(requestId(loading));
            sandbox.awaitCount(Route.DOWNLOAD, 2);
            sandbox.inject(Fault.of(Route.RESULT, Type.STALL));
            sandbox.finishRequest(requestId(asking));
            sandbox.awaitCount(Route.RESULT, 3);
        });
        sessions.then(jenkins -> {
            succeeds(jenkins, "archiving");
            succeeds(jenkins, "loading");
            succeeds(jenkins, "asking");
        });
        assertThat(sandbox.acceptedSubmits(), is(3));
        assertThat(sandbox.count(Route.CANCEL), is(0));
    }

    @Test
    void aFreestyleBuildEndsAndSaysThatItsJobGoesOn() throws Throwable {
        sandbox.hold();
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
            FreeStyleBuild waiting = startFreestyle(jenkins);
            jenkins.waitForMessage("In queue", waiting);
            FreeStyleBuild unsent = startFreestyle(jenkins);
            jenkins.waitForMessage("nothing is submitted or billed yet", unsent);
            GenerationService.shutDown();
            String said = "ERROR: Jenkins is shutting down, and a freestyle build can't go on afterwards.";
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(waiting));
            jenkins.assertLogContains(
                    said + " The request goes on at RunComfy and is billed; request id: " + Pipelines.lastId(sandbox)
                            + ".",
                    waiting);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(unsent));
            jenkins.assertLogContains(said + " Nothing was submitted.", unsent);
        });
        Pipelines.assertState(sandbox, Pipelines.lastId(sandbox), "in_queue");
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    private static FreeStyleBuild startFreestyle(JenkinsRule jenkins) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
        return project.scheduleBuild2(0).waitForStart();
    }

    @Test
    void anAbortIsCarriedThrough() throws Throwable {
        sandbox.hold();
        sandbox.inject(Fault.http(Route.CANCEL, 503));
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WorkflowRun run = start(jenkins, "stopping", video(""));
            jenkins.waitForMessage("In queue", run);
            Pipelines.stop(run);
            sandbox.awaitCount(Route.CANCEL, 1);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = Pipelines.end(jenkins, Result.ABORTED, again(jenkins, "stopping"));
            assertThat(Pipelines.told(run), hasItem(containsString("Request id: " + requestId(run) + ".")));
        });
        Pipelines.assertState(sandbox, Pipelines.lastId(sandbox), "cancelled");
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void aCrashDuringTheSubmitIsNotFollowedByAnother() throws Throwable {
        sandbox.hold();
        File[] root = new File[1];
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
            start(jenkins, "first", video(""));
            sandbox.awaitCount(Route.SUBMIT, 1);
            WorkflowRun crashed = start(jenkins, "crashed", video(""));
            jenkins.waitForMessage("nothing is submitted or billed yet", crashed);
            root[0] = crashed.getRootDir();
        });
        try (var files = Files.list(root[0].toPath().resolve("wan-first-last-frame"))) {
            Path state = files.findFirst().orElseThrow();
            Files.writeString(state, Files.readString(state).replace(Phase.NEW.name(), Phase.SUBMITTING.name()));
        }
        sessions.then(jenkins -> {
            WorkflowRun crashed = Pipelines.end(jenkins, Result.FAILURE, again(jenkins, "crashed"));
            jenkins.assertLogContains(
                    "ERROR: The program ended while the request was being submitted, so nobody knows whether RunComfy has it; it"
                            + " is not submitted a second time. It may be billed. Look for it in your RunComfy account: if"
                            + " it is there, attach to its request id; if not, run this again.",
                    crashed);
            sandbox.finishRequest(Pipelines.lastId(sandbox));
            succeeds(jenkins, "first");
        });
        assertThat(sandbox.acceptedSubmits(), is(1));
    }
}
