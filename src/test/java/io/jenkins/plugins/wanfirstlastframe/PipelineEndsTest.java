package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.FilePath;
import hudson.model.Items;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.run.RequestLedger;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.File;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What else than its user may end or move a Pipeline while its job waits in the service's queue. */
@Timeout(120)
class PipelineEndsTest extends OnJenkins {

    @BeforeEach
    void hold() {
        sandbox.hold();
    }

    @AfterEach
    void stopBuilds() throws Exception {
        Pipelines.stopAll(jenkins);
    }

    @Test
    void aFailedBranchWithFailFastCancelsTheQueuedJobOfTheOther() throws Exception {
        WorkflowRun run = Pipelines.start(
                jenkins,
                "parallel(failFast: true, first: { " + Fixture.step(", seed: 1") + " }, second: { "
                        + Fixture.step(", seed: 2") + " })");
        sandbox.awaitCount(Route.SUBMIT, 2);
        jenkins.waitForMessage("In queue at position 1", run);
        String failed = sandbox.allRequests().get(0).id();
        sandbox.failRequest(failed, "no luck");
        Pipelines.end(jenkins, Result.FAILURE, run);
        Pipelines.assertState(sandbox, Pipelines.lastId(sandbox), "cancelled");
        jenkins.assertLogContains("The request failed at RunComfy", run);
        jenkins.assertLogContains(
                "the request was cancelled before it ran. Request id: " + Pipelines.lastId(sandbox)
                        + ". It is not billed.",
                run);
    }

    @Test
    void aTimeOutOfThePipelineCancelsAQueuedJob() throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, "timeout(time: 8, unit: 'SECONDS') { " + Fixture.step("") + " }");
        Pipelines.end(jenkins, Result.ABORTED, run);
        String id = Pipelines.lastId(sandbox);
        Pipelines.assertState(sandbox, id, "cancelled");
        assertThat(
                Pipelines.told(run),
                hasItem(containsString(
                        "; the request was cancelled before it ran. Request id: " + id + ". It is not billed.")));
    }

    @Test
    void theDeletionOfItsProjectCancelsAQueuedJob() throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", run);
        WorkflowJob project = run.getParent();
        File folder = project.getRootDir();
        project.delete();
        Awaitility.await().until(() -> sandbox.view(Pipelines.lastId(sandbox)).state(), is("cancelled"));
        assertThat(jenkins.jenkins.getItem(project.getName()), is(nullValue()));
        assertThat(folder.exists(), is(false));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aLinkThatIsPutInTheVideosWayMeanwhileIsNotFollowed(@TempDir Path outside) throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, "node { " + Fixture.step(", output: 'clips/new/x.mp4'") + " }");
        jenkins.waitForMessage("In queue", run);
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(run.getParent());
        workspace.mkdirs();
        workspace.child("clips").symlinkTo(outside.toString(), TaskListener.NULL);
        String id = Pipelines.lastId(sandbox);
        sandbox.startRequest(id);
        sandbox.finishRequest(id);
        Pipelines.end(jenkins, Result.FAILURE, run);
        jenkins.assertLogContains("clips/new/x.mp4 leads out of the workspace. Request id: " + id, run);
        assertThat(outside.toFile().list().length, is(0));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a log that is being written can't be moved there")
    void aProjectThatIsMovedMeanwhileFinishesAtItsNewPlace() throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", run);
        WorkflowJob project = run.getParent();
        File before = RequestLedger.folder(run);
        assertThat(before.exists(), is(true));
        Folder folder = jenkins.createProject(Folder.class);
        WorkflowJob moved = Items.move(project, folder);
        String id = Pipelines.lastId(sandbox);
        sandbox.startRequest(id);
        jenkins.waitForMessage("In progress", run);
        sandbox.finishRequest(id);
        Pipelines.end(jenkins, Result.SUCCESS, run);
        assertThat(moved.getFullName(), is(folder.getName() + "/" + project.getName()));
        WorkflowRun there = moved.getLastBuild();
        assertThat(there.getArtifacts().size(), is(1));
        assertThat(RequestLedger.folder(there).exists(), is(true));
        assertThat(before.exists(), is(false));
        folder.delete();
    }
}
