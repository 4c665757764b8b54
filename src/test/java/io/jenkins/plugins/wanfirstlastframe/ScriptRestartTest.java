package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TopLevelItem;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.wanfirstlastframe.process.BegunScripts;
import io.jenkins.plugins.wanfirstlastframe.process.LeftScripts;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.lang.reflect.Field;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A script's process goes on while Jenkins is away, whether that was stopped or killed. */
@Timeout(240)
class ScriptRestartTest {

    private static final String JOB = "scenes";

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

    /** Begins a script that submits a request and tells its process's number. */
    private void startScript() throws Throwable {
        String url = sandbox.baseUrl();
        String token = sandbox.token();
        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            startScript(rule, url, token);
        });
        awaitRequests(1);
    }

    private void awaitRequests(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> sandbox.allRequests().size() == count);
    }

    private static void startScript(JenkinsRule rule, String url, String token) throws Exception {
        Fixture.configure(url, token);
        WorkflowJob job = rule.createProject(WorkflowJob.class, JOB);
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'scenes.jsh', text: \"\"\"
                    Files.writeString(Path.of("pid.txt"), "" + ProcessHandle.current().pid());
                    System.out.println("token " + System.getenv("RUNCOMFY_TOKEN"));
                    video().startImage("Runcomfy_Example_1259_1.png").endImage("Runcomfy_Example_1259_2.png").prompt("Puppy").save("x.mp4");
                    System.out.println("token " + System.getenv("RUNCOMFY_TOKEN"));
                  \"\"\"
                  def videos = wanScript file: 'scenes.jsh', maxConcurrent: 1
                  echo "made ${videos*.video}"
                }
                """, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule rule) {
        return rule.jenkins.getItemByFullName(JOB, WorkflowJob.class).getLastBuild();
    }

    private void stop(boolean killed) throws Throwable {
        if (killed) {
            jenkins.stopJenkinsForcibly();
        } else {
            jenkins.stopJenkins();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItMadeMeanwhileIsKept(boolean killed) throws Throwable {
        startScript();
        stop(killed);
        sandbox.startRequest(Pipelines.lastId(sandbox));
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        sandbox.awaitCount(Route.DOWNLOAD, 1);

        String token = sandbox.token();
        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            WorkflowRun run = Pipelines.end(rule, Result.SUCCESS, run(rule));
            rule.assertLogContains("made [x.mp4]", run);
            assertThat(
                    "hidden before and after the restart; a kill may have lines told again, as with sh",
                    Pipelines.log(run).split("token \\*\\*\\*\\*", -1).length,
                    is(greaterThanOrEqualTo(3)));
            assertThat(Pipelines.log(run), not(containsString(token)));
            assertThat(run.getArtifacts().size(), is(1));
            assertThat(run.getAction(VideoAction.class).getVideos().size(), is(1));
            assertThat(SecretSearch.filesWith(rule.jenkins.getRootDir(), token), is(empty()));
        });
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void itKeepsItsPlaceAndIsStoppedAfterwards() throws Throwable {
        startScript();
        stop(true);

        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
            WorkflowJob other = rule.createProject(WorkflowJob.class, "other");
            other.setDefinition(new CpsFlowDefinition(
                    "node { writeFile file: 'a.jsh', text: 'System.out.println(1);'\n"
                            + "wanScript file: 'a.jsh', maxConcurrent: 1 }",
                    true));
            WorkflowRun waiting = other.scheduleBuild2(0).waitForStart();
            rule.waitForMessage("Waiting for 1 places", waiting);
            WorkflowRun run = run(rule);
            long pid = Long.parseLong(rule.jenkins
                    .getWorkspaceFor(run.getParent())
                    .child("pid.txt")
                    .readToString());
            run.doStop();
            Pipelines.end(rule, Result.ABORTED, run);
            assertThat(ProcessHandle.of(pid).isPresent(), is(false));
            assertThat(
                    GenerationService.get().records(run).stream()
                            .allMatch(record -> record.state().isOver()),
                    is(true));
            Pipelines.end(rule, Result.SUCCESS, waiting);
        });
        Pipelines.assertState(sandbox, Pipelines.lastId(sandbox), "cancelled");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBuildThatCanNotGoOnAfterAKillHasItsScriptEndedAndKeepsWhatThatMade(boolean freestyle) throws Throwable {
        String url = sandbox.baseUrl();
        String token = sandbox.token();
        String script = """
                Files.writeString(Path.of("pid.txt"), "" + ProcessHandle.current().pid());
                for (String name : List.of("a", "b", "c"))
                    video().startImage("Runcomfy_Example_1259_1.png").endImage("Runcomfy_Example_1259_2.png").prompt(name).save(name + ".mp4");
                """;
        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            Fixture.configure(url, token);
            if (freestyle) {
                FreeStyleProject job = rule.createFreeStyleProject(JOB);
                rule.jenkins.getWorkspaceFor(job).child("scenes.jsh").write(script, "UTF-8");
                job.getBuildersList().add(new WanScriptBuilder(new WanScriptStep("scenes.jsh")));
                job.scheduleBuild2(0).waitForStart();
            } else {
                WorkflowJob job = rule.createProject(WorkflowJob.class, JOB);
                job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
                job.setDefinition(new CpsFlowDefinition(
                        "node { writeFile file: 'scenes.jsh', text: '''" + script
                                + "'''\nwanScript file: 'scenes.jsh' }",
                        true));
                job.scheduleBuild2(0).waitForStart();
            }
        });
        awaitRequests(1);
        String first = Pipelines.lastId(sandbox);
        sandbox.startRequest(first);
        sandbox.finishRequest(first);
        awaitRequests(2);
        stop(true);

        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            Job<?, ?> job = rule.jenkins.getItemByFullName(JOB, Job.class);
            Run<?, ?> run = rule.waitForCompletion(job.getLastBuild());
            long pid = Long.parseLong(rule.jenkins
                    .getWorkspaceFor((TopLevelItem) job)
                    .child("pid.txt")
                    .readToString());
            Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                ExtensionList.lookupSingleton(LeftScripts.class).run();
                assertThat(BegunScripts.get().of(run), is(empty()));
            });
            assertThat(ProcessHandle.of(pid).isPresent(), is(false));
            assertThat(
                    run.getArtifacts().stream()
                            .map(artifact -> artifact.relativePath)
                            .toList(),
                    contains("a.mp4"));
            assertThat(run.getAction(VideoAction.class).getVideos().size(), is(1));
            assertThat(
                    GenerationService.get().records(run).stream()
                            .allMatch(record -> record.state().isOver()),
                    is(true));
            if (!freestyle) {
                assertThat(JenkinsRule.getLog(run), containsString("Nobody waits for the script scenes.jsh any more."));
            }
        });
        assertThat(sandbox.count(Route.SUBMIT), is(2));
        Pipelines.assertState(sandbox, Pipelines.lastId(sandbox), "cancelled");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAProcessDidIsKeptThatWasBegunWhileJenkinsEnded(boolean cameToItsEnd) throws Throwable {
        String url = sandbox.baseUrl();
        String token = sandbox.token();
        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            rule.jenkins.setNumExecutors(2);
            startScript(rule, url, token);
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
            rule.waitForMessage("token ****", run(rule));
            WorkflowJob second = rule.createProject(WorkflowJob.class, "second");
            second.setDefinition(new CpsFlowDefinition(
                    "node { writeFile file: 'a.jsh', text: 'System.out.println(\"was run\");'\n"
                            + "wanScript file: 'a.jsh', maxConcurrent: 1 }",
                    true));
            WorkflowRun waiting = second.scheduleBuild2(0).waitForStart();
            rule.waitForMessage("Waiting for 1 places", waiting);
            // as if the process had been begun just now, and Jenkins killed before it could write that down
            String id = id(waiting);
            WorkspaceList.tempDir(rule.jenkins.getWorkspaceFor(second))
                    .child("wan-script-" + id)
                    .child("results.jsonl")
                    .write(
                            "{\"process\":999999999}\n{\"id\":\"1\",\"status\":\"SUBMITTED\",\"file\":\"/x.mp4\","
                                    + "\"requestId\":\"left-behind\",\"submittedHere\":true,\"begun\":\"2026-01-31T09:30:00Z\","
                                    + "\"origin\":\"SERVICE\"}\n" + (cameToItsEnd ? "{\"exitCode\":0}\n" : ""),
                            "UTF-8");
        });
        stop(true);

        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            WorkflowJob second = rule.jenkins.getItemByFullName("second", WorkflowJob.class);
            WorkflowRun run =
                    Pipelines.end(rule, cameToItsEnd ? Result.SUCCESS : Result.FAILURE, second.getLastBuild());
            rule.assertLogNotContains("was run", run);
            rule.assertLogContains(
                    "Nobody follows the request any more, which goes on at RunComfy. Request id: left-behind", run);
            assertThat(GenerationService.get().records(run).size(), is(1));
            assertThat(
                    WorkspaceList.tempDir(rule.jenkins.getWorkspaceFor(second)).list("wan-script-*/**").length, is(0));
            if (!cameToItsEnd) {
                rule.assertLogContains("was being started, so nobody knows how far it has come", run);
            }
            Pipelines.stopAll(rule);
        });
    }

    private static String id(WorkflowRun run) throws Exception {
        StepExecution execution =
                run.getExecution().getCurrentExecutions(true).get().get(0);
        Field id = execution.getClass().getDeclaredField("id");
        id.setAccessible(true);
        return (String) id.get(execution);
    }
}
