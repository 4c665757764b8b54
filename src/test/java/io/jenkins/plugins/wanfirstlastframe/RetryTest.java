package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipeline's {@code retry} around the step, after a request that is or may be paid for. */
@Timeout(120)
class RetryTest extends OnJenkins {

    private static final IOException FULL = new IOException("No space left on device");

    private static String twice(String step) {
        return "retry(2) { " + step + " }";
    }

    @Test
    void fetchesAPaidVideoInsteadOfPayingForAnother() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun run = Pipelines.run(jenkins, Result.SUCCESS, twice(Fixture.step("")));
            String id = Pipelines.lastId(sandbox);
            jenkins.assertLogContains("ERROR: The video is made, but ", run);
            jenkins.assertLogContains("This build has submitted the same request before.", run);
            jenkins.assertLogContains("Following request " + id + "; nothing is submitted.", run);
            assertThat(run.getArtifacts().size(), is(1));
            assertThat(sandbox.count(Route.SUBMIT), is(1));
        }
    }

    @Test
    void followsARequestThatATimeOutOfThePipelineHasLeftRunning() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(
                jenkins,
                "try { timeout(time: 8, unit: 'SECONDS') { " + Fixture.step("") + " } } catch (e) { " + Fixture.step("")
                        + " }");
        jenkins.waitForMessage("In queue", run);
        String id = Pipelines.lastId(sandbox);
        sandbox.startRequest(id);
        jenkins.waitForMessage("Following request " + id + "; nothing is submitted.", run);
        sandbox.finishRequest(id);
        Pipelines.end(jenkins, Result.SUCCESS, run);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void doesNotSubmitAgainWhatTheServiceMayHave() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, twice(Fixture.step("")));
        jenkins.assertLogContains("so it is not submitted a second time. It may be billed.", run);
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: this build has tried to submit the same request before, and nobody knows",
                run);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void submitsAgainWhatFailedAtTheService() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "no luck"));
        WorkflowRun run = Pipelines.run(jenkins, Result.SUCCESS, twice(Fixture.step("")));
        jenkins.assertLogContains("The request failed at RunComfy", run);
        assertThat(sandbox.acceptedSubmits(), is(2));
    }

    @Test
    void submitsAnotherInputAllTheSame() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            Pipelines.run(
                    jenkins,
                    Result.SUCCESS,
                    "try { " + Fixture.step(", seed: 1") + " } catch (e) { " + Fixture.step(", seed: 2") + " }");
            assertThat(sandbox.acceptedSubmits(), is(2));
        }
    }

    @Test
    void asksNoOtherServiceForARequestThatItDoesNotHave() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL);
                Sandbox other = Fixture.sandbox().start()) {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(
                    "try { " + Fixture.step("") + " } catch (e) { echo e.message }\n"
                            + WanFirstLastFrameConfiguration.class.getName() + ".get().serviceUrl = '"
                            + other.baseUrl() + "'\n" + Fixture.step(""),
                    false));
            WorkflowRun run =
                    Pipelines.end(jenkins, Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
            jenkins.assertLogContains("The video is made, but ", run);
            jenkins.assertLogNotContains("This build has submitted the same request before.", run);
            assertThat(sandbox.count(Route.SUBMIT), is(1));
            assertThat(other.count(Route.SUBMIT), is(1));
        }
    }
}
