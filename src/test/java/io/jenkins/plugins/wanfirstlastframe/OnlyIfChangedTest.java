package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;

/** A video is paid for once, and again only where something has changed. */
@Timeout(240)
class OnlyIfChangedTest extends OnJenkins {

    private static final String REUSE = ", onlyIfChanged: true, output: 'puppy.mp4'";

    private static WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        script(job, script);
        return job;
    }

    private static void script(WorkflowJob job, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
    }

    private static WorkflowRun build(WorkflowJob job) throws Exception {
        return Pipelines.end(jenkins, Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
    }

    private static String agent(String further) {
        return "node { def made = " + Fixture.step(further)
                + "\n echo \"made: ${made.video} ${made.reused} ${made.reusedFrom} ${made.costUsd}\"\n"
                + " echo \"there: ${fileExists('puppy.mp4')}\" }";
    }

    private static byte[] artifact(Run<?, ?> run, String path) throws Exception {
        return Files.readAllBytes(run.getArtifactsDir().toPath().resolve(path));
    }

    @Test
    void usesTheVideoOfTheLastBuildAgain() throws Exception {
        WorkflowJob job = job(agent(REUSE));
        WorkflowRun first = build(job);
        jenkins.assertLogContains("The video is made anew: no earlier build has made it.", first);
        SystemCredentials.remove(); // no token is needed
        WorkflowRun second = build(job);
        String name = job.getFullName() + " #1";
        assertThat(
                Pipelines.told(second),
                hasItem("Nothing has changed since " + name + ": its video is used again, and nothing is submitted."));
        jenkins.assertLogContains("made: puppy.mp4 true " + name + " null", second);
        jenkins.assertLogContains("there: true", second);
        assertThat(artifact(second, "puppy.mp4"), is(artifact(first, "puppy.mp4")));
        WorkflowRun third = build(job); // of a build that has itself used it again
        jenkins.assertLogContains("Nothing has changed since " + job.getFullName() + " #2", third);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        String page = jenkins.createWebClient().getPage(third, "wan-videos").asNormalizedText();
        assertThat(page, containsString("Used again from"));
        String json = jenkins.createWebClient()
                .goTo(third.getUrl() + "wan-videos/api/json", "application/json")
                .getWebResponse()
                .getContentAsString();
        assertThat(json, containsString("\"reusedFrom\":\"" + job.getFullName() + " #2\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", seed: 5 | the seed changed",
                ", steps: 8, seed: 5 | the seed and the steps changed",
                ", steps: 8, seed: 5, shift: 3 | 3 of its parameters changed",
            })
    void makesAnewWhatHasChangedAndSaysWhat(String change, String line) throws Exception {
        WorkflowJob job = job(Fixture.step(REUSE));
        build(job);
        script(job, Fixture.step(REUSE + change));
        WorkflowRun second = build(job);
        assertThat(Pipelines.told(second), hasItem("The video is made anew: " + line + "."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
        build(job);
        assertThat("found again", sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void forceMakesItAllTheSame() throws Exception {
        WorkflowJob job = job(Fixture.step(REUSE));
        build(job);
        script(job, Fixture.step(REUSE + ", force: true"));
        WorkflowRun second = build(job);
        assertThat(Pipelines.told(second), hasItem("The video is made anew, as the step asks (force)."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    private static String withStart(String url) {
        return "wanFirstLastFrame(startImage: '" + url + "', endImage: 'Runcomfy_Example_1259_2.png', prompt: 'Puppy'"
                + REUSE + ")";
    }

    @Test
    void goesByTheContentOfAFrame() throws Exception {
        try (FrameServer frames = new FrameServer()) {
            WorkflowJob job = job(withStart(frames.url()));
            build(job);
            script(job, withStart(frames.url())); // another signature
            jenkins.assertLogContains("Nothing has changed since", build(job));
            frames.tag("\"1\"");
            jenkins.assertLogContains("Nothing has changed since", build(job));
            int reads = frames.reads();
            jenkins.assertLogContains("Nothing has changed since", build(job));
            assertThat("the tag is enough", frames.reads(), is(reads));
            frames.tag("\"2\""); // the same bytes
            jenkins.assertLogContains("Nothing has changed since", build(job));
            frames.tag("W/\"2\""); // says nothing of bytes
            frames.content("another frame");
            WorkflowRun changed = build(job);
            assertThat(Pipelines.told(changed), hasItem("The video is made anew: the start image changed."));
            assertThat(sandbox.count(Route.SUBMIT), is(2));
            frames.status(404);
            WorkflowRun unknown = build(job);
            assertThat(
                    Pipelines.told(unknown),
                    hasItem("The video is made anew: whether the start image has changed can't be told, since 127.0.0.1"
                            + " answers HTTP 404."));
            assertThat(sandbox.count(Route.SUBMIT), is(3));
            assertNowhere("X-Signature=secret", job.getRootDir());
        }
    }

    /** Fingerprints keep no signature of an address; config.xml and the Pipeline's script are the job's own. */
    private static void assertNowhere(String secret, File folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder.toPath())) {
            for (Path file : files.filter(each -> each.toString().contains("wan-first-last-frame"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(file.toString(), text, not(containsString(secret)));
            }
        }
    }

    @Test
    void makesAnewWhatIsNoLongerKept() throws Exception {
        WorkflowJob job = job(Fixture.step(REUSE));
        WorkflowRun first = build(job);
        Files.delete(first.getArtifactsDir().toPath().resolve("puppy.mp4"));
        WorkflowRun second = build(job);
        assertThat(Pipelines.told(second), hasItem("The video is made anew: its earlier video is no longer kept."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void makesAnewWhatIsDamaged() throws Exception {
        WorkflowJob job = job(agent(REUSE));
        WorkflowRun first = build(job);
        Path kept = first.getArtifactsDir().toPath().resolve("puppy.mp4");
        byte[] damaged = Files.readAllBytes(kept);
        damaged[damaged.length / 2] ^= 1;
        Files.write(kept, damaged);
        WorkflowRun second = build(job);
        assertThat(
                Pipelines.told(second),
                hasItem("The video of " + job.getFullName()
                        + " #1 can't be used again: its artifact is not what it was: the hash differs. It is made"
                        + " anew."));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
        assertThat(second.getArtifacts().size(), is(1));
        jenkins.assertLogContains("made: puppy.mp4 false null", second);
    }

    @Test
    void usesNoVideoOfAnotherService() throws Exception {
        WorkflowJob job = job(Fixture.step(REUSE));
        build(job);
        try (Sandbox other = Fixture.sandbox().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(other.baseUrl());
            WorkflowRun second = build(job);
            assertThat(
                    Pipelines.told(second), hasItem("The video is made anew: the earlier one is of another service."));
            assertThat(other.count(Route.SUBMIT), is(1));
        }
    }

    @Test
    void tellsClipsApartByWhatTheyAre() throws Exception {
        String clips = "for (i in [%s]) { wanFirstLastFrame(startImage: 'Runcomfy_Example_1259_1.png', endImage:"
                + " 'Runcomfy_Example_1259_2.png', prompt: \"clip ${i}\", onlyIfChanged: true) }";
        WorkflowJob job = job(String.format(clips, "1, 2, 3"));
        build(job);
        job.renameTo(job.getName() + "-renamed");
        script(job, String.format(clips, "3, 4, 1"));
        build(job);
        assertThat(sandbox.count(Route.SUBMIT), is(4));
    }

    @Test
    void anotherJobsVideosAreForThoseWhoMayReadThem() throws Exception {
        WorkflowJob main = jenkins.createProject(WorkflowJob.class, "main");
        script(main, Fixture.step(REUSE));
        build(main);
        WorkflowJob branch = job(Fixture.step(REUSE + ", reuseFrom: 'main'"));
        jenkins.assertLogContains("Nothing has changed since main #1", build(branch));
        WorkflowJob stranger = job(Fixture.step(REUSE + ", reuseFrom: 'nowhere'"));
        jenkins.assertLogContains(
                "The video is made anew: there is no job \"nowhere\" that this build may read the artifacts of.",
                build(stranger));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void aBuildThatRunsAsSomebodySeesWhatThatOneMaySee() throws Exception {
        FreeStyleProject main = jenkins.createFreeStyleProject("main-of-others");
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setOnlyIfChanged(true);
        step.setOutput("puppy.mp4");
        main.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        jenkins.buildAndAssertSuccess(main);
        FreeStyleProject branch = jenkins.createFreeStyleProject("branch-of-anna");
        WanFirstLastFrameStep reuse = Fixture.puppy();
        reuse.setOnlyIfChanged(true);
        reuse.setReuseFrom("main-of-others");
        branch.getBuildersList().add(new WanFirstLastFrameBuilder(reuse));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Computer.BUILD)
                .everywhere()
                .to("anna")
                .grant(Item.READ, Item.BUILD, Item.CONFIGURE, CredentialsProvider.USE_ITEM)
                .onItems(branch)
                .to("anna"));

        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate(
                                branch.getFullName(), User.getById("anna", true).impersonate2()));
        try {
            FreeStyleBuild build = jenkins.buildAndAssertSuccess(branch);
            jenkins.assertLogContains("there is no job \"main-of-others\" that this build may read", build);
            assertThat(sandbox.count(Route.SUBMIT), is(2));
        } finally {
            QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
            jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
            jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        }
    }

    @Test
    void aRetryAroundItPutsTheVideoInItsPlaceOnceMore() throws Exception {
        WorkflowJob job = job(Fixture.step(REUSE));
        build(job);
        script(job, "def tries = 0\nretry(2) { " + Fixture.step(REUSE) + "\n if (tries++ == 0) { error 'again' } }");
        WorkflowRun second = build(job);
        assertThat(second.getArtifacts().size(), is(1));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void aNightlyOfFiftyClipsPaysForTheOneThatWasEdited() throws Exception {
        String clips = "def steps = [:]\nfor (int i = 0; i < 50; i++) { int n = i\n steps[\"c$n\"] = {"
                + " wanFirstLastFrame(startImage: 'Runcomfy_Example_1259_1.png', endImage:"
                + " 'Runcomfy_Example_1259_2.png', prompt: \"clip $n%s\", output: \"c${n}.mp4\", onlyIfChanged: true) }"
                + " }\nparallel steps";
        WorkflowJob job = job(String.format(clips, ""));
        build(job);
        assertThat(sandbox.count(Route.SUBMIT), is(50));
        script(job, String.format(clips, "${n == 7 ? ' at night' : ''}"));
        WorkflowRun second = build(job);
        assertThat(sandbox.count(Route.SUBMIT), is(51));
        assertThat(second.getArtifacts().size(), is(50));
    }

    @Test
    void theFreestyleStepDoesTheSame() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setOnlyIfChanged(true);
        step.setOutput("out/puppy.mp4");
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        jenkins.buildAndAssertSuccess(project);
        FreeStyleBuild second = jenkins.buildAndAssertSuccess(project);
        jenkins.assertLogContains("Nothing has changed since " + project.getFullName() + " #1", second);
        FilePath workspace = second.getWorkspace();
        assertThat(workspace.child("out/puppy.mp4").exists(), is(true));
        assertThat(List.of(second.getArtifacts().get(0).relativePath), is(List.of("out/puppy.mp4")));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void refusesReuseThatIsNotAskedFor() throws Exception {
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", reuseFrom: 'main'"));
        jenkins.assertLogContains("ERROR: Nothing was submitted: reuseFrom names a job", run);
        WorkflowRun attached = Pipelines.run(
                jenkins,
                Result.FAILURE,
                "wanFirstLastFrame(requestId: '3be3f221-29ce-4c09-958f-fbd49cc97837', onlyIfChanged: true)");
        jenkins.assertLogContains("neither dryRun nor onlyIfChanged can be true", attached);
        assertThat(Pipelines.log(attached), not(startsWith("java.")));
    }

    /** The credentials of the fixture. */
    private static final class SystemCredentials {
        private SystemCredentials() {}

        static void remove() {
            SystemCredentialsProvider.getInstance().getCredentials().clear();
        }
    }

    @Test
    void anAbortEndsTheLookAtAFrame() throws Exception {
        try (HungServer server = new HungServer()) {
            String step = "wanFirstLastFrame(startImage: '" + server.url()
                    + "', endImage: 'Runcomfy_Example_1259_2.png'," + " prompt: 'Puppy', onlyIfChanged: true)";
            WorkflowRun run = job(step).scheduleBuild2(0).waitForStart();
            server.awaitCalls(1);
            long begin = System.nanoTime();
            run.doStop();
            Pipelines.end(jenkins, Result.ABORTED, run);
            WanFirstLastFrameStep settings = Fixture.puppy();
            settings.setStartImage(server.url());
            settings.setOnlyIfChanged(true);
            FreeStyleProject project = jenkins.createFreeStyleProject();
            project.getBuildersList().add(new WanFirstLastFrameBuilder(settings));
            FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
            server.awaitCalls(2);
            build.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
            server.awaitEnds(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin).toSeconds(), lessThan(15L));
            jenkins.assertLogContains("Aborted before anything was submitted. It is not billed.", run);
            jenkins.assertLogContains("Aborted before anything was submitted. It is not billed.", build);
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    /** A web server that takes calls and says nothing. */
    private static final class HungServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Semaphore calls = new Semaphore(0);
        private final Semaphore ends = new Semaphore(0);

        HungServer() throws IOException {
            Thread listener = new Thread(this::listen, "hung-server");
            listener.setDaemon(true);
            listener.start();
        }

        private void listen() {
            try {
                while (true) {
                    try (Socket call = socket.accept()) {
                        calls.release();
                        call.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (SocketException e) {
                        if (socket.isClosed()) {
                            return;
                        } // reset by the other side
                    }
                    ends.release();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/frame.png";
        }

        void awaitCalls(int count) throws InterruptedException {
            assertThat("call " + count, calls.tryAcquire(20, TimeUnit.SECONDS), is(true));
        }

        void awaitEnds(int count) throws InterruptedException {
            assertThat(ends.tryAcquire(count, 20, TimeUnit.SECONDS), is(true));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
