package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All clips of a list are made by one step, and each is paid for once. */
@Timeout(240)
class ClipsTest extends OnJenkins {

    private static WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        script(job, script);
        return job;
    }

    private static void script(WorkflowJob job, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
    }

    private static WorkflowRun build(Result expected, WorkflowJob job) throws Exception {
        return Pipelines.end(jenkins, expected, job.scheduleBuild2(0).waitForStart());
    }

    /** What the step said, without its mark, and the table. */
    private static List<String> said(WorkflowRun run) throws Exception {
        return Stream.concat(
                        Pipelines.told(run).stream(), Pipelines.log(run).lines().filter(line -> !line.startsWith("[")))
                .toList();
    }

    private void awaitAccepted(int count) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> sandbox.acceptedSubmits() == count);
    }

    @Test
    void makesTheClipsOfListsInAllFormatsAndUsesThemAgain() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        WorkflowJob job = job("""
                node('built-in') {
                    writeFile file: 'media/clips.yaml', text: '''
                defaults:
                  startImage: Runcomfy_Example_1259_1.png
                  endImage: Runcomfy_Example_1259_2.png
                clips:
                  - name: door
                    prompt: the door opens
                    seed: 7
                  - name: door at night
                    prompt: the door opens at night
                    output: night/door.mp4
                '''
                    writeFile file: 'clips.json', text: '''[{"name": "json", "prompt": "p", "output": "json.mp4",
                        "startImage": "Runcomfy_Example_1259_1.png", "endImage": "Runcomfy_Example_1259_2.png"}]'''
                    writeFile file: 'clips.csv', text: 'name,prompt,startImage,endImage\\n' +
                        'csv,p2,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png\\n'
                    def clips = wanClips(file: 'media/clips.yaml', junit: 'reports/wan.xml')
                    clips.addAll(wanClips('clips.json'))
                    clips.addAll(wanClips(file: 'clips.csv'))
                    for (clip in clips) {
                        echo "${clip.name}: ${clip.state} ${clip.video} ${clip.seed} ${clip.archived} ${clip.costUsd} ${clip.error}"
                    }
                    echo readFile('reports/wan.xml')
                    echo "there: ${fileExists 'night/door.mp4'}"
                }
                """);
        WorkflowRun first = build(Result.SUCCESS, job);
        assertThat(
                said(first),
                hasItems(
                        "media/clips.yaml has 2 clips; at most 4 are under way at a time.",
                        "door: Submitting the request to RunComfy.",
                        "door: made door.mp4 7 true 0.25 null",
                        "door at night: made night/door.mp4 null true 0.25 null",
                        "json: made json.mp4 null true 0.25 null",
                        "csv: made csv.mp4 null true 0.25 null",
                        "2 of 2 videos were made. 0.50 USD were charged.",
                        "there: true"));
        assertThat(said(first), hasItem(startsWith("door           made ")));
        assertThat(Pipelines.log(first), containsString("<testsuite name=\"clips\" tests=\"2\" failures=\"0\""));
        assertThat(
                "the price is told once for each list",
                Collections.frequency(
                        Pipelines.log(first)
                                .lines()
                                .map(line -> line.replaceFirst("^\\[wanFirstLastFrame] [0-9:]+ ", ""))
                                .toList(),
                        Pipelines.PRICE + "0.25 USD per output."),
                is(3));
        assertThat(first.getArtifacts(), hasSize(4));
        assertThat(first.getAction(VideoAction.class).getVideos(), hasSize(4));

        WorkflowRun second = build(Result.SUCCESS, job);
        assertThat(
                said(second),
                hasItems("door: reused door.mp4 7 true null null", "0 of 2 videos were made, 2 were used again."));
        assertThat(said(second), hasItem(startsWith("door: Nothing has changed since ")));
        assertThat(second.getArtifacts(), hasSize(4));
        assertThat(sandbox.count(Route.SUBMIT), is(4));
    }

    @Test
    void tellsAllThatIsWrongWithItsLineAndSubmitsNothing() throws Exception {
        WorkflowRun run =
                build(Result.FAILURE, job(ClipLists.pipeline(ClipLists.of(2) + """
                                  - name: typing error
                                    promt: x
                                  - name: outside
                                    prompt: x
                                    startImage: ../secret.png
                                  - name: no such file
                                    prompt: x
                                    endImage: frames/none.png
                                  - name: too many
                                    prompt: x
                                    steps: 99
                                    output: c0.mp4
                                """, "wanClips file: 'clips.yaml'")));
        String said = Pipelines.log(run)
                .lines()
                .filter(line -> line.startsWith("ERROR: "))
                .findFirst()
                .orElse("");
        assertThat(
                said,
                allOf(
                        startsWith("ERROR: Nothing was submitted: clips.yaml has 6 problems: line 9, column 5: Prompt"),
                        containsString("line 10, column 5: There is no key \"promt\"; did you mean \"prompt\"?"),
                        containsString("line 11: Start Image must be a relative path inside the workspace"),
                        containsString("line 14: End Image: frames/none.png is neither a file of the workspace nor an"),
                        containsString("line 19, column 12: Steps must be"),
                        containsString("line 20, column 13: The output \"c0.mp4\" is taken by the clip in line 5")));
        WorkflowRun arguments = build(
                Result.FAILURE,
                job(ClipLists.pipeline(
                        ClipLists.of(1),
                        "wanClips file: '/etc/clips.yaml', maxConcurrent: 0, retries: -1, failBuild: 'MAYBE',"
                                + " junit: '../x.xml', prompt: 'x'")));
        assertThat(
                Pipelines.log(arguments),
                allOf(
                        containsString("There is no parameter \"prompt\""),
                        containsString("file must be a relative path inside the workspace"),
                        containsString("junit must be a relative path inside the workspace"),
                        containsString("maxConcurrent must be at least 1; retries must be at least 0"),
                        containsString("failBuild must be one of FAILURE, UNSTABLE, NEVER")));
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void hostileListsAreRefusedInWords() throws Exception {
        WorkflowJob job = job("");
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(job);
        workspace.mkdirs();
        Path secret = Files.createTempFile("secret", ".yaml");
        Files.writeString(secret, ClipLists.of(1));
        workspace.child("link.yaml").symlinkTo(secret.toString(), jenkins.createTaskListener());
        workspace.child("out").symlinkTo(secret.getParent().toString(), jenkins.createTaskListener());
        workspace.child("folder.yaml").mkdirs();
        workspace.child("large.yaml").write("x".repeat(1024 * 1024 + 1), "UTF-8");
        workspace.child("line.yaml").write(ClipLists.of(1, 0, "x".repeat(1000 * 1000)), "UTF-8");
        workspace
                .child("bomb.yaml")
                .write(
                        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\n"
                                + "clips: [*c,*c,*c,*c,*c,*c,*c,*c]\n",
                        "UTF-8");
        workspace.child("right.yaml").write(ClipLists.of(1), "UTF-8");
        String names = Stream.of(
                        "link",
                        "out/" + secret.getFileName().toString().replace(".yaml", ""),
                        "folder",
                        "large",
                        "line",
                        "bomb",
                        "none")
                .map(name -> "'" + name + "'")
                .toList()
                .toString();
        script(
                job,
                "node('built-in') { for (name in " + names
                        + ") { try { wanClips(file: name + '.yaml'); echo 'done' } catch (e) {"
                        + " echo \"refused: ${e.message}\" } }\nwanClips(file: 'right.yaml', junit: 'out/report.xml') }");
        WorkflowRun run = build(Result.SUCCESS, job);
        List<String> refused = Pipelines.log(run)
                .lines()
                .filter(line -> line.startsWith("refused: ") || line.equals("done"))
                .toList();
        assertThat(
                refused,
                contains(
                        startsWith("refused: Nothing was submitted: link.yaml leads out of the workspace."),
                        containsString("leads out of the workspace."),
                        startsWith("refused: Nothing was submitted: folder.yaml is no file of the workspace."),
                        startsWith("refused: Nothing was submitted: large.yaml is larger than 1 MiB."),
                        containsString("line 6, column 13: Prompt must be at most 100000 characters long"),
                        allOf(
                                containsString("bomb.yaml has "),
                                containsString("An alias stands here, and a clip list takes none")),
                        startsWith("refused: Nothing was submitted: none.yaml is no file of the workspace.")));
        assertThat(
                said(run),
                hasItem("Only the report is missing: it can't be written to out/report.xml (out/report.xml leads out of"
                        + " the workspace)."));
        assertThat(Files.exists(secret.resolveSibling("report.xml")), is(false));
        Files.delete(secret);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void failedClipsStopNoOtherAndEndTheBuildAsAsked() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "out of memory").times(4));
        String list = ClipLists.of(3);
        String step = "wanClips(file: 'clips.yaml', onlyIfChanged: false, maxConcurrent: 1, junit: 'wan-clips.xml'";
        WorkflowRun failed = build(
                Result.FAILURE,
                job(ClipLists.pipeline(list, "try { " + step + ") } finally { echo readFile('wan-clips.xml') }")));
        jenkins.assertLogContains(
                "ERROR: 3 of 3 clips have no video: c0, c1, c2. What is to be done stands above.", failed);
        assertThat(said(failed), hasItem("0 of 3 videos were made, 3 failed."));
        jenkins.assertLogContains(
                "<testsuite name=\"clips\" tests=\"3\" failures=\"3\" errors=\"0\" skipped=\"0\"", failed);
        jenkins.assertLogContains("<testcase classname=\"clips\" name=\"c1\"", failed);
        jenkins.assertLogContains("<failure type=\"job\"", failed);

        WorkflowRun unstable = build(
                Result.UNSTABLE,
                job(ClipLists.pipeline(
                        list,
                        "def clips = " + step + ", failBuild: 'UNSTABLE')\n"
                                + "echo clips.collect { \"${it.name}=${it.state}/${it.error != null}\" }.join(' ')")));
        jenkins.assertLogContains("c0=failed/true c1=made/false c2=made/false", unstable);
        assertThat(unstable.getArtifacts(), hasSize(2));

        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "out of memory").times(3));
        WorkflowRun never = build(
                Result.SUCCESS,
                job(ClipLists.pipeline(
                        ClipLists.of(2),
                        "def clips = " + step + ", retries: 1, failBuild: 'never')\n"
                                + "echo clips.collect { \"${it.name}=${it.state}\" }.join(' ')")));
        jenkins.assertLogContains("c0=failed c1=made", never);
        assertThat(said(never), hasItems("c0: It is tried again.", "c1: It is tried again."));
        assertThat(sandbox.count(Route.SUBMIT), is(3 + 3 + 4));
    }

    @Test
    void whatWouldFailAsWellIsNotSubmitted() throws Exception {
        sandbox.inject(Fault.http(Route.SUBMIT, 402));
        WorkflowRun balance = build(
                Result.FAILURE,
                job(ClipLists.pipeline(ClipLists.of(4), "wanClips(file: 'clips.yaml', maxConcurrent: 1)")));
        assertThat(
                said(balance),
                hasItems(
                        "No more is submitted, since it would fail as c0 has. Left out: c1, c2, c3.",
                        "0 of 4 videos were made, 1 failed, 3 were not submitted."));
        WanFirstLastFrameConfiguration.get().setCredentialsId("gone");
        WorkflowRun token = build(
                Result.FAILURE,
                job(ClipLists.pipeline(ClipLists.of(2), "wanClips(file: 'clips.yaml', maxConcurrent: 1)")));
        assertThat(said(token), hasItem("No more is submitted, since it would fail as c0 has. Left out: c1."));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void limitsHoldWithinAList() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        WorkflowRun run = build(
                Result.UNSTABLE,
                job(ClipLists.pipeline(
                        ClipLists.of(4), "wanClips(file: 'clips.yaml', maxUsd: 0.61, failBuild: 'UNSTABLE')")));
        assertThat(said(run), hasItem("2 of 4 videos were made, 2 failed. 0.50 USD were charged."));
        jenkins.assertLogContains("the limit of this build (maxUsd) is 0.61 USD", run);
        WorkflowRun dry = build(
                Result.SUCCESS, job(ClipLists.pipeline(ClipLists.of(2), "wanClips(file: 'clips.yaml', dryRun: true)")));
        assertThat(said(dry), hasItem("0 of 2 videos were made, 2 are previews."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void anAbortCancelsWhatCanBeAndSubmitsNoMore() throws Exception {
        sandbox.hold();
        WorkflowRun run = job(ClipLists.pipeline(
                        ClipLists.of(6), "wanClips(file: 'clips.yaml', maxConcurrent: 3, junit: 'wan-clips.xml')"))
                .scheduleBuild2(0)
                .waitForStart();
        awaitAccepted(3);
        List<String> ids = sandbox.allRequests().stream().map(Sandbox.View::id).toList();
        for (String id : ids) {
            jenkins.waitForMessage("Submitted: request id " + id, run);
        }
        sandbox.startRequest(ids.get(0));
        jenkins.waitForMessage("In progress", run);
        Pipelines.stop(run);
        Pipelines.end(jenkins, Result.ABORTED, run);
        assertThat(
                Pipelines.told(run).stream()
                        .filter(line -> line.contains("the request was cancelled before it ran"))
                        .toList(),
                hasSize(2));
        assertThat(
                said(run),
                hasItems(
                        containsString(
                                ": Aborted; the request was running or over and could not be cancelled. Request id: "
                                        + ids.get(0)),
                        is("Aborted before these were submitted: c3, c4, c5."),
                        is("0 of 6 videos were made, 3 failed, 3 were not submitted.")));
        assertThat(
                jenkins.jenkins
                        .getWorkspaceFor(run.getParent())
                        .child("wan-clips.xml")
                        .readToString(),
                containsString("skipped=\"3\""));
        Pipelines.assertState(sandbox, ids.get(1), "cancelled");
        Pipelines.assertState(sandbox, ids.get(2), "cancelled");
        assertThat(sandbox.count(Route.SUBMIT), is(3));
        assertThat(SecretSearch.filesWith(run.getRootDir(), sandbox.token()), empty());
    }

    @Test
    void aLostAgentIsWaitedFor() throws Exception {
        sandbox.hold();
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowRun run = job("node('" + agent.getNodeName() + "') {\nwriteFile file: 'clips.yaml', text: '''"
                        + ClipLists.of(3) + "'''\nwanClips file: 'clips.yaml', maxConcurrent: 2\n}")
                .scheduleBuild2(0)
                .waitForStart();
        awaitAccepted(2);
        agent.toComputer()
                .disconnect(new OfflineCause.UserCause(null, "a test"))
                .get();
        sandbox.allRequests().forEach(request -> sandbox.finishRequest(request.id()));
        jenkins.waitForMessage("c0: Waiting for the agent to be back", run);
        agent.toComputer().setTemporaryOfflineCause(null);
        agent.toComputer().connect(true).get();
        jenkins.waitOnline(agent);
        awaitAccepted(3);
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        Pipelines.end(jenkins, Result.SUCCESS, run);
        assertThat(run.getArtifacts(), hasSize(3));
        assertThat(agent.getWorkspaceFor(run.getParent()).child("c2.mp4").exists(), is(true));
        assertThat(sandbox.acceptedSubmits(), is(3));
        jenkins.jenkins.removeNode(agent);
    }

    @Test
    void theFreestyleStepDoesTheSame() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.setAssignedNode(jenkins.jenkins);
        WanClipsStep step = new WanClipsStep("${LIST}.yaml");
        step.setMaxConcurrent(2);
        step.setFailBuild("UNSTABLE");
        step.setJunit("wan-clips.xml");
        project.getBuildersList().add(new WanClipsBuilder(step));
        project.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("LIST", "clips")));
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(project);
        workspace.child("clips.yaml").write(ClipLists.of(3), "UTF-8");
        FreeStyleBuild first = jenkins.buildAndAssertSuccess(project);
        jenkins.assertLogContains("3 of 3 videos were made.", first);
        assertThat(first.getArtifacts(), hasSize(3));

        workspace.child("clips.yaml").write(ClipLists.of(3, 1, " edited"), "UTF-8");
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "out of memory"));
        FreeStyleBuild second = jenkins.buildAndAssertStatus(Result.UNSTABLE, project);
        jenkins.assertLogContains("0 of 3 videos were made, 2 were used again, 1 failed.", second);
        jenkins.assertLogContains("1 of 3 clips have no video: c1.", second);
        assertThat(workspace.child("wan-clips.xml").readToString(), containsString("failures=\"1\""));

        workspace.child("clips.yaml").write("clips: 7", "UTF-8");
        FreeStyleBuild third = jenkins.buildAndAssertStatus(Result.FAILURE, project);
        jenkins.assertLogContains("ERROR: Nothing was submitted: clips.yaml has a problem: line 1", third);

        sandbox.hold();
        workspace.child("clips.yaml").write(ClipLists.of(3, 1, " once more"), "UTF-8");
        FreeStyleBuild aborted = project.scheduleBuild2(0).waitForStart();
        awaitAccepted(5);
        aborted.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(aborted));
        jenkins.assertLogContains("the request was cancelled before it ran", aborted);
        assertThat(sandbox.count(Route.SUBMIT), is(5));
    }

    @Test
    void aVideoIsNotPutWhereALinkLeadsOutOfTheWorkspace(@TempDir Path elsewhere) throws Exception {
        String list = ClipLists.of(1) + "    output: out/inner/c0.mp4\n";
        WorkflowRun run = build(
                Result.FAILURE,
                job(ClipLists.pipeline(list, "sh 'ln -s " + elsewhere + " out'\nwanClips 'clips.yaml'")));
        jenkins.assertLogContains(
                "Nothing was submitted: The output out/inner/c0.mp4 leads out of the workspace, by a link on its way.",
                run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
        assertThat(elsewhere.toFile().list().length, is(0));
        WorkflowJob job = job(ClipLists.pipeline(list, "wanClips 'clips.yaml'"));
        build(Result.SUCCESS, job);
        script(job, ClipLists.pipeline(list, "sh 'rm -r out; ln -s " + elsewhere + " out'\nwanClips 'clips.yaml'"));
        jenkins.assertLogContains("out/inner/c0.mp4 leads out of the workspace", build(Result.FAILURE, job));
        assertThat("nor is one that is used again", elsewhere.toFile().list().length, is(0));
    }
}
