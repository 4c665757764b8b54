package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.EnvVars;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An agent whose Java can't write a name is found out before anything is paid for. */
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "file names are Unicode there in every locale")
class LocaleOfAgentTest extends OnJenkins {

    private static DumbSlave agent() throws Exception {
        DumbSlave agent = jenkins.createSlave("ascii" + System.nanoTime(), "ascii", new EnvVars("LC_ALL", "C"));
        jenkins.waitOnline(agent);
        return agent;
    }

    private void isRefused(WorkflowRun run) throws Exception {
        jenkins.assertLogContains("can't be written by the agent's Java", run);
        jenkins.assertLogContains("LC_ALL=C.UTF-8", run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void anOutputThatItCantWriteIsRefused() throws Exception {
        agent();
        isRefused(Pipelines.run(
                jenkins, Result.FAILURE, "node('ascii') { " + Fixture.step(", output: 'größe.mp4'") + " }"));
    }

    @Test
    void aMadeUpNameThatItCantWriteIsRefused() throws Exception {
        agent();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "视频");
        job.setDefinition(new CpsFlowDefinition("node('ascii') { ws('plain') { " + Fixture.step("") + " } }", true));
        isRefused(Pipelines.end(jenkins, Result.FAILURE, job.scheduleBuild2(0).waitForStart()));
    }

    @Test
    void aPlainNameIsFine() throws Exception {
        DumbSlave agent = agent();
        FreeStyleProject project = jenkins.createFreeStyleProject("plain");
        project.setAssignedNode(agent);
        project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        assertThat(build.getArtifacts().size(), is(1));
    }
}
