package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Label;
import hudson.remoting.Channel;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import java.time.Duration;
import java.util.List;
import jenkins.security.MasterToSlaveCallable;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.jvnet.hudson.test.JenkinsRule;

/** An agent that hangs, with its connection full, holds up neither an abort nor other requests. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS) // its processes can't be stopped for a while
class HungAgentTest extends OnJenkins {

    private static final class Pid extends MasterToSlaveCallable<Long, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long call() {
            return ProcessHandle.current().pid();
        }
    }

    private static final class Ballast extends MasterToSlaveCallable<Integer, RuntimeException> {
        private static final long serialVersionUID = 1L;
        private final byte[] ballast = new byte[1 << 20];

        @Override
        public Integer call() {
            return ballast.length;
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor(),
                is(0));
    }

    @Test
    void anAbortDoesNotWaitForIt() throws Exception {
        sandbox.hold();
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("hanging"));
        Channel channel = (Channel) agent.getChannel();
        long pid = channel.call(new Pid());
        WorkflowRun run = Pipelines.start(jenkins, "node('hanging') { " + Fixture.step("") + " }");
        jenkins.waitForMessage("In queue", run);
        WorkflowRun other = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", other);
        signal("STOP", pid);
        Thread filler = new Thread(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    channel.callAsync(new Ballast());
                }
            } catch (Exception e) {
                // the connection ends with the test
            }
        });
        try {
            filler.start();
            Awaitility.await()
                    .until(() -> List.of(filler.getStackTrace()).toString().contains("write"));
            Thread.sleep(1000);
            sandbox.allRequests().forEach(request -> sandbox.finishRequest(request.id()));
            jenkins.waitForMessage("Fetching the video.", run);
            Awaitility.await().until(() -> JenkinsRule.getLog(other).contains("Finished: SUCCESS"));
            Thread.sleep(1000); // the remote call is begun by now
            Thread stopping = new Thread(() -> Pipelines.stop(run));
            stopping.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> JenkinsRule.getLog(run).contains("while the video was fetched. Request id: "));
            Awaitility.await()
                    .until(() -> GenerationService.get().records(run).stream()
                            .allMatch(record -> record.state().isOver()));
        } finally {
            signal("CONT", pid);
            filler.join();
        }
        jenkins.waitForCompletion(run);
    }
}
