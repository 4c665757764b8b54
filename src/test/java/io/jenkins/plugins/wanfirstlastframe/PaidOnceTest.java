package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ItemGroup;
import hudson.model.Result;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.run.RequestLedger;
import io.jenkins.plugins.wanfirstlastframe.run.RequestRecord;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
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

/** Ends at bad moments: what is paid for is never paid for again, and no step waits for ever. */
@Timeout(180)
class PaidOnceTest extends OnJenkins {

    private static final IOException FULL = new IOException("No space left on device");
    private static final String THIS = PaidOnceTest.class.getName();

    /** A vault that keeps whoever asks waiting until it is opened. */
    @TestExtension
    public static final class SlowVault extends CredentialsProvider {
        static volatile CountDownLatch opened = new CountDownLatch(0);
        static volatile CountDownLatch asked = new CountDownLatch(1);

        static void shut() {
            asked = new CountDownLatch(1);
            opened = new CountDownLatch(1);
        }

        @Override
        public <C extends Credentials> List<C> getCredentialsInItemGroup(
                Class<C> type, ItemGroup group, Authentication authentication, List<DomainRequirement> requirements) {
            asked.countDown();
            try {
                opened.await(90, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return type.isAssignableFrom(StringCredentialsImpl.class)
                    ? List.of(type.cast(new StringCredentialsImpl(
                            CredentialsScope.GLOBAL, "vault", null, Secret.fromString(Sandbox.DEFAULT_TOKEN))))
                    : List.of();
        }
    }

    private static String vaultStep(String arguments) {
        return Fixture.step(", credentialsId: 'vault'" + arguments);
    }

    @AfterEach
    void openVault() throws Exception {
        SlowVault.opened.countDown();
        Pipelines.stopAll(jenkins);
    }

    private static List<RequestRecord> records(Run<?, ?> run) {
        return GenerationService.get().records(run);
    }

    private static WorkflowRun unsandboxed(Result expected, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, false));
        return Pipelines.end(jenkins, expected, job.scheduleBuild2(0).waitForStart());
    }

    private static WorkflowRun again(WorkflowRun original) throws Exception {
        ReplayAction replay = original.getAction(ReplayAction.class);
        return (WorkflowRun) replay.run2(replay.getOriginalScript(), replay.getOriginalLoadedScripts())
                .getFuture()
                .waitForStart();
    }

    // ---- repeats

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aReplayTakesUpAllRequestsOfTheSameInput(int branches) throws Exception {
        StringBuilder script = new StringBuilder("parallel(");
        for (int branch = 1; branch <= branches; branch++) {
            script.append(branch == 1 ? "" : ", ").append("b" + branch + ": { " + Fixture.step("") + " }");
        }
        try (FailingArchive archive = FailingArchive.install(branches, FULL)) {
            WorkflowRun original =
                    Pipelines.run(jenkins, Result.FAILURE, script.append(")").toString());
            assertThat(sandbox.acceptedSubmits(), is(branches));
            WorkflowRun replay = Pipelines.end(jenkins, Result.SUCCESS, again(original));
            assertThat(Pipelines.log(replay), sandbox.acceptedSubmits(), is(branches));
            assertThat(replay.getArtifacts(), hasSize(branches));
        }
    }

    @Test
    void aReplayOfAReplayTakesUpWhatTheFirstHasLeft() throws Exception {
        try (FailingArchive archive = FailingArchive.install(2, FULL)) {
            WorkflowRun first = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
            WorkflowRun second = Pipelines.end(jenkins, Result.FAILURE, again(first));
            Pipelines.end(jenkins, Result.SUCCESS, again(second));
            assertThat(sandbox.acceptedSubmits(), is(1));
        }
    }

    // ---- retry around more than the step

    @Test
    void aRetryOfABlockWhoseVideoIsThereFetchesItAgain() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.SUCCESS,
                "int tries = 0\nretry(2) { " + Fixture.step(", output: 'a.mp4'")
                        + "\nif (tries++ == 0) { error 'something else' } }");
        assertThat(Pipelines.log(run), sandbox.acceptedSubmits(), is(1));
        assertThat(run.getArtifacts(), hasSize(1));
        assertThat(run.getAction(VideoAction.class).getVideos(), hasSize(1));
    }

    @Test
    void stepsOfTheSameInputWithoutOutputAreSeveralVideos() throws Exception {
        WorkflowRun run =
                Pipelines.run(jenkins, Result.SUCCESS, "for (int i = 0; i < 3; i++) { " + Fixture.step("") + " }");
        assertThat(sandbox.acceptedSubmits(), is(3));
        assertThat(run.getArtifacts(), hasSize(3));
    }

    // ---- the end of a build before the submit

    @Test
    void aBuildKilledWhileItsTokenIsLookedUpSubmitsNothingLater() throws Exception {
        SlowVault.shut();
        WorkflowRun run = Pipelines.start(jenkins, vaultStep(""));
        assertThat(SlowVault.asked.await(30, TimeUnit.SECONDS), is(true));
        run.doKill();
        jenkins.waitForCompletion(run);
        SlowVault.opened.countDown();
        Thread.sleep(4000); // nothing shall come
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void aBuildAbortedWhileItsTokenIsLookedUpSubmitsNothing() throws Exception {
        SlowVault.shut();
        WorkflowRun run = Pipelines.start(jenkins, vaultStep(""));
        assertThat(SlowVault.asked.await(30, TimeUnit.SECONDS), is(true));
        Pipelines.stop(run);
        SlowVault.opened.countDown();
        Pipelines.end(jenkins, Result.ABORTED, run);
        assertThat(Pipelines.told(run), hasItem("Aborted before anything was submitted. It is not billed."));
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    /** Called by a Pipeline of a test. */
    public static void shutVault() {
        SlowVault.shut();
    }

    @Test
    void anAbortWhileAPaidRequestIsTakenUpDoesNotSayThatItIsNotBilled() throws Exception {
        try (FailingArchive archive = FailingArchive.install(1, FULL)) {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(
                    "try { " + vaultStep("") + " } catch (e) { " + THIS + ".shutVault()\n" + vaultStep("") + " }",
                    false));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("This build has submitted the same request before.", run);
            Awaitility.await().until(() -> SlowVault.asked.getCount() == 0);
            Pipelines.stop(run);
            SlowVault.opened.countDown();
            Pipelines.end(jenkins, Result.ABORTED, run);
            assertThat(Pipelines.told(run), not(hasItem(containsString("It is not billed."))));
            assertThat(
                    Pipelines.told(run), hasItem(startsWith("Aborted before the request was followed. Request id: ")));
        }
    }

    @Test
    void oneBranchThatWaitsForItsTokenDoesNotHoldUpAnother() throws Exception {
        SlowVault.shut();
        WorkflowRun run = Pipelines.start(
                jenkins,
                "parallel a: { " + vaultStep(", seed: 1") + " }, b: { " + vaultStep(", seed: 2") + " }, c: { "
                        + vaultStep(", seed: 3") + " }");
        assertThat(SlowVault.asked.await(30, TimeUnit.SECONDS), is(true));
        // all three wait in the vault at once, so that its slowness counts once
        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().values().stream()
                                .filter(stack -> List.of(stack).stream()
                                        .anyMatch(frame -> frame.getClassName().equals(SlowVault.class.getName())))
                                .count()
                        == 3);
        SlowVault.opened.countDown();
        Pipelines.end(jenkins, Result.SUCCESS, run);
    }

    // ---- the build's folder

    /** Called by a Pipeline of a test: as a network share does that is gone for a while. */
    public static void hide(Run<?, ?> run) throws IOException {
        Files.move(run.getRootDir().toPath(), run.getRootDir().toPath().resolveSibling("hidden"));
    }

    /** Called by a Pipeline of a test. */
    public static void restore(Run<?, ?> run) throws IOException {
        Path folder = run.getRootDir().toPath();
        if (Files.exists(folder)) { // what was written meanwhile
            try (var files = Files.walk(folder)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        }
        Files.move(folder.resolveSibling("hidden"), folder);
    }

    @Test
    void nothingIsSubmittedForABuildWhoseFolderIsGone() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new org.jvnet.hudson.test.TestBuilder() {
            @Override
            public boolean perform(
                    hudson.model.AbstractBuild<?, ?> build, hudson.Launcher launcher, hudson.model.BuildListener log)
                    throws IOException {
                hide(build);
                return true;
            }
        });
        project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
        FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
        jenkins.waitForCompletion(build);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
        restore(build);
    }

    // ---- damaged records

    /** Called by a Pipeline of a test: as a damaged disk or another version of the plugin may leave it. */
    public static void damage(Run<?, ?> run, String what, String by) throws IOException {
        Path good;
        try (var files = Files.list(RequestLedger.folder(run).toPath())) {
            good = files.filter(file -> file.toString().endsWith(".xml"))
                    .findFirst()
                    .orElseThrow();
        }
        String text = Files.readString(good);
        String damaged = text.replaceAll(what, by);
        assertThat(damaged, not(is(text)));
        Files.writeString(good.resolveSibling("0.xml"), damaged);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<phase>\\w+</phase>:<phase>LATER</phase>",
                "(?s)<state>.*</state>:",
                "<serviceUrl>[^<]*</serviceUrl>:",
                "(?s)<settings>.*</settings>:",
                "(?s)^.*$:<string>x</string>",
                "<requestId>[^<]*</requestId>:<requestId>../x</requestId>"
            })
    void aHalfReadableRecordHidesNoOther(String damage) throws Exception {
        String[] parts = damage.split(":(?=<)|:$", 2);
        WorkflowRun run = unsandboxed(Result.SUCCESS, Fixture.step(""));
        damage(run, parts[0], parts.length > 1 ? parts[1] : "");
        assertThat(records(run), hasSize(1));
        assertThat(run.getAction(VideoAction.class).getVideos(), hasSize(1));
    }
}
