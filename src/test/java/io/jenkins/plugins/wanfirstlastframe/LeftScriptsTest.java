package io.jenkins.plugins.wanfirstlastframe;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.wanfirstlastframe.process.BegunScripts;
import io.jenkins.plugins.wanfirstlastframe.process.LeftScripts;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.run.JobHistory;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule.WebClient;

/** Scripts whose builds ended without them. */
@Timeout(180)
class LeftScriptsTest extends OnJenkins {

    private static final String SCRIPT = """
            Files.writeString(Path.of("pid.txt"), "" + ProcessHandle.current().pid());
            for (String name : List.of("a", "b", "c"))
                video().startImage("Runcomfy_Example_1259_1.png").endImage("Runcomfy_Example_1259_2.png").prompt(name).save(name + ".mp4");
            """;

    private DumbSlave agent;
    private Sandbox slow;

    @BeforeEach
    void connect() throws Exception {
        agent = jenkins.createOnlineSlave();
        slow = Fixture.sandbox().hold().start();
        slow.setPrices(Sandbox.Prices.of("0.25"));
        WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
        WanFirstLastFrameConfiguration.get().setMaxUsdPerDay("1000");
    }

    /** Begins a script, which has made one video, and waits for the next. */
    private WorkflowRun start() throws Exception {
        return start("wanScript file: 'scenes.jsh', maxUsd: 5, args: ['secret-argument']");
    }

    private WorkflowRun start(String step) throws Exception {
        WorkflowRun run = Pipelines.start(
                jenkins,
                "node('" + agent.getNodeName() + "') {\n writeFile file: 'scenes.jsh', text: '''" + SCRIPT + "'''\n "
                        + step + "\n}");
        await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
        finishLast();
        await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 2);
        return run;
    }

    private void finishLast() {
        slow.startRequest(Pipelines.lastId(slow));
        slow.finishRequest(Pipelines.lastId(slow));
    }

    private FilePath workspace(WorkflowRun run) {
        return agent.getWorkspaceFor(run.getParent());
    }

    private long process(WorkflowRun run) throws Exception {
        return Long.parseLong(workspace(run).child("pid.txt").readToString());
    }

    @AfterEach
    void disconnect() throws Exception {
        WanFirstLastFrameConfiguration.get().setMaxUsdPerDay(null);
        slow.close();
        jenkins.jenkins.removeNode(agent);
    }

    private void abortWhileTheAgentIsAway(WorkflowRun run) throws Exception {
        agent.toComputer().disconnect(new OfflineCause.ByCLI("test")).get();
        Pipelines.stop(run);
        Pipelines.end(jenkins, Result.ABORTED, run);
    }

    private void connectAgain() throws Exception {
        agent.toComputer().connect(false).get();
        jenkins.waitOnline(agent);
    }

    private static void awaitSeenTo(WorkflowRun run) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            ExtensionList.lookupSingleton(LeftScripts.class).run();
            assertThat(BegunScripts.get().of(run), empty());
        });
    }

    private void awaitKept(WorkflowRun run, long process) {
        awaitSeenTo(run);
        assertThat(ProcessHandle.of(process).isPresent(), is(false));
        assertThat("nothing was submitted after the end", slow.acceptedSubmits(), is(2));
        Pipelines.assertState(slow, Pipelines.lastId(slow), "cancelled");
        assertThat(
                GenerationService.get().records(run).stream()
                        .allMatch(record -> record.state().isOver()),
                is(true));
    }

    private static BigDecimal spent(WorkflowRun run) {
        return GenerationService.get().history(run.getParent()).days().stream()
                .map(JobHistory.Day::costUsd)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<String> artifacts(WorkflowRun run) {
        return run.getArtifacts().stream()
                .map(artifact -> artifact.relativePath)
                .toList();
    }

    @Test
    void aKilledBuildsScriptIsEndedAndWhatItMadeIsKept() throws Exception {
        WorkflowRun run = start();
        long process = process(run);
        File notes = new File(jenkins.jenkins.getRootDir(), "wan-first-last-frame-scripts");
        assertThat(notes.list().length, is(1));
        assertThat(SecretSearch.filesWith(notes, slow.token()), empty());
        assertThat(SecretSearch.filesWith(notes, "secret-argument"), empty());
        run.doTerm();
        run.doKill();
        Pipelines.end(jenkins, Result.ABORTED, run);
        awaitKept(run, process);
        jenkins.assertLogContains("Nobody waits for the script scenes.jsh any more.", run);
        assertThat(artifacts(run), contains("a.mp4"));
        VideoAction page = run.getAction(VideoAction.class);
        assertThat(page.getVideos().size(), is(1));
        assertThat(page.getLeftScripts(), empty());
        assertThat(spent(run), is(new BigDecimal("0.25")));
        assertThat(WorkspaceList.tempDir(workspace(run)).list("wan-script-*/**").length, is(0));
    }

    @Test
    void anAgentThatIsAwayIsWaitedForAndThePageSaysSo() throws Exception {
        WorkflowRun run = start();
        long process = process(run);
        abortWhileTheAgentIsAway(run);
        jenkins.assertLogContains("Nobody waits for the script scenes.jsh any more.", run);
        ExtensionList.lookupSingleton(LeftScripts.class).run();
        await().until(() -> run.getAction(VideoAction.class) != null);
        try (WebClient web = jenkins.createWebClient()) {
            assertThat(
                    web.getPage(run).asNormalizedText(),
                    containsString("scenes.jsh on " + agent.getNodeName()
                            + ": the process is told to end as soon as the agent answers"));
        }
        assertThat("what it may spend counts", spent(run), is(new BigDecimal("5")));
        assertThat(BegunScripts.get().of(run).size(), is(1));

        connectAgain();
        await().atMost(Duration.ofSeconds(40)).until(() -> BegunScripts.get().of(run), empty());
        awaitKept(run, process);
        assertThat(artifacts(run), contains("a.mp4"));
        assertThat(spent(run), is(new BigDecimal("0.25")));
    }

    @Test
    void aFileThatWasReplacedMeanwhileIsNotTakenForTheScripts() throws Exception {
        WorkflowRun run = start();
        long process = process(run);
        Path video = Path.of(workspace(run).child("a.mp4").getRemote());
        abortWhileTheAgentIsAway(run);
        Files.writeString(video, "of another build");
        connectAgain();
        awaitKept(run, process);
        assertThat(artifacts(run), empty());
        List<VideoRecord> videos = run.getAction(VideoAction.class).getVideos();
        assertThat(videos.stream().map(VideoRecord::isAvailable).toList(), contains(false));
    }

    @Test
    void theScriptOfADeletedBuildIsEnded() throws Exception {
        WorkflowRun run = start();
        long process = process(run);
        abortWhileTheAgentIsAway(run);
        run.delete();
        connectAgain();
        awaitSeenTo(run);
        assertThat(spent(run), is(new BigDecimal("0.25")));
        assertThat(ProcessHandle.of(process).isPresent(), is(false));
        Pipelines.assertState(slow, Pipelines.lastId(slow), "cancelled");
        assertThat(run.getRootDir().exists(), is(false));
    }

    @Test
    void theScriptOfAJobThatIsMovedGoesOn() throws Exception {
        WorkflowRun run = start();
        long process = process(run);
        run.getParent().renameTo("moved-" + run.getParent().getName());
        LeftScripts work = ExtensionList.lookupSingleton(LeftScripts.class);
        work.run();
        work.run();
        finishLast();
        await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 3);
        assertThat(ProcessHandle.of(process).isPresent(), is(true));
        assertThat(BegunScripts.get().of(run).size(), is(1));

        finishLast();
        Pipelines.end(jenkins, Result.SUCCESS, run);
        assertThat(artifacts(run), contains("a.mp4", "b.mp4", "c.mp4"));
    }

    @Test
    void whatAScriptMadeIsKeptThoughItsJobWasMovedMeanwhile() throws Exception {
        WorkflowRun run = start();
        long process = process(run);
        FilePath workspace = workspace(run);
        abortWhileTheAgentIsAway(run);
        run.getParent().renameTo("moved-" + run.getParent().getName());
        connectAgain();
        awaitKept(run, process);
        assertThat(artifacts(run), contains("a.mp4"));
        assertThat(spent(run), is(new BigDecimal("0.25")));
        FilePath again = agent.createPath(workspace.getRemote()); // by the new connection
        assertThat(WorkspaceList.tempDir(again).list("wan-script-*/**").length, is(0));
    }

    @Test
    void aScriptWhoseStepIsOverIsEndedThoughItsBuildGoesOn() throws Exception {
        WorkflowRun run = start("""
                try {
                    wanScript file: 'scenes.jsh', maxUsd: 5
                } catch (e) {
                    echo 'goes on without the script'
                    sleep 600
                }
                """);
        long process = process(run);
        agent.toComputer().disconnect(new OfflineCause.ByCLI("test")).get();
        for (StepExecution step : run.getExecution().getCurrentExecutions(true).get()) {
            step.stop(new FlowInterruptedException(Result.ABORTED));
        }
        jenkins.waitForMessage("goes on without the script", run);
        await().until(() -> run.getAction(VideoAction.class).getLeftScripts().size() == 1);
        connectAgain();
        awaitKept(run, process);
        assertThat(run.isBuilding(), is(true));
        assertThat(artifacts(run), contains("a.mp4"));
        assertThat(spent(run), is(new BigDecimal("0.25")));
        assertThat(run.getAction(VideoAction.class).getLeftScripts(), empty());
        Pipelines.stop(run);
        jenkins.waitForCompletion(run);
    }

    @Test
    void whatAScriptHasCostCountsThoughItsBuildEndedWhileItsVideosWereKept() throws Exception {
        WorkflowRun run;
        try (SlowArchive archive = SlowArchive.install()) {
            run = start();
            finishLast();
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 3);
            finishLast();
            archive.awaitBegin();
            Pipelines.stop(run);
            Pipelines.end(jenkins, Result.ABORTED, run);
            assertThat(spent(run), is(new BigDecimal("5")));
        }
        await().untilAsserted(() -> assertThat(spent(run), is(new BigDecimal("0.75"))));
        awaitSeenTo(run);
        assertThat(artifacts(run), contains("a.mp4", "b.mp4", "c.mp4"));
    }
}
