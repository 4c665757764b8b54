package io.jenkins.plugins.wanfirstlastframe;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.run.JobHistory;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The step that runs a script in a process of its own on an agent. */
@Timeout(180)
class ScriptStepTest extends OnJenkins {

    private static final String PUPPY = "video().startImage(\"Runcomfy_Example_1259_1.png\")"
            + ".endImage(\"Runcomfy_Example_1259_2.png\").prompt(\"Puppy\")";

    private static DumbSlave agent;

    @BeforeEach
    void connect() throws Exception {
        if (agent == null || jenkins.jenkins.getNode(agent.getNodeName()) == null) {
            agent = jenkins.createOnlineSlave();
        }
        WanFirstLastFrameConfiguration.get().setMaxUsdPerDay(null);
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(10);
    }

    @AfterEach
    void stopTheRest() throws Exception {
        Pipelines.stopAll(jenkins);
    }

    private static WorkflowRun start(String script, String arguments, String after) throws Exception {
        return startOn(agent.getNodeName(), script, arguments, after);
    }

    private static WorkflowRun startOn(String node, String script, String arguments, String after) throws Exception {
        return Pipelines.start(
                jenkins,
                "node('" + node + "') {\n writeFile file: 'media/scenes.jsh', text: '''"
                        + script.replace("\\", "\\\\").replace("'", "\\'") + "'''\n"
                        + " writeFile file: 'media/names.jsh', text: 'List<String> names = List.of(\"a\", \"bb\");'\n"
                        + " def clips = wanScript file: 'media/scenes.jsh'" + arguments + "\n" + after + "\n}");
    }

    private static WorkflowRun run(Result expected, String script, String arguments, String after) throws Exception {
        return Pipelines.end(jenkins, expected, start(script, arguments, after));
    }

    private static FilePath workspace(WorkflowRun run) {
        return agent.getWorkspaceFor(run.getParent());
    }

    private static void assertNothingLeft(WorkflowRun run) throws Exception {
        FilePath temporary = WorkspaceList.tempDir(workspace(run));
        await().until(() -> temporary.list("**").length == 0);
        assertThat(
                GenerationService.get().ledger(run).records().stream()
                        .allMatch(r -> r.state().isOver()),
                is(true));
    }

    @Test
    void runsInAProcessOfItsOwnAndKeepsWhatItMade() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        WorkflowRun run = run(
                Result.SUCCESS,
                """
                include("names.jsh");
                System.out.println("Token " + System.getenv("RUNCOMFY_TOKEN") + " \u00e4 " + args());
                new ProcessBuilder("sh", "-c", "echo child $RUNCOMFY_TOKEN; ps -eo args > ps.txt").inheritIO().start().waitFor();
                Files.writeString(Path.of("pid.txt"), "" + ProcessHandle.current().pid());
                Files.writeString(Path.of("media/names.jsh"), "no longer read");
                var all = batch();
                for (String name : names) all.add(PUPPY.onlyIfChanged().seed(name.length()), "out/" + name + ".mp4");
                all.run().printTable();
                PUPPY.seed(1).onlyIfChanged().save("out/a.mp4");
                PUPPY.seed(1).dryRun().save("out/preview.mp4");
                PUPPY.seed(9).save(Files.createTempDirectory("elsewhere").resolve("x.mp4"));
                System.out.print("m".repeat(1 << 20));
                """.replace("PUPPY", PUPPY),
                ", args: ['one', 'zwei \u00fc', 3], credentialsId: 'runcomfy', maxUsd: 1.50",
                "echo \"made ${clips*.video} cost ${clips*.costUsd} reused ${clips*.reused} archived ${clips*.archived}\"");
        String log = Pipelines.log(run);
        assertThat(log, containsString("Token **** \u00e4 [one, zwei \u00fc, 3]"));
        assertThat(log, containsString("child ****"));
        assertThat(log, containsString("m".repeat(1 << 20)));
        assertThat(
                log, containsString("cost [0.25, 0.25, null, null, 0.25] reused [false, false, true, false, false]"));
        assertThat(log, containsString("archived [true, true, true, true, false]"));
        assertThat(log, containsString("x.mp4 is not kept by Jenkins, since it is outside of the workspace."));
        assertThat(log, not(containsString("exec ")));
        FilePath workspace = workspace(run);
        assertThat(workspace.child("ps.txt").readToString(), not(containsString(sandbox.token())));
        assertThat(workspace.child("ps.txt").readToString(), containsString("script.ScriptMain media/scenes.jsh one"));
        assertThat(
                workspace.child("pid.txt").readToString(),
                not(is(String.valueOf(ProcessHandle.current().pid()))));
        assertThat(SecretSearch.filesWith(jenkins.jenkins.getRootDir(), sandbox.token()), empty());
        assertThat(SecretSearch.filesWith(new File(agent.getRemoteFS()), sandbox.token()), empty());
        List<VideoRecord> videos = run.getAction(VideoAction.class).getVideos();
        assertThat(videos.stream().map(VideoRecord::isAvailable).toList(), contains(true, true, true, true, false));
        assertThat(videos.get(0).getParameters().get("prompt"), is("Puppy"));
        assertThat(videos.get(2).getReusedFrom(), containsString("a.mp4"));
        assertThat(
                run.getArtifacts().stream()
                        .map(artifact -> artifact.relativePath)
                        .sorted()
                        .toList(),
                contains("out/a.mp4", "out/bb.mp4", "out/preview.mp4"));
        assertNothingLeft(run);
    }

    @Test
    void anAbortCancelsTheRequestsAndEndsTheProcess() throws Exception {
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(2);
            WorkflowRun run = start(
                    "Files.writeString(Path.of(\"pid.txt\"), \"\" + ProcessHandle.current().pid());\n"
                            + "var all = batch(); for (int i = 0; i < 3; i++) all.add(" + PUPPY
                            + ".seed(i), i + \".mp4\"); all.run();",
                    "",
                    "");
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 2);
            WorkflowRun other = startOn("built-in", "System.out.println(\"second\");", ", maxConcurrent: 1", "");
            jenkins.waitForMessage("Waiting for 1 places", other);
            long pid = Long.parseLong(workspace(run).child("pid.txt").readToString());
            slow.startRequest(slow.allRequests().get(0).id());
            jenkins.waitForMessage("In progress", run);
            Pipelines.stop(run);
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            assertThat(ProcessHandle.of(pid).isPresent(), is(false));
            assertThat(slow.allRequests().get(1).state(), is("cancelled"));
            assertThat(run.getAction(VideoAction.class).getOpenEnds().size(), is(1));
            assertThat(Pipelines.log(run), containsString("It is billed."));
            assertNothingLeft(run);
            Pipelines.end(jenkins, Result.SUCCESS, other);
            assertThat("no third one was submitted", slow.acceptedSubmits(), is(2));
        }
    }

    @Test
    void endsThatAreNotGoodAreReadable() throws Exception {
        WorkflowRun wrong = run(Result.FAILURE, "int ok;\nint a = zebra;", "", "");
        jenkins.assertLogContains("media/scenes.jsh:2:9: error: cannot find symbol", wrong);
        jenkins.assertLogContains(
                "The script media/scenes.jsh ended with exit code 65: the input or the script is wrong", wrong);
        jenkins.assertLogContains(
                "ended with exit code 7: the script's own code.", run(Result.FAILURE, "/exit 7", "", ""));
        sandbox.inject(Fault.parse("submit:fail=out of memory"));
        WorkflowRun failed = run(Result.FAILURE, PUPPY + ".save(\"x.mp4\");", "", "");
        jenkins.assertLogContains("made no video. The last request that failed: ", failed);
        jenkins.assertLogContains(sandbox.allRequests().get(0).id(), failed);
        jenkins.assertLogContains(
                "did not begin (exit code 127)", run(Result.FAILURE, "", ", javaHome: '/nowhere'", ""));
        jenkins.assertLogContains(
                "there is no JDK tool \"other\" in this Jenkins", run(Result.FAILURE, "", ", jdk: 'other'", ""));
        jenkins.assertLogContains("did you mean \"maxUsd\"?", run(Result.FAILURE, "", ", maxUsdd: 3", ""));
        WorkflowRun link = Pipelines.run(
                jenkins,
                Result.FAILURE,
                "node('" + agent.getNodeName() + "') { sh 'ln -s /etc/passwd out.jsh'; wanScript 'out.jsh' }");
        jenkins.assertLogContains("out.jsh can't be used, since it leads out of the workspace.", link);
        for (String file : List.of("/etc/passwd", "../x.jsh", "a/../../x.jsh", "-x.jsh", "@x", "")) {
            WorkflowRun outside = Pipelines.run(
                    jenkins, Result.FAILURE, "node('" + agent.getNodeName() + "') { wanScript file: '" + file + "' }");
            assertThat(
                    file, Pipelines.log(outside), containsString("ERROR: Nothing was run: The script's file must be "));
        }
        jenkins.assertLogContains(
                "there is no such file in the workspace",
                Pipelines.run(jenkins, Result.FAILURE, "node('" + agent.getNodeName() + "') { wanScript 'none.jsh' }"));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void whatNeverEndsIsEndedWithWhatItHasStarted() throws Exception {
        WorkflowRun run = start("""
                Process child = new ProcessBuilder("sleep", "1000").start();
                Process apart = new ProcessBuilder("setsid", "-f", "sh", "-c", "echo $$ > apart.txt; exec sleep 1000").start();
                apart.waitFor();
                while (!Files.exists(Path.of("apart.txt")) || Files.size(Path.of("apart.txt")) == 0) Thread.sleep(20);
                Files.writeString(Path.of("pids.txt"), ProcessHandle.current().pid() + " " + child.pid() + " "
                    + Files.readString(Path.of("apart.txt")).strip());
                while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }
                """, "", "");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> workspace(run).child("pids.txt").exists()
                        && workspace(run).child("pids.txt").readToString().contains(" "));
        String[] pids = workspace(run).child("pids.txt").readToString().split(" ");
        Pipelines.stop(run);
        Pipelines.end(jenkins, Result.ABORTED, run);
        for (String pid : pids) {
            assertThat(ProcessHandle.of(Long.parseLong(pid)).isPresent(), is(false));
        }
        assertNothingLeft(run);
    }

    @Test
    void anAbortBeforeItHasItsPlacesRunsNothing() throws Exception {
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            WorkflowRun first = start(PUPPY + ".save(\"x.mp4\");", "", "");
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
            WorkflowRun second = startOn("built-in", "System.out.println(\"was run\");", "", "");
            jenkins.waitForMessage("Waiting for 4 places", second);
            Pipelines.stop(second);
            Pipelines.end(jenkins, Result.ABORTED, second);
            jenkins.assertLogNotContains("was run", second);
            Pipelines.stop(first);
            Pipelines.end(jenkins, Result.ABORTED, first);
            Pipelines.end(jenkins, Result.SUCCESS, startOn("built-in", "System.out.println(1);", "", ""));
        }
    }

    @Test
    void anAbortWhileTheAgentIsAwayTellsWhatMayGoOn() throws Exception {
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            WorkflowRun run = start(
                    "Files.writeString(Path.of(\"pid.txt\"), \"\" + ProcessHandle.current().pid());\n" + PUPPY
                            + ".save(\"x.mp4\");",
                    "",
                    "");
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
            long pid = Long.parseLong(workspace(run).child("pid.txt").readToString());
            Computer computer = agent.toComputer();
            computer.disconnect(new OfflineCause.ByCLI("test")).get();
            Pipelines.stop(run);
            Pipelines.end(jenkins, Result.ABORTED, run);
            jenkins.assertLogContains(
                    "The agent is away, so nobody knows here what the script has made; requests of it may go on", run);
            computer.connect(false).get();
            jenkins.waitOnline(agent);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            Pipelines.end(jenkins, Result.SUCCESS, start("System.out.println(1);", "", ""));
        }
    }

    @Test
    void anAgentThatIsGoneForGoodFailsTheStep() throws Exception {
        DumbSlave doomed = jenkins.createOnlineSlave();
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            WorkflowRun run = startOn(
                    doomed.getNodeName(),
                    "Files.writeString(Path.of(\"pid.txt\"), \"\" + ProcessHandle.current().pid());\n" + PUPPY
                            + ".save(\"x.mp4\");",
                    "",
                    "");
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
            long pid = Long.parseLong(
                    doomed.getWorkspaceFor(run.getParent()).child("pid.txt").readToString());
            jenkins.jenkins.removeNode(doomed);
            jenkins.waitForCompletion(run);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            assertThat(run.getResult(), is(not(Result.SUCCESS)));
            jenkins.assertLogContains("requests of it may go on at RunComfy", run);
            Pipelines.end(jenkins, Result.SUCCESS, start("System.out.println(1);", "", ""));
        }
    }

    @Test
    void limitsOfTheDayHoldForScripts() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        WanFirstLastFrameConfiguration.get().setMaxUsdPerDay("1000");
        WorkflowRun refused = run(Result.FAILURE, PUPPY + ".save(\"x.mp4\");", "", "");
        jenkins.assertLogContains(
                "is 1000 USD, and nobody knows beforehand what a script costs. Give the step maxUsd", refused);
        jenkins.assertLogContains(
                "A script's maxUsd is set aside as a whole while it runs.",
                run(Result.FAILURE, PUPPY + ".save(\"x.mp4\");", ", maxUsd: 1001", ""));
        WorkflowRun limited = run(
                Result.FAILURE,
                "for (int i = 0; i < 3; i++) " + PUPPY + ".seed(i).save(i + \".mp4\");",
                ", maxUsd: 0.6",
                "");
        jenkins.assertLogContains("0.50 USD of it are spent or set aside", limited);
        assertThat(sandbox.acceptedSubmits(), is(2));
        assertThat(
                GenerationService.get().history(limited.getParent()).days().stream()
                        .map(JobHistory.Day::costUsd)
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                is(new BigDecimal("0.50")));
    }

    @Test
    void anAgentThatComesBackFindsItsScript() throws Exception {
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            WorkflowRun run = start(PUPPY + ".save(\"x.mp4\");", "", "echo \"made ${clips*.video}\"");
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
            Computer computer = agent.toComputer();
            computer.disconnect(new OfflineCause.ByCLI("test")).get();
            slow.startRequest(slow.allRequests().get(0).id());
            slow.finishRequest(slow.allRequests().get(0).id());
            computer.connect(false).get();
            Pipelines.end(jenkins, Result.SUCCESS, run);
            jenkins.assertLogContains("made [x.mp4]", run);
            assertThat(run.getArtifacts().size(), is(1));
        }
    }

    @Test
    void whatAScriptTakesAwayOfItsResultsIsNotTakenForNothing() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        WanFirstLastFrameConfiguration.get().setMaxUsdPerDay("1000");
        WorkflowRun run = run(
                Result.FAILURE,
                PUPPY + ".save(\"x.mp4\");\nFiles.delete(Path.of(System.getenv(\"RUNCOMFY_RESULTS\")));",
                ", maxUsd: 2",
                "");
        jenkins.assertLogContains(
                "Somebody has taken away the file in which the script's process kept its requests", run);
        jenkins.assertLogContains("ended with exit code 0, and the file with its requests is gone", run);
        jenkins.assertLogNotContains("Nothing was submitted", run);
        assertThat(
                "nobody knows less",
                GenerationService.get().history(run.getParent()).days().stream()
                        .map(JobHistory.Day::costUsd)
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                is(new BigDecimal("2")));
        assertNothingLeft(run);
    }

    @Test
    void aRequestThatAScriptLeavesUnfinishedIsTold() throws Exception {
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            WorkflowRun run = run(Result.SUCCESS, """
                    new Thread(() -> PUPPY.save("x.mp4")).start();
                    while (!Files.readString(Path.of(System.getenv("RUNCOMFY_RESULTS"))).contains("SUBMITTED")) Thread.sleep(50);
                    Runtime.getRuntime().halt(0);
                    """.replace("PUPPY", PUPPY), "", "");
            jenkins.assertLogContains(
                    "Nobody follows the request any more, which goes on at RunComfy. Request id: "
                            + slow.allRequests().get(0).id(),
                    run);
            assertThat(run.getAction(VideoAction.class).getOpenEnds().size(), is(1));
        }
    }

    /** A script that has ended, and whose agent was lost while its video was archived. */
    private static WorkflowRun startAndLoseAgentWhileKept(String after) throws Exception {
        WorkflowRun run;
        try (SlowArchive archive = SlowArchive.install()) {
            run = start(PUPPY + ".save(\"x.mp4\");", "", after);
            archive.awaitBegin();
            agent.toComputer().disconnect(new OfflineCause.ByCLI("test")).get();
        }
        jenkins.waitForMessage("Waiting for the agent to be back, to keep what the script has made.", run);
        return run;
    }

    @Test
    void anAgentThatIsLostWhileTheVideosAreKeptIsWaitedFor() throws Exception {
        WorkflowRun run = startAndLoseAgentWhileKept("echo \"made ${clips*.video}\"");
        agent.toComputer().connect(false).get();
        Pipelines.end(jenkins, Result.SUCCESS, run);
        jenkins.assertLogContains("made [x.mp4]", run);
        assertThat(run.getArtifacts().size(), is(1));
        assertNothingLeft(run);
    }

    @Test
    void anAbortWhileItsAgentIsWaitedForTellsWhatMayGoOn() throws Exception {
        WorkflowRun run = startAndLoseAgentWhileKept("");
        Pipelines.stop(run);
        Pipelines.end(jenkins, Result.ABORTED, run);
        jenkins.assertLogContains("The agent is away, so nobody knows here what the script has made", run);
        agent.toComputer().connect(false).get();
        jenkins.waitOnline(agent);
    }

    @Test
    void anAbortWaitsForNoSlowArchive() throws Exception {
        try (SlowArchive archive = SlowArchive.install()) {
            WorkflowRun run = start(PUPPY + ".save(\"x.mp4\");", "", "");
            archive.awaitBegin();
            Pipelines.stop(run);
            Pipelines.end(jenkins, Result.ABORTED, run);
        }
    }
}
