package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins whose process is killed, without a chance to save anything, submits nothing a second time either. */
@Timeout(180)
class CrashTest {

    private static final String JOB = "clip";

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private Sandbox sandbox;

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Fixture.sandbox().hold().start();
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    private void startPipeline(FlowDurabilityHint durability) throws Throwable {
        String url = sandbox.baseUrl();
        String token = sandbox.token();
        jenkins.runRemotely(rule -> {
            startPipeline(rule, url, token, durability);
        });
    }

    private static void startPipeline(JenkinsRule rule, String url, String token, FlowDurabilityHint durability)
            throws Exception {
        Fixture.configure(url, token);
        WorkflowJob job = rule.createProject(WorkflowJob.class, JOB);
        job.addProperty(new DurabilityHintJobProperty(durability));
        job.setDefinition(new CpsFlowDefinition(Fixture.step(", output: 'clip.mp4'"), true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule rule) {
        return rule.jenkins.getItemByFullName(JOB, WorkflowJob.class).getLastBuild();
    }

    @Test
    void aJobInTheQueueIsFollowedFurther() throws Throwable {
        jenkins.startJenkins();
        startPipeline(FlowDurabilityHint.MAX_SURVIVABILITY);
        sandbox.awaitCount(Route.STATUS, 1);
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        jenkins.runRemotely(rule -> {
            rule.assertBuildStatus(Result.SUCCESS, rule.waitForCompletion(run(rule)));
            assertThat(run(rule).getArtifacts().size(), is(1));
        });
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        assertThat(sandbox.count(Route.CANCEL), is(0));
    }

    @Test
    void aSubmitWithoutAnAnswerIsNotRepeated() throws Throwable {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.STALL_AFTER));
        jenkins.startJenkins();
        startPipeline(FlowDurabilityHint.MAX_SURVIVABILITY);
        sandbox.awaitCount(Route.SUBMIT, 1);
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        failsSaying("The program ended while the request was being submitted, so nobody knows whether RunComfy has it");
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void aJobOfAPipelineThatCannotBeResumedIsNotForgotten() throws Throwable {
        jenkins.startJenkins();
        startPipeline(FlowDurabilityHint.PERFORMANCE_OPTIMIZED);
        sandbox.awaitCount(Route.STATUS, 1);
        jenkins.stopJenkinsForcibly();

        jenkins.startJenkins();
        failsSaying("Nobody follows the request any more, which goes on at RunComfy. Request id: "
                + Pipelines.lastId(sandbox) + ". It may be billed. The video can be fetched");
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    private void failsSaying(String message) throws Throwable {
        jenkins.runRemotely(rule -> {
            rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(run(rule)));
            rule.assertLogContains(message, run(rule));
        });
    }
}
