package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import hudson.XmlFile;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.Saveable;
import hudson.model.labels.LabelAtom;
import hudson.model.listeners.SaveableListener;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.TestExtension;

/** Slow agents hold up nobody else, and many videos don't make a build's record a burden. */
@Timeout(300)
class SlowDeliveriesTest extends OnJenkins {

    private static final int VIDEO = 400_000;
    private static final int BYTES_PER_SECOND = 10_000;
    private static final int SLOW = 20;
    private static final int VIDEOS = 24;

    /** Of one build. */
    private static final int MANY = 100;

    private static final Duration SOON = Duration.ofSeconds(5);

    private static void agent(String label) throws Exception {
        DumbSlave agent = jenkins.createSlave(new LabelAtom(label));
        jenkins.waitOnline(agent);
    }

    private static String ten(String label) {
        return "node('" + label + "') { parallel "
                + IntStream.range(0, SLOW / 2)
                        .mapToObj(i -> label + i + ": { "
                                + Fixture.step(", seed: " + i + ", output: '" + label + i + ".mp4'") + " }")
                        .collect(Collectors.joining(", "))
                + " }";
    }

    private static void isThereSoon(WorkflowRun run) throws Exception {
        jenkins.waitForMessage("Fetching the video.", run);
        long begin = System.nanoTime();
        jenkins.waitForMessage("Archived ", run);
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(SOON));
        Pipelines.end(jenkins, Result.SUCCESS, run);
    }

    @Test
    void twentySlowDownloadsToTwoAgentsHoldUpNobody() throws Exception {
        sandbox.close();
        sandbox = Fixture.sandbox().videos(Videos.bytes(VIDEO)).start();
        Fixture.configure(sandbox);
        agent("slow1");
        agent("slow2");
        agent("quick");
        sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, String.valueOf(BYTES_PER_SECOND))
                .times(SLOW));
        WorkflowRun one = Pipelines.start(jenkins, ten("slow1"));
        WorkflowRun two = Pipelines.start(jenkins, ten("slow2"));
        sandbox.awaitCount(Route.DOWNLOAD, SLOW);
        isThereSoon(Pipelines.start(jenkins, Fixture.step("")));
        isThereSoon(Pipelines.start(jenkins, "node('quick') { " + Fixture.step("") + " }"));
        assertThat(one.isBuilding() && two.isBuilding(), is(true));
        long ours = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wan-"))
                .count();
        assertThat(ours, lessThanOrEqualTo(12L));
        Pipelines.stop(one);
        Pipelines.stop(two);
        Pipelines.end(jenkins, Result.ABORTED, one);
        Pipelines.end(jenkins, Result.ABORTED, two);
    }

    /** Adds up what is written of builds. */
    @TestExtension
    public static final class Saves extends SaveableListener {
        private static final AtomicLong BYTES = new AtomicLong();
        private static final AtomicLong COUNT = new AtomicLong();

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof Run) {
                COUNT.incrementAndGet();
                BYTES.addAndGet(file.getFile().length());
            }
        }
    }

    /** Branches that have as many steps each as those with the step in between. */
    private static String branches(IntFunction<String> step) {
        return "parallel "
                + IntStream.range(0, MANY)
                        .mapToObj(i -> "clip" + i + ": { " + step.apply(i) + " }")
                        .collect(Collectors.joining(", "));
    }

    @Test
    void manyVideosAreNotAsManyRecordsOfTheBuild() throws Exception {
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(0);
        Saves.COUNT.set(0);
        Pipelines.run(jenkins, Result.SUCCESS, branches(i -> "sleep 1"));
        long ofPipeline = Saves.COUNT.get();
        Saves.COUNT.set(0);
        Saves.BYTES.set(0);
        WorkflowRun run = Pipelines.run(
                jenkins, Result.SUCCESS, branches(i -> Fixture.step(", seed: " + i + ", output: 'clip" + i + ".mp4'")));
        assertThat(
                run.getAction(VideoAction.class).getVideos().stream()
                        .filter(VideoRecord::isAvailable)
                        .count(),
                is((long) MANY));
        long size = run.getRootDir().toPath().resolve("build.xml").toFile().length();
        assertThat("there is something to compare", size, greaterThan(4000L));
        long ours = Saves.COUNT.get() - ofPipeline;
        assertThat(
                Saves.COUNT.get() + " saves, " + ofPipeline + " by Pipeline alone, " + Saves.BYTES.get() + " bytes",
                ours,
                lessThan(20L));
        assertThat(run.getAction(VideoAction.class).getVideos().size(), is(MANY));
    }
}
