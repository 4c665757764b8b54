package io.jenkins.plugins.wanfirstlastframe;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What steps that wait cost the controller, beside Pipeline's own {@code sleep} and beside a loop that polls by itself. Not
 * a test: {@code mvn -Pbench verify} runs it alone and prints a table; docs/benchmarks.md explains it.
 */
@WithJenkins
class WaitingStepsBenchmark {

    private static final Duration MEASURED = Duration.ofSeconds(20);

    /** Ends the loops: a branch that is between two steps hears of no stop. */
    private static final String OVER = "wan.bench.over";

    private enum Kind {
        SLEEP(Duration.ZERO, "sleep 100000"),
        LOOP(
                Duration.ZERO,
                "while (!Boolean.getBoolean('" + OVER + "')) {"
                        + " new URL('%s/v1/requests/' + i + '/status').openConnection().responseCode; sleep 2 }"),
        STEP(
                Patience.ABORT.plusSeconds(5), // the timer of its abort keeps it
                "wanFirstLastFrame(startImage: 'Runcomfy_Example_1259_1.png', endImage: 'Runcomfy_Example_1259_2.png',"
                        + " prompt: 'number ' + i)");

        /** How long after its stop the controller still knows of a step. */
        private final Duration remembered;

        private final String body;

        Kind(Duration remembered, String body) {
            this.remembered = remembered;
            this.body = body;
        }
    }

    private record Cost(int ourThreads, int allThreads, double heapBytes, double cpuSeconds) {}

    @Test
    void printTheTable(JenkinsRule jenkins) throws Exception {
        List<String> table = new ArrayList<>();
        table.add("| waiting | steps | threads of ours | all threads | heap a step, KB | CPU, s in "
                + MEASURED.toSeconds() + " s |");
        table.add("| --- | ---: | ---: | ---: | ---: | ---: |");
        try (SandboxProcess sandbox = SandboxProcess.start()) {
            Fixture.addSecretText(Fixture.CREDENTIALS_ID, Sandbox.DEFAULT_TOKEN);
            WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
            configuration.setServiceUrl(sandbox.baseUrl());
            configuration.setCredentialsId(Fixture.CREDENTIALS_ID);
            configuration.setMaxConcurrentRequests(0);
            for (Kind kind : Kind.values()) {
                measure(jenkins, kind, 100, sandbox.baseUrl()); // loads classes, and warms up
            }
            for (int count : new int[] {100, 1000}) {
                for (Kind kind : Kind.values()) {
                    Cost cost = measure(jenkins, kind, count, sandbox.baseUrl());
                    table.add(String.format(
                            "| %s | %d | %d | %d | %s | %.1f |",
                            kind.name().toLowerCase(Locale.ROOT),
                            count,
                            cost.ourThreads,
                            cost.allThreads,
                            // loops are never all in the same place
                            kind == Kind.LOOP ? "" : String.format("%.1f", cost.heapBytes / count / 1024),
                            cost.cpuSeconds));
                }
            }
        }
        System.out.println(String.join("\n", table));
    }

    private static Cost measure(JenkinsRule jenkins, Kind kind, int count, String baseUrl) throws Exception {
        double before = heap();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "def branches = [:]\nfor (int n = 0; n < " + count + "; n++) {\n  int i = n\n  branches['b' + i] = { "
                        + kind.body.formatted(baseUrl) + " }\n}\nparallel branches",
                false));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await().atMost(Duration.ofMinutes(10)).until(() -> underWay(run, kind) >= count);
        double heap = heap() - before;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        int ours = 0;
        int all = 0;
        for (int i = 0; i < MEASURED.toSeconds(); i++) {
            Thread.sleep(1000); // the measured time itself
            List<String> threads = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .toList();
            all = Math.max(all, threads.size());
            ours = Math.max(ours, (int)
                    threads.stream().filter(name -> name.startsWith("wan-")).count());
        }
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        System.setProperty(OVER, "true");
        run.doStop();
        await(count + " stopped: " + kind).atMost(Duration.ofMinutes(5)).until(() -> !run.isBuilding());
        System.clearProperty(OVER);
        job.delete();
        Thread.sleep(kind.remembered.toMillis()); // or the next figure for the heap would start too high
        return new Cost(ours, all, heap, cpuSeconds);
    }

    /** How many branches have come so far as to wait: with our steps, those whose job the service has. */
    private static long underWay(WorkflowRun run, Kind kind) throws Exception {
        FlowExecution execution = run.getExecution();
        if (execution == null) {
            return 0;
        }
        if (kind == Kind.LOOP) {
            return execution.getCurrentHeads().size(); // some of the loops are always asking
        }
        return execution.getCurrentExecutions(true).get().stream()
                .map(step -> String.valueOf(step.getStatus()))
                .filter(status -> status.contains(kind == Kind.STEP ? "request id" : "sleeping"))
                .count();
    }

    private static double heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
