package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The token is in no file of Jenkins, whatever became of the builds; the credentials' store holds it encrypted. */
@Timeout(120)
class TokenNowhereTest {

    private static final String TOKEN = "a-token-that-stands-nowhere-else-2718281828";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    /** The files with a text, but for the software itself. */
    private static List<String> filesWith(File home, String text) throws IOException {
        while (true) {
            try {
                return existingFilesWith(home.toPath(), text);
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                } // a temporary file was gone before it was looked at: once more
            }
        }
    }

    private static List<String> existingFilesWith(Path root, String text) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !root.relativize(file).startsWith("plugins"))
                    .filter(file -> holds(file, text))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false; // a temporary file that is gone
        }
    }

    private static void assertNowhere(File home) throws IOException {
        assertThat(filesWith(home, TOKEN), empty());
        String encoded = Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
        assertThat(filesWith(home, encoded.substring(0, 40)), empty());
    }

    /** What the plugin logs, even when it is asked for everything. */
    private static final class JavaLog extends Handler implements AutoCloseable {
        private static final Logger ROOT = Logger.getLogger("");
        private static final Logger PLUGIN = Logger.getLogger(TokenNowhereTest.class.getPackageName());

        private final StringBuffer text = new StringBuffer();
        private final Formatter formatter = new SimpleFormatter();

        JavaLog() {
            setLevel(Level.ALL);
            PLUGIN.setLevel(Level.ALL);
            ROOT.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            text.append(formatter.format(entry));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            ROOT.removeHandler(this);
            PLUGIN.setLevel(null);
        }
    }

    private static void assertNotTold(JenkinsRule jenkins) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            for (Job<?, ?> job : jenkins.jenkins.allItems(Job.class)) {
                assertNotAnswered(client, job.getUrl() + "config.xml");
                assertNotAnswered(client, job.getUrl() + "api/json?depth=2");
                assertNotAnswered(client, job.getUrl() + "api/xml?depth=2");
                for (Run<?, ?> build : job.getBuilds()) {
                    assertNotAnswered(client, build.getUrl() + "api/json?depth=2");
                    assertNotAnswered(client, build.getUrl() + "api/xml?depth=2");
                    if (build.getAction(VideoAction.class) != null) {
                        assertNotAnswered(client, build.getUrl() + "wan-videos/api/json?depth=2");
                        assertNotAnswered(client, build.getUrl() + "wan-videos/api/xml?depth=2");
                        assertNotAnswered(client, build.getUrl() + "wan-videos/");
                    }
                }
            }
        }
    }

    private static void assertNotAnswered(JenkinsRule.WebClient client, String path) throws Exception {
        String answer = client.goTo(path, null).getWebResponse().getContentAsString();
        assertThat(path, answer, not(containsString(TOKEN)));
    }

    private static FreeStyleProject freestyle(JenkinsRule jenkins) throws Exception {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setCredentialsId(Fixture.CREDENTIALS_ID);
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        return project;
    }

    @Test
    void inAFreestyleBuildARestAnswerOrTheJavaLog() throws Throwable {
        try (Sandbox sandbox = Fixture.sandbox().token(TOKEN).start();
                JavaLog log = new JavaLog()) {
            sessions.then(jenkins -> {
                Fixture.configure(sandbox);
                jenkins.buildAndAssertSuccess(freestyle(jenkins));
                Pipelines.run(jenkins, Result.SUCCESS, "node { " + Fixture.step("") + " }");
                sandbox.inject(Fault.of(Route.SUBMIT, Type.HOSTILE));
                jenkins.buildAndAssertStatus(Result.FAILURE, freestyle(jenkins));
                sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
                jenkins.buildAndAssertStatus(Result.FAILURE, freestyle(jenkins));
                sandbox.hold();
                FreeStyleBuild aborted = freestyle(jenkins).scheduleBuild2(0).waitForStart();
                jenkins.waitForMessage("In queue", aborted);
                aborted.doStop();
                jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(aborted));
                sandbox.revoke(TOKEN);
                jenkins.buildAndAssertStatus(Result.FAILURE, freestyle(jenkins));
                Logger.getLogger(WanFirstLastFrameBuilder.class.getName()).finest("heard");
                assertNotTold(jenkins);
                assertNowhere(sessions.getHome());
            });
            assertNowhere(sessions.getHome());
            assertThat(log.text.toString(), not(containsString(TOKEN)));
            assertThat("the handler hears the plugin", log.text.toString(), containsString("heard"));
        }
    }

    @Test
    void afterSuccessFailureAbortAndRestart() throws Throwable {
        try (Sandbox sandbox = Fixture.sandbox().token(TOKEN).start()) {
            sessions.then(jenkins -> {
                Fixture.configure(sandbox);
                Pipelines.run(jenkins, Result.SUCCESS, "node { " + Fixture.step("") + " }");
                sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, "no luck"));
                Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
                sandbox.inject(Fault.of(Route.SUBMIT, Type.HOSTILE));
                Pipelines.run(jenkins, Result.FAILURE, Fixture.step(""));
                sandbox.hold();
                WorkflowRun aborted = Pipelines.start(jenkins, Fixture.step(""));
                jenkins.waitForMessage("In queue", aborted);
                Pipelines.stop(aborted);
                Pipelines.end(jenkins, Result.ABORTED, aborted);
                WorkflowRun waiting = Pipelines.start(jenkins, Fixture.step(", credentialsId: 'runcomfy'"));
                jenkins.waitForMessage("In queue", waiting);
                assertNowhere(sessions.getHome());
            });
            assertNowhere(sessions.getHome());
            assertThat(
                    "the search finds what there is",
                    filesWith(sessions.getHome(), Pipelines.lastId(sandbox)),
                    hasItem(containsString("wan-first-last-frame")));
            sessions.then(jenkins -> {
                sandbox.finishRequest(Pipelines.lastId(sandbox));
                for (WorkflowJob job : jenkins.jenkins.allItems(WorkflowJob.class)) {
                    jenkins.waitForCompletion(job.getLastBuild());
                }
                assertNowhere(sessions.getHome());
            });
            assertNowhere(sessions.getHome());
        }
    }
}
