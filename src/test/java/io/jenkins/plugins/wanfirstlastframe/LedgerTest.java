package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ItemGroup;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.run.RequestLedger;
import io.jenkins.plugins.wanfirstlastframe.run.RequestRecord;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.TestExtension;
import org.springframework.security.core.Authentication;

/** What a build remembers of its requests, so that nothing is paid twice, whatever fails in between. */
@Timeout(180)
class LedgerTest extends OnJenkins {

    private static final IOException FULL = new IOException("No space left on device");

    private static String caught(String step) {
        return "try { " + step + " } catch (e) { echo \"caught: ${e.message}\" }\n";
    }

    private static List<RequestRecord> records(Run<?, ?> run) {
        return GenerationService.get().records(run);
    }

    private WorkflowRun unsandboxed(Result expected, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, false));
        return Pipelines.end(jenkins, expected, job.scheduleBuild2(0).waitForStart());
    }

    @Test
    void theBuildsPageTellsWhatIsPaidForAndNotHere() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
            String page = jenkins.createWebClient().getPage(run).asNormalizedText();
            assertThat(page, containsString("Requests at RunComfy without their video"));
            assertThat(page, containsString("Request id: " + Pipelines.lastId(sandbox) + ". It is billed."));
            assertThat(run.getAction(VideoAction.class).getIconFileName(), is(nullValue()));
        }
    }

    private void followsTheFirst(WorkflowRun run) throws Exception {
        String id = Pipelines.lastId(sandbox);
        assertThat(Pipelines.told(run), hasItem("Following request " + id + "; nothing is submitted."));
        assertThat(run.getArtifacts().size(), is(1));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    // ---- what comes between a paid request and its video

    @Test
    void aMissingCredentialDoesNotLoseAPaidRequest() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun run = Pipelines.run(
                    jenkins,
                    Result.SUCCESS,
                    caught(Fixture.step("")) + caught(Fixture.step(", credentialsId: 'nobody'")) + Fixture.step(""));
            jenkins.assertLogContains("caught: The request is not followed: There is no credential", run);
            followsTheFirst(run);
        }
    }

    /** Fails as often as it is told to. */
    @TestExtension
    public static final class BrokenProvider extends CredentialsProvider {
        static volatile Throwable problem;

        @Override
        public <C extends Credentials> List<C> getCredentialsInItemGroup(
                Class<C> type, ItemGroup group, Authentication authentication, List<DomainRequirement> requirements) {
            Throwable now = problem;
            if (now instanceof RuntimeException e) {
                throw e;
            }
            if (now instanceof Error e) {
                throw e;
            }
            return List.of();
        }
    }

    /** Called by a Pipeline of a test. */
    public static void breakProvider(Throwable problem) {
        BrokenProvider.problem = problem;
    }

    @AfterEach
    void mendProvider() {
        BrokenProvider.problem = null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"new IllegalStateException('vault')", "new NoClassDefFoundError('vault/Client')"})
    void aFailingCredentialsProviderDoesNotLoseAPaidRequest(String problem) throws Exception {
        String test = LedgerTest.class.getName();
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun run = unsandboxed(
                    Result.SUCCESS,
                    caught(Fixture.step("")) + test + ".breakProvider(" + problem + ")\n" + caught(Fixture.step(""))
                            + test + ".breakProvider(null)\n" + Fixture.step(""));
            jenkins.assertLogContains("can't be looked up: its credentials provider failed", run);
            followsTheFirst(run);
        }
    }

    private static Path record;

    /** Called by a Pipeline of a test: no record of its build can be written from now on. */
    public static void block(Run<?, ?> run) throws IOException {
        File[] files = RequestLedger.folder(run).listFiles((folder, name) -> name.endsWith(".xml"));
        record = files[0].toPath();
        Files.move(record, record.resolveSibling("aside"));
        Files.createDirectories(record.resolve("occupied"));
    }

    /** Called by a Pipeline of a test: records can be written again. */
    public static void unblock() throws IOException {
        Files.delete(record.resolve("occupied"));
        Files.delete(record);
        Files.move(record.resolveSibling("aside"), record);
    }

    @Test
    void aRecordThatCannotBeWrittenDoesNotLoseAPaidRequest() throws Exception {
        String test = LedgerTest.class.getName();
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun run = unsandboxed(
                    Result.SUCCESS,
                    caught(Fixture.step("")) + test + ".block(currentBuild.rawBuild)\n" + caught(Fixture.step(""))
                            + test + ".unblock()\n" + Fixture.step(""));
            jenkins.assertLogContains(
                    "which may be billed, is not followed: the request's record can't be written (", run);
            followsTheFirst(run);
        }
    }

    /** Called by a Pipeline of a test, in which no request was made yet. */
    public static void occupyFolder(Run<?, ?> run) throws IOException {
        Files.createFile(RequestLedger.folder(run).toPath());
    }

    @Test
    void nothingIsSubmittedThatCannotBeRecorded() throws Exception {
        WorkflowRun run = unsandboxed(
                Result.FAILURE,
                LedgerTest.class.getName() + ".occupyFolder(currentBuild.rawBuild)\n" + Fixture.step(""));
        jenkins.assertLogContains("ERROR: Nothing was submitted: the request's record can't be written (", run);
        jenkins.assertLogNotContains("defect", run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @ParameterizedTest
    @ValueSource(classes = {NoClassDefFoundError.class, StackOverflowError.class, UnsupportedOperationException.class})
    void anErrorOfTheArtifactStoreIsAnUndeliveredVideo(Class<? extends Throwable> problem) throws Exception {
        Throwable thrown = problem.getConstructor(String.class).newInstance("store/Client");
        try (FailingArchive archive = FailingArchive.install(1, thrown)) {
            WorkflowRun run = Pipelines.run(jenkins, Result.SUCCESS, "retry(2) { " + Fixture.step("") + " }");
            jenkins.assertLogContains("ERROR: The video is made, but ", run);
            jenkins.assertLogContains("It is billed.", run);
            followsTheFirst(run);
        }
    }

    @Test
    void anErrorOfTheCredentialsProviderIsNotBilled() throws Exception {
        BrokenProvider.problem = new NoClassDefFoundError("vault/Client");
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
        jenkins.assertLogContains("ERROR: Nothing was submitted: The credential \"runcomfy\" can't be looked up", run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
        assertThat(records(run).size(), is(0));
    }

    @Test
    void aFreestyleBuildTakesUpWhatAnEarlierStepOfItsHasPaidFor() throws Exception {
        // a build step of freestyle ends its build; as a step of a Pipeline it can be tried again
        String step =
                "node { step([$class: 'WanFirstLastFrameBuilder', settings: [startImage: 'Runcomfy_Example_1259_1.png',"
                        + " endImage: 'Runcomfy_Example_1259_2.png', prompt: 'x']]) }";
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun run = Pipelines.run(jenkins, Result.SUCCESS, "retry(2) { " + step + " }");
            followsTheFirst(run);
        }
    }

    // ---- ends

    @Test
    void aCancelledRequestIsSubmittedAnew() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(
                jenkins,
                "try { timeout(time: 3, unit: 'SECONDS') { " + Fixture.step("") + " } } catch (e) { " + Fixture.step("")
                        + " }");
        Awaitility.await().until(() -> sandbox.acceptedSubmits() == 2);
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        Pipelines.end(jenkins, Result.SUCCESS, run);
        Failure first = records(run).get(0).state().failure().orElseThrow();
        assertThat(first.kind(), is(Failure.Kind.ABORTED));
        assertThat(first.billing(), is(Billing.NOT_BILLED));
        assertThat(sandbox.acceptedSubmits(), is(2));
    }

    @Test
    void aCancelThatSucceedsAfterTheGraceIsTakenForOne() throws Exception {
        String property = "io.jenkins.plugins.wanfirstlastframe.abortGraceSeconds";
        System.setProperty(property, "1");
        try {
            sandbox.hold();
            sandbox.inject(Fault.http(Route.CANCEL, 503), Fault.http(Route.CANCEL, 503), Fault.http(Route.CANCEL, 503));
            WorkflowRun run = Pipelines.start(
                    jenkins,
                    "try { timeout(time: 3, unit: 'SECONDS') { " + Fixture.step("") + " } } catch (e) { "
                            + Fixture.step("") + " }");
            jenkins.waitForMessage("the build no longer waits for the end of the request. Request id: ", run);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> sandbox.acceptedSubmits() == 2); // not before the first is known to be cancelled
            sandbox.finishRequest(Pipelines.lastId(sandbox));
            Pipelines.end(jenkins, Result.SUCCESS, run);
            Failure first = records(run).get(0).state().failure().orElseThrow();
            assertThat(first.billing(), is(Billing.NOT_BILLED));
            assertThat(Pipelines.told(run), hasItem(containsString("is cancelled; it is not billed.")));
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void aDeliveredVideoWhoseRecordCannotBeWrittenIsASuccess() throws Exception {
        try (SlowArchive archive = SlowArchive.install()) {
            WorkflowRun run = Pipelines.start(
                    jenkins, "def clip = " + Fixture.step("") + "\necho \"got ${clip.video}\"\nsleep 5");
            archive.awaitBegin();
            block(run);
            archive.close();
            jenkins.waitForMessage("Where the request stands can't be written down (", run);
            unblock();
            Pipelines.end(jenkins, Result.SUCCESS, run);
            jenkins.assertLogContains("got ", run);
            assertThat(run.getArtifacts().size(), is(1));
        }
    }

    @Test
    void anEndIsToldOnce() throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", run);
        Pipelines.stop(run);
        Pipelines.end(jenkins, Result.ABORTED, run);
        String id = Pipelines.lastId(sandbox);
        long ends = Pipelines.told(run).stream()
                .filter(line -> line.contains("Request id: " + id + "."))
                .count();
        assertThat(Pipelines.log(run), ends, is(1L));
    }

    @Test
    void anEndedRecordHoldsNoSignature() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.SUCCESS,
                "wanFirstLastFrame(startImage: 'https://example.com/a.png?X-Signature=sesame', endImage:"
                        + " 'https://example.com/b.png', prompt: 'x?y')");
        for (File file : RequestLedger.folder(run).listFiles()) {
            assertThat(Files.readString(file.toPath(), StandardCharsets.ISO_8859_1), not(containsString("sesame")));
        }
        assertThat(
                run.getAction(VideoAction.class)
                        .getVideos()
                        .get(0)
                        .getParameters()
                        .get("startImage"),
                is("https://example.com/a.png"));
        assertThat(
                sandbox.allRequests().get(0).input().toString(), containsString("sesame")); // the service was sent it
    }

    // ---- outputs

    private void refusesTheSecond(String first, String second) throws Exception {
        sandbox.hold();
        WorkflowRun run = Pipelines.start(
                jenkins,
                "parallel a: { " + Fixture.step(first) + " }, b: { sleep 2\n" + caught(Fixture.step(second)) + " }");
        jenkins.waitForMessage("Nothing was submitted: another step of this build has the output ", run);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        Pipelines.end(jenkins, Result.SUCCESS, run);
        assertThat(run.getArtifacts().size(), is(1));
    }

    @Test
    void refusesTheSameOutputInParallel() throws Exception {
        refusesTheSecond(", output: 'clips/a.mp4'", ", output: 'clips/a.mp4', seed: 2");
    }

    @Test
    void refusesAnOutputThatDiffersByCase() throws Exception {
        refusesTheSecond(", output: 'clips/Ä.mp4'", ", output: 'Clips/ä.mp4', seed: 2");
    }

    @Test
    void refusesAnOutputThatWasMadeUp() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "made");
        job.setDefinition(new CpsFlowDefinition(
                Fixture.step("") + "\n" + Fixture.step(", seed: 2, output: 'made-1-1.mp4'"), true));
        WorkflowRun run =
                Pipelines.end(jenkins, Result.FAILURE, job.scheduleBuild2(0).waitForStart());
        jenkins.assertLogContains("another step of this build has the output \"made-1-1.mp4\" already", run);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void refusesAnOutputThatHasAVideo() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.FAILURE,
                Fixture.step(", output: 'a.mp4'") + "\n" + Fixture.step(", output: 'a.mp4', seed: 2"));
        jenkins.assertLogContains("another step of this build has the output \"a.mp4\" already", run);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void madeUpNamesDoNotCollide() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.SUCCESS,
                "parallel a: { " + Fixture.step(", seed: 1") + " }, b: { " + Fixture.step(", seed: 2") + " }\n"
                        + Fixture.step(", seed: 3"));
        assertThat(
                run.getArtifacts().stream()
                        .map(artifact -> artifact.relativePath)
                        .distinct()
                        .count(),
                is(3L));
    }

    // ---- other builds

    private static WorkflowRun again(ReplayAction replay) throws Exception {
        return (WorkflowRun) replay.run2(replay.getOriginalScript(), replay.getOriginalLoadedScripts())
                .getFuture()
                .waitForStart();
    }

    @Test
    void aReplayTakesUpWhatItsOriginalHasPaidFor() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun original = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
            String id = Pipelines.lastId(sandbox);
            ReplayAction replay = original.getAction(ReplayAction.class);
            WorkflowRun again = Pipelines.end(jenkins, Result.SUCCESS, again(replay));
            assertThat(
                    Pipelines.told(again),
                    hasItem(startsWith("Build #1 has submitted the same request and left it without its video")));
            assertThat(Pipelines.told(again), hasItem("Following request " + id + "; nothing is submitted."));
            assertThat(sandbox.count(Route.SUBMIT), is(1));

            WorkflowRun third = Pipelines.end(jenkins, Result.SUCCESS, again(replay));
            assertThat(Pipelines.log(third), sandbox.count(Route.SUBMIT), is(2)); // the first request's video is there
        }
    }

    @Test
    void anotherBuildIsOnItsOwn() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowRun first = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
            WorkflowRun next = first.getParent().scheduleBuild2(0).waitForStart();
            Pipelines.end(jenkins, Result.SUCCESS, next);
            assertThat(Pipelines.log(next), not(containsString("Following request")));
            assertThat(sandbox.count(Route.SUBMIT), is(2));
        }
    }

    // ---- damaged files

    @Test
    void anUnreadableRecordHidesNoOther() throws Exception {
        sandbox.hold();
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
        FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("In queue", build);
        Files.writeString(RequestLedger.folder(build).toPath().resolve("0.xml"), "<garbage");
        sandbox.finishRequest(Pipelines.lastId(sandbox));
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        Awaitility.await().until(() -> !GenerationService.get().records(build).isEmpty());
        assertThat(
                build.getAction(VideoAction.class).getVideos().stream()
                        .map(VideoRecord::getRequestId)
                        .toList(),
                contains(Pipelines.lastId(sandbox)));
    }

    @Test
    void aSubmitOfUnknownFateIsToldByTheNextReplay() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
        WorkflowRun original = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
        ReplayAction replay = original.getAction(ReplayAction.class);
        WorkflowRun again = Pipelines.end(jenkins, Result.SUCCESS, again(replay));
        assertThat(
                Pipelines.told(again),
                hasItem(startsWith("Build #1 has tried to submit the same request, and nobody knows")));
    }
}
