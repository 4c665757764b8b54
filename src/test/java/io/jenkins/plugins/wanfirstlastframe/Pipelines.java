package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.console.ConsoleNote;
import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Pipelines that tests run, and what these leave behind. */
final class Pipelines {

    /** Who stops a build of a test. */
    static final String STOPPED = "Aborted";

    /** How the line begins that tells the catalogue's price, which is not about a request. */
    static final String PRICE = "Price by RunComfy's catalogue: ";

    /** How the line begins that tells of another size or length, as most videos of these tests have it: they are small. */
    static final String MISMATCH = "It is not what was asked for: ";

    private Pipelines() {}

    /** Starts a Pipeline of its own, in the Groovy sandbox. */
    static WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    static WorkflowRun run(JenkinsRule jenkins, Result expected, String script) throws Exception {
        return end(jenkins, expected, start(jenkins, script));
    }

    /** Waits for the end of a build and checks what holds for each: no stack trace, no request left unfinished. */
    static WorkflowRun end(JenkinsRule jenkins, Result expected, WorkflowRun run) throws Exception {
        jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
        assertThat(log(run), not(containsString("\tat ")));
        Awaitility.await(run + " has no unfinished request")
                .until(() -> GenerationService.get().records(run).stream()
                        .allMatch(record -> record.state().isOver()));
        return run;
    }

    static void stop(WorkflowRun run) {
        run.doStop();
    }

    /** Stops whatever a test left running. */
    static void stopAll(JenkinsRule jenkins) throws Exception {
        for (WorkflowJob job : jenkins.jenkins.allItems(WorkflowJob.class)) {
            WorkflowRun run = job.getLastBuild();
            if (run != null && run.isBuilding()) {
                run.doStop();
                jenkins.waitForCompletion(run);
            }
        }
    }

    static String log(WorkflowRun run) throws Exception {
        return ConsoleNote.removeNotes(JenkinsRule.getLog(run));
    }

    /** What the step said of its request, without its mark and the time of day; durations are dots. */
    static List<String> told(WorkflowRun run) throws Exception {
        return log(run).lines()
                .filter(line -> line.startsWith("[wanFirstLastFrame] "))
                .map(line -> line.replaceFirst("^\\[wanFirstLastFrame] (\\d\\d:\\d\\d:\\d\\d )?", "")
                        .replaceAll("\\(\\d+ s\\)", "(…)"))
                .filter(line -> !line.startsWith(PRICE) && !line.startsWith(MISMATCH))
                .toList();
    }

    /** The last request id that the sandbox has given out. */
    static String lastId(Sandbox sandbox) {
        List<Sandbox.View> jobs = sandbox.allRequests();
        return jobs.get(jobs.size() - 1).id();
    }

    static void assertState(Sandbox sandbox, String id, String expected) {
        String state = sandbox.allRequests().stream()
                .filter(job -> job.id().equals(id))
                .map(Sandbox.View::state)
                .findFirst()
                .orElse("unknown");
        assertThat(id, state, is(expected));
    }
}
