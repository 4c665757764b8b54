package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.AbstractItem;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code mvn -Pdemo hpi:run} loads: its configuration makes its jobs, and they run. */
class DemoTest extends OnJenkins {

    private static final List<String> PROPERTIES = List.of("wan.demo.project", "wan.demo.service", "wan.demo.url");

    @BeforeEach
    void configureAsTheDemo() throws Exception {
        System.setProperty("wan.demo.project", Path.of("").toAbsolutePath().toString());
        System.setProperty("wan.demo.service", sandbox.baseUrl());
        System.setProperty("wan.demo.url", jenkins.getURL().toString());
        WanFirstLastFrameConfiguration.get().setServiceUrl(null);
        ConfigurationAsCode.get()
                .configure(Path.of("src", "demo", "jenkins.yaml").toString());
    }

    @AfterEach
    void deleteJobs() throws Exception {
        PROPERTIES.forEach(System::clearProperty);
        for (Job<?, ?> job : jenkins.jenkins.getItems(Job.class)) {
            job.delete();
        }
    }

    private static FreeStyleProject freestyle() {
        return jenkins.jenkins.getItemByFullName("freestyle", FreeStyleProject.class);
    }

    @Test
    void thereIsAJobForEachExample() throws Exception {
        List<String> expected;
        try (Stream<Path> examples = Files.list(Path.of("docs", "examples"))) {
            expected = examples.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".Jenkinsfile") || name.endsWith(".groovy"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .toList();
        }
        assertThat(jenkins.jenkins.getJobNames(), containsInAnyOrder(expected.toArray()));
        assertThat(expected, hasSize(9));
    }

    @Test
    void pipelinesAreTheExamplesAsTheyStand() throws Exception {
        List<WorkflowJob> jobs = jenkins.jenkins.getItems(WorkflowJob.class);
        assertThat(jobs, hasSize(8));
        for (WorkflowJob job : jobs) {
            String text = Files.readString(Path.of("docs", "examples", job.getName() + ".Jenkinsfile"));
            CpsFlowDefinition definition = (CpsFlowDefinition) job.getDefinition();
            assertThat(definition.getScript(), is(text));
            assertThat(definition.isSandbox(), is(true));
            assertThat("// " + job.getDescription(), is(text.lines().findFirst().orElseThrow()));
        }
    }

    @Test
    void everyPipelineIsRunAsItIs() throws Exception {
        for (WorkflowJob job : jenkins.jenkins.getItems(WorkflowJob.class)) {
            WorkflowRun run = jenkins.buildAndAssertSuccess(job);
            assertThat(run.getAction(VideoAction.class).getVideos(), is(not(List.of())));
        }
        assertThat(sandbox.acceptedSubmits(), is(15));
    }

    @Test
    void theFreestyleJobSendsItsParameterAndItsNumber() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(freestyle());
        assertThat(build.getAction(VideoAction.class).getVideos(), hasSize(1));
        var input = sandbox.allRequests().get(0).input();
        assertThat(input.path("6_text").asText(), is("Puppy, playing, happy, barking, joyful"));
        assertThat(build.getArtifacts().get(0).relativePath, is("clips/puppy.mp4"));
    }

    @Test
    void theFreestyleJobFailsWhereTheServiceDoes() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Fault.Type.FAIL, "Out of memory"));
        FreeStyleBuild build = jenkins.buildAndAssertStatus(hudson.model.Result.FAILURE, freestyle());
        jenkins.assertLogContains("Out of memory", build);
    }

    @Test
    void aSecondStartKeepsJobsAndBuilds() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(freestyle());
        ConfigurationAsCode.get()
                .configure(Path.of("src", "demo", "jenkins.yaml").toString());
        assertThat(freestyle().getLastBuild().getNumber(), is(build.getNumber()));
        assertThat(
                jenkins.jenkins.getItems(WorkflowJob.class).stream()
                        .map(AbstractItem::getName)
                        .toList(),
                containsInAnyOrder(
                        "agent-none", "clips", "compare", "declarative", "matrix", "nightly", "script", "scripted"));
        assertThat(jenkins.jenkins.getSystemMessage(), startsWith("A sandbox stands in for RunComfy"));
    }
}
