package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The plugin works in a Jenkins without the plugin "Folders", whose classes the limit of a folder needs. */
@Timeout(180)
class WithoutFoldersTest {

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension()
            .omitPlugins(
                    "cloudbees-folder",
                    "branch-api", // and whatever needs it
                    "job-dsl",
                    "workflow-multibranch",
                    "pipeline-groovy-lib",
                    "pipeline-model-definition");

    @Test
    void makesAVideoWithinTheLimitOfADay() throws Throwable {
        try (Sandbox sandbox = Fixture.sandbox().start()) {
            sandbox.setPrices(Sandbox.Prices.of("0.25"));
            String url = sandbox.baseUrl();
            String token = sandbox.token();
            jenkins.then(rule -> {
                makesAVideo(rule, url, token);
            });
            assertThat(sandbox.acceptedSubmits(), is(1));
        }
    }

    private static void makesAVideo(JenkinsRule rule, String url, String token) throws Exception {
        assertThat(rule.jenkins.getPluginManager().getPlugin("cloudbees-folder"), nullValue());
        assertThat(rule.jenkins.getPluginManager().getFailedPlugins().size(), is(0));
        Fixture.addSecretText(Fixture.CREDENTIALS_ID, token);
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        configuration.setServiceUrl(url);
        configuration.setCredentialsId(Fixture.CREDENTIALS_ID);
        configuration.setMaxUsdPerDay("0.25");
        WorkflowJob job = rule.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Fixture.step(""), true));
        rule.buildAndAssertSuccess(job);
        WorkflowRun second = rule.buildAndAssertStatus(Result.FAILURE, job);
        rule.assertLogContains("the limit of this Jenkins for a day is 0.25 USD", second);
        rule.createWebClient().goTo("configure");
        rule.createWebClient().getPage(job, "wan-videos/");
    }
}
