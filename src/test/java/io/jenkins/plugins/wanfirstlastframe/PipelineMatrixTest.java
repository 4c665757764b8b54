package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Label;
import hudson.model.Result;
import hudson.tasks.Fingerprinter.FingerprintAction;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every kind of end in every kind of place. The places of one test run side by side, in one Jenkins for all tests. */
@WithJenkins
class PipelineMatrixTest {

    private static final String CHECK_INPUT = "ERROR: Nothing was submitted: ";

    private static JenkinsRule jenkins;

    private Sandbox sandbox;

    /** Where the step can run. */
    enum Place {
        IN_NODE("node('built-in') { %s }"),
        DECLARATIVE("pipeline { agent { label 'built-in' }; stages { stage('Video') { steps { script { %s } } } } }"),
        DECLARATIVE_WITHOUT_AGENT("pipeline { agent none; stages { stage('Video') { steps { script { %s } } } } }"),
        WITHOUT_AGENT("%s"),
        ON_AGENT("node('elsewhere') { %s }");

        private final String frame;

        Place(String frame) {
            this.frame = frame;
        }

        String script(String inside) {
            return String.format(frame, inside);
        }
    }

    @BeforeAll
    static void startJenkins(JenkinsRule rule) throws Exception {
        jenkins = rule;
        rule.createOnlineSlave(Label.get("elsewhere"));
        rule.jenkins.setNumExecutors(4);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "password", null, "anna", "a-password-of-14-letters"));
        Fixture.addSecretText(Fixture.CREDENTIALS_ID, Sandbox.DEFAULT_TOKEN);
        WanFirstLastFrameConfiguration.get().setPollIntervalSeconds(1);
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Fixture.sandbox().start();
        WanFirstLastFrameConfiguration.get().setServiceUrl(sandbox.baseUrl());
        WanFirstLastFrameConfiguration.get().setCredentialsId(Fixture.CREDENTIALS_ID);
    }

    @AfterEach
    void stopSandbox() throws Exception {
        Pipelines.stopAll(jenkins);
        sandbox.close();
    }

    private static Map<Place, WorkflowRun> startEverywhere(String inside) throws Exception {
        Map<Place, WorkflowRun> runs = new EnumMap<>(Place.class);
        for (Place place : Place.values()) {
            runs.put(place, Pipelines.start(jenkins, place.script(inside)));
        }
        return runs;
    }

    private static Map<Place, WorkflowRun> runEverywhere(Result expected, String inside) throws Exception {
        Map<Place, WorkflowRun> runs = startEverywhere(inside);
        for (WorkflowRun run : runs.values()) {
            Pipelines.end(jenkins, expected, run);
        }
        return runs;
    }

    /** The line that says why a build failed. */
    private static String error(WorkflowRun run) throws Exception {
        return Pipelines.log(run)
                .lines()
                .filter(line -> line.startsWith("ERROR: "))
                .findFirst()
                .orElse("no error");
    }

    @Test
    void bringsTheVideoHome() throws Exception {
        Map<Place, WorkflowRun> runs = runEverywhere(
                Result.SUCCESS,
                "def clip = " + Fixture.step(", output: 'clips/puppy.mp4', seed: 7") + "; echo \"returned ${clip}\"");
        for (Map.Entry<Place, WorkflowRun> entry : runs.entrySet()) {
            String place = entry.getKey().name();
            WorkflowRun run = entry.getValue();
            VideoRecord video = run.getAction(VideoAction.class).getVideos().get(0);
            assertThat(
                    place,
                    Pipelines.told(run),
                    contains(
                            "Submitting the request to RunComfy.",
                            "Submitted: request id " + video.getRequestId() + ".",
                            "Completed (…).",
                            "Fetching the video.",
                            "Archived clips/puppy.mp4 (" + video.getBytes() + " bytes, SHA-256 " + video.getSha256()
                                    + ")."));
            jenkins.assertLogContains(
                    "returned [video:clips/puppy.mp4, videos:[clips/puppy.mp4], url:" + sandbox.baseUrl() + "/files/"
                            + video.getRequestId()
                            + "/video.mp4, requestId:" + video.getRequestId() + ", seed:7, queuedSeconds:null,"
                            + " runSeconds:null, bytes:" + video.getBytes() + ", sha256:" + video.getSha256()
                            + ", archived:true, width:64, height:64, numberOfFrames:10, framesPerSecond:10.0,"
                            + " durationSeconds:1.0, costUsd:0, reused:false, reusedFrom:null, dryRun:false]",
                    run);
            assertThat(place, run.getArtifacts().get(0).relativePath, is("clips/puppy.mp4"));
            assertThat(
                    place,
                    run.getArtifactManager().root().child("clips/puppy.mp4").length(),
                    is(video.getBytes()));
            Map<String, String> fingerprints =
                    run.getAction(FingerprintAction.class).getRecords();
            assertThat(place, fingerprints, hasKey("clips/puppy.mp4"));
            assertThat(
                    place,
                    jenkins.jenkins.getFingerprintMap().get(fingerprints.get("clips/puppy.mp4")),
                    notNullValue());
        }
        assertThat(sandbox.acceptedSubmits(), is(Place.values().length));
    }

    @Test
    void leavesTheVideoInTheWorkspaceAlone() throws Exception {
        for (Place place : List.of(Place.IN_NODE, Place.ON_AGENT)) {
            WorkflowRun run = Pipelines.run(
                    jenkins,
                    Result.SUCCESS,
                    place.script("def clip = " + Fixture.step(", output: 'a/b.mp4', archive: false")
                            + "; echo \"${fileExists(clip.video)} ${fileExists('a/b.mp4.part')} ${clip.archived}\""));
            jenkins.assertLogContains("true false false", run);
            assertThat(run.getArtifacts().isEmpty(), is(true));
        }
    }

    @Test
    void sendsNothingThatCouldOnlyGetLost() throws Exception {
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", archive: false"));
        assertThat(
                error(run),
                is(CHECK_INPUT
                        + "Without a workspace the video can only be archived, so either leave archive at true or"
                        + " run the step inside a node block."));
    }

    @Test
    void tellsWhyTheServiceFailed() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "out of memory").times(Place.values().length));
        for (WorkflowRun run : runEverywhere(Result.FAILURE, Fixture.step("")).values()) {
            assertThat(
                    error(run),
                    matchesPattern(
                            "ERROR: The request failed at RunComfy: out of memory\\. Request id: [-0-9a-f]{36}\\. It may"
                                    + " be billed\\. Check that both images can be fetched from the internet, then run it"
                                    + " again\\."));
        }
    }

    @Test
    void refusesBadInputWithAllThatIsWrong() throws Exception {
        String step = Fixture.step(", framesPerSecond: 99, steps: 1, output: '../x.mp4', timeoutMinutes: 0");
        for (WorkflowRun run : runEverywhere(Result.FAILURE, step).values()) {
            assertThat(
                    error(run),
                    is(
                            CHECK_INPUT
                                    + "Frames Per Second must be an integer from 12 to 24 (given: \"99\"); Steps must be an"
                                    + " integer from 6 to 20 (given: \"1\"); Output must be a relative path inside the workspace"
                                    + " that ends with .mp4 and that every system allows (given: \"../x.mp4\"); The time-out must be at least 1 minute."));
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void asksForACredentialThatIsMissing() throws Exception {
        for (WorkflowRun run : runEverywhere(Result.FAILURE, Fixture.step(", credentialsId: 'absent'"))
                .values()) {
            assertThat(
                    error(run),
                    is(CHECK_INPUT + "There is no credential \"absent\" for this job and " + sandbox.baseUrl()
                            + "/ (its folder, scope and domain count)."));
        }
        WanFirstLastFrameConfiguration.get().setCredentialsId(null);
        for (WorkflowRun run : runEverywhere(Result.FAILURE, Fixture.step("")).values()) {
            assertThat(
                    error(run),
                    is(CHECK_INPUT + "No credential is given, and there is no global default: name a \"Secret text\""
                            + " credential that holds a RunComfy API token (credentialsId)."));
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void saysWhatKindOfCredentialItWants() throws Exception {
        for (WorkflowRun run : runEverywhere(Result.FAILURE, Fixture.step(", credentialsId: 'password'"))
                .values()) {
            assertThat(
                    error(run),
                    is(CHECK_INPUT + "The credential \"password\" is of the kind \"Username with password\"; a RunComfy"
                            + " token is kept as \"Secret text\"."));
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void saysWhichTokenTheServiceRefuses() throws Exception {
        sandbox.revoke(sandbox.token());
        for (WorkflowRun run : runEverywhere(Result.FAILURE, Fixture.step("")).values()) {
            assertThat(
                    error(run),
                    is(
                            "ERROR: RunComfy submit failed: the service refuses the token of credential \"runcomfy\": Invalid or"
                                    + " missing token (HTTP 401, error code 401001). It is not billed. Check the token, or make a"
                                    + " new one in your RunComfy profile."));
        }
    }

    @Test
    void cancelsWhenItIsAborted() throws Exception {
        sandbox.hold();
        Map<Place, WorkflowRun> runs = startEverywhere(Fixture.step(""));
        for (Map.Entry<Place, WorkflowRun> entry : runs.entrySet()) {
            WorkflowRun run = entry.getValue();
            jenkins.waitForMessage("In queue at position", run);
            String id = Pipelines.log(run).replaceFirst("(?s).*request id ([-0-9a-f]{36}).*", "$1");
            Pipelines.stop(run);
            Pipelines.end(jenkins, Result.ABORTED, run);
            List<String> told = Pipelines.told(run);
            assertThat(
                    entry.getKey().name(),
                    told.subList(told.size() - 3, told.size()),
                    contains(
                            Pipelines.STOPPED + ": asking RunComfy to cancel request " + id + ".",
                            "Request " + id + " is cancelled; it is not billed.",
                            Pipelines.STOPPED + "; the request was cancelled before it ran. Request id: " + id
                                    + ". It is not billed."));
            Pipelines.assertState(sandbox, id, "cancelled");
        }
    }

    @Test
    void keepsParallelBranchesApart() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "bad luck"));
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.FAILURE,
                "def branches = [:]; for (int i = 0; i < 4; i++) { def n = i; branches[\"b$n\"] = { "
                        + Fixture.step(", seed: n, output: \"clips/${n}.mp4\"") + " } }; parallel branches");
        assertThat(run.getAction(VideoAction.class).getVideos().size(), is(3));
        assertThat(run.getArtifacts().size(), is(3));
        assertThat(error(run), containsString("The request failed at RunComfy: bad luck."));
    }

    @Test
    void obeysATimeoutAround() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.run(
                jenkins, Result.ABORTED, "timeout(time: 3, unit: 'SECONDS') { " + Fixture.step("") + " }");
        String id = Pipelines.lastId(sandbox);
        jenkins.assertLogContains("Timeout has been exceeded: asking RunComfy to cancel request " + id + ".", run);
        Pipelines.assertState(sandbox, id, "cancelled");
    }

    @Test
    void canBeRetriedAndCaught() throws Exception {
        sandbox.inject(Fault.http(Route.SUBMIT, 422), Fault.http(Route.SUBMIT, 422), Fault.http(Route.SUBMIT, 422));
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.UNSTABLE,
                "catchError(buildResult: 'UNSTABLE') { " + Fixture.step("") + " }\n"
                        + "try { " + Fixture.step("") + " } catch (e) { echo \"caught ${e.message}\" }\n"
                        + "retry(2) { " + Fixture.step("") + " }");
        jenkins.assertLogContains("ERROR: RunComfy submit failed: the service refuses the input", run);
        jenkins.assertLogContains("caught RunComfy submit failed: the service refuses the input", run);
        assertThat(sandbox.count(Route.SUBMIT), is(4));
        assertThat(sandbox.acceptedSubmits(), is(1));
        assertThat(run.getArtifacts().size(), is(1));
    }
}
