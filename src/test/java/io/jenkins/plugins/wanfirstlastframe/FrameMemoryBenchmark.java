package io.jenkins.plugins.wanfirstlastframe;

import static io.jenkins.plugins.wanfirstlastframe.TestFrames.png;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import hudson.FilePath;
import hudson.model.Result;
import hudson.remoting.VirtualChannel;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * What images of some 32 MB cost a controller with a heap of 256 MB, with the agent and the service in processes of their
 * own. Not a test: {@code mvn -Pbench verify} runs it and prints a line for each way; docs/benchmarks.md explains it.
 */
class FrameMemoryBenchmark {

    private static final int SIDE_BY_SIDE = 8;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension()
            .javaOptions("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
            .withTimeout(1200);

    @Test
    void printTheLines() throws Throwable {
        try (Sandbox sandbox = Fixture.sandbox().start()) {
            String url = sandbox.baseUrl();
            String token = sandbox.token();
            jenkins.then(rule -> {
                measure(rule, url, token);
            });
            assertThat(sandbox.acceptedSubmits(), is(2 * SIDE_BY_SIDE));
        }
    }

    private static void measure(JenkinsRule rule, String url, String token) throws Exception {
        Fixture.addSecretText(Fixture.CREDENTIALS_ID, token);
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        configuration.setServiceUrl(url);
        configuration.setCredentialsId(Fixture.CREDENTIALS_ID);
        DumbSlave agent = rule.createOnlineSlave();
        String steps = "def all = [:]\nfor (int i = 0; i < " + SIDE_BY_SIDE + "; i++) { int n = i\n all[\"c$n\"] = {"
                + " wanFirstLastFrame(startImage: 'first.png', endImage: 'last.png', prompt: \"clip $n\") } }\n"
                + "parallel all\n";
        String begin = "node('" + agent.getNodeName() + "') {\n";
        measure(rule, agent, "of the workspace", begin + steps + "}");
        measure(rule, agent, "artifacts", begin + "archiveArtifacts '*.png'\n}\n" + steps);
    }

    private static void measure(JenkinsRule rule, DumbSlave agent, String what, String script) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        for (String name : new String[] {"first.png", "last.png"}) {
            FilePath file = agent.getWorkspaceFor(job).child(name);
            file.getParent().mkdirs();
            drawn(file, name.hashCode());
            assertThat(file.length(), greaterThan(31_000_000L));
        }
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long begin = System.nanoTime();
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        rule.assertBuildStatus(Result.SUCCESS, rule.waitForCompletion(run));
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        long peak = heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.gc();
        long after = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        System.out.println(SIDE_BY_SIDE + " requests side by side, two images of 32 MB each, " + what + ": " + seconds
                + " s, heap at most " + (peak >> 20) + " MB, afterwards " + (after >> 20) + " MB, process "
                + Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse(""));
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    /** Made by the agent's process alone, or the image itself would need the memory that is measured. */
    private static void drawn(FilePath file, int seed) throws Exception {
        file.act(new Drawing(seed));
    }

    private static final class Drawing extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;
        private final int seed;

        Drawing(int seed) {
            this.seed = seed;
        }

        @Override
        public Void invoke(File file, VirtualChannel channel) throws IOException {
            Files.write(file.toPath(), png(4096, 2600, seed)); // 3 bytes a pixel
            return null;
        }
    }
}
