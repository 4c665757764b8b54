package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import hudson.model.Computer;
import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ManyStepsTest {

    private static final int STEPS = 200;
    private static final long MOST_THREADS = 8;

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wan-"))
                .count();
    }

    private static int executorsInUse(JenkinsRule jenkins) {
        return Arrays.stream(jenkins.jenkins.getComputers())
                .mapToInt(Computer::countBusy)
                .sum();
    }

    @Timeout(200)
    @Test
    void waitWithAHandfulOfThreads(JenkinsRule jenkins) throws Exception {
        try (Sandbox sandbox = Fixture.sandbox().hold().start()) {
            Fixture.configure(sandbox);
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(STEPS);
            WorkflowRun run = Pipelines.start(
                    jenkins,
                    "def branches = [:]; for (int i = 0; i < " + STEPS + "; i++) { def n = i; branches[\"b$n\"] = { "
                            + Fixture.step(", seed: n, output: \"clips/${n}.mp4\"") + " } }; parallel branches");
            sandbox.awaitCount(Route.SUBMIT, STEPS);
            sandbox.awaitCount(Route.STATUS, STEPS);
            assertThat(threads(), lessThanOrEqualTo(MOST_THREADS));
            assertThat(executorsInUse(jenkins), is(0));
            JenkinsRule.WebClient browser = jenkins.createWebClient().withJavaScriptEnabled(false);
            browser.goTo(run.getUrl()); // the first time, its page is compiled
            long begin = System.nanoTime();
            browser.goTo(run.getUrl());
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), lessThan(5_000L));

            sandbox.allRequests().forEach(job -> sandbox.finishRequest(job.id()));
            sandbox.awaitCount(Route.DOWNLOAD, 1);
            assertThat(threads(), lessThanOrEqualTo(MOST_THREADS));
            Pipelines.end(jenkins, Result.SUCCESS, run);
            assertThat(run.getAction(VideoAction.class).getVideos().size(), is(STEPS));
            assertThat(sandbox.acceptedSubmits(), is(STEPS));
        }
    }
}
