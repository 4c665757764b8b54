package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Restarts at bad moments: what is paid for is not paid for again afterwards, whatever stands around the step. */
@Timeout(240)
class PaidOnceAfterRestartTest {

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

    private static WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "clip");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun again(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("clip", WorkflowJob.class).getLastBuild();
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry(3) { %s }", "node { retry(3) { %s } }"})
    void aSubmitThatIsNeverAnsweredIsNotRepeatedAfterACleanRestart(String around) throws Throwable {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.STALL_AFTER));
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            start(jenkins, String.format(around, Fixture.step("")));
            sandbox.awaitCount(Route.SUBMIT, 1);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = Pipelines.end(jenkins, Result.FAILURE, again(jenkins));
            jenkins.assertLogContains("The service may have accepted the request all the same", run);
            jenkins.assertLogContains(
                    "Nothing was submitted: this build has tried to submit the same request before, and nobody knows",
                    run);
        });
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void aFreestyleBuildSaysWhatNobodyKnowsOfASubmitAtTheShutdown() throws Throwable {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.STALL_AFTER));
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            FreeStyleProject project = jenkins.createFreeStyleProject("free");
            project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
            FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
            sandbox.awaitCount(Route.SUBMIT, 1);
            GenerationService.shutDown();
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        });
        sessions.then(jenkins -> {
            FreeStyleBuild build = jenkins.jenkins
                    .getItemByFullName("free", FreeStyleProject.class)
                    .getLastBuild();
            jenkins.assertLogContains("The service may have accepted the request all the same", build);
            jenkins.assertLogContains("It may be billed.", build);
            jenkins.assertLogNotContains("\tat ", build);
        });
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void aFreestyleBuildSaysOnceThatItsRequestGoesOn() throws Throwable {
        sandbox.hold();
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            FreeStyleProject project = jenkins.createFreeStyleProject("free");
            project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
            FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("In queue", build);
            GenerationService.shutDown();
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
            String id = Pipelines.lastId(sandbox);
            long said = JenkinsRule.getLog(build)
                    .lines()
                    .filter(line -> line.contains(id) && line.contains("billed"))
                    .count();
            assertThat(JenkinsRule.getLog(build), said, is(1L));
        });
    }

    private static Path record(WorkflowRun run) throws Exception {
        try (var files = Files.list(run.getRootDir().toPath().resolve("wan-first-last-frame"))) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<garbage", "", "<string>x</string>"})
    void aRequestWhoseRecordWasDamagedIsNotPaidForAgain(String damage) throws Throwable {
        sandbox.hold();
        Path[] record = new Path[1];
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WorkflowRun run = start(jenkins, "retry(3) { " + Fixture.step("") + " }");
            jenkins.waitForMessage("In queue", run);
            record[0] = record(run);
        });
        Files.writeString(record[0], damage);
        sessions.then(jenkins -> {
            WorkflowRun run = again(jenkins);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("Look for the request in your RunComfy account", run);
        });
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void aRequestTakenUpAtTheRestartIsFollowedByOneAlone() throws Throwable {
        sandbox.hold();
        sessions.then(jenkins -> {
            Fixture.configure(sandbox);
            WorkflowRun run = start(
                    jenkins, "parallel a: { " + Fixture.step("") + " }, b: { sleep 8\n" + Fixture.step("") + " }");
            jenkins.waitForMessage("In queue", run);
        });
        sessions.then(jenkins -> {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.acceptedSubmits() == 2);
            sandbox.allRequests().forEach(request -> sandbox.finishRequest(request.id()));
            WorkflowRun run = Pipelines.end(jenkins, Result.SUCCESS, again(jenkins));
            assertThat(run.getArtifacts(), hasSize(2));
        });
        assertThat(sandbox.acceptedSubmits(), is(2));
    }
}
