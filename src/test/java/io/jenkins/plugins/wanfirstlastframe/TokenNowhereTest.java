package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.logging.Logger;
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

    private static void assertNowhere(File home) throws IOException {
        assertThat(SecretSearch.filesWith(home, TOKEN), empty());
        String encoded = Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
        assertThat(SecretSearch.filesWith(home, encoded.substring(0, 40)), empty());
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
                SecretSearch.JavaLog log = new SecretSearch.JavaLog()) {
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
                SecretSearch.assertNotTold(jenkins, TOKEN);
                assertNowhere(sessions.getHome());
            });
            assertNowhere(sessions.getHome());
            assertThat(log.text(), not(containsString(TOKEN)));
            assertThat("the handler hears the plugin", log.text(), containsString("heard"));
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
                    SecretSearch.filesWith(sessions.getHome(), Pipelines.lastId(sandbox)),
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
