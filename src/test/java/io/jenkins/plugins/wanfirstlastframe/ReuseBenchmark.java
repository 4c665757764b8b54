package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * How long a build takes whose videos are all there already. Not a test: {@code mvn -Pbench verify} runs it and prints a
 * line for each way; docs/benchmarks.md explains it.
 */
@WithJenkins
class ReuseBenchmark {

    private static final int CLIPS = 1000;

    private static final String STEP = Fixture.step(", seed: n, onlyIfChanged: true, output: \"clips/${n}.mp4\"");

    /** In the workspace of an agent one after the other, or side by side without one. */
    private enum Way {
        LOOP("node('%s') {\n for (int i = 0; i < " + CLIPS + "; i++) { int n = i\n " + STEP + " }\n}"),
        PARALLEL("def all = [:]\nfor (int i = 0; i < " + CLIPS + "; i++) { int n = i\n all[\"c$n\"] = { " + STEP
                + " } }\nparallel all // %s");

        private final String script;

        Way(String script) {
            this.script = script;
        }
    }

    @Test
    void printTheLines(JenkinsRule jenkins) throws Exception {
        try (Sandbox sandbox = Fixture.sandbox().start()) {
            Fixture.configure(sandbox);
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(0);
            DumbSlave agent = jenkins.createOnlineSlave();
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            Duration made = run(jenkins, job, Way.PARALLEL, agent);
            assertThat(sandbox.acceptedSubmits(), is(CLIPS));
            System.out.println(CLIPS + " clips made in " + made.toSeconds() + " s");
            for (Way way : Way.values()) {
                Duration reused = run(jenkins, job, way, agent);
                assertThat("nothing more is submitted", sandbox.acceptedSubmits(), is(CLIPS));
                assertThat(
                        job.getLastBuild()
                                .getArtifactManager()
                                .root()
                                .child("clips")
                                .list()
                                .length,
                        is(CLIPS));
                System.out.println(way + ": " + CLIPS + " clips used again in " + reused.toSeconds() + " s");
                assertThat(reused, lessThan(Duration.ofMinutes(2)));
            }
        }
    }

    private static Duration run(JenkinsRule jenkins, WorkflowJob job, Way way, DumbSlave agent) throws Exception {
        job.setDefinition(new CpsFlowDefinition(way.script.formatted(agent.getNodeName()), true));
        long begin = System.nanoTime();
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
