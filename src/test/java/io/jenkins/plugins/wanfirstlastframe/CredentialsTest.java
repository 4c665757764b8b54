package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsParameterDefinition;
import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.CredentialsUseListener;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import hudson.Util;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Node;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.SecurityRealm;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.TestExtension;

/** Which credentials forms and builds find: domains, and parameters of builds. */
@Timeout(120)
class CredentialsTest extends OnJenkins {

    private static final String PARAMETER = "TOKEN";

    /** What builds used, in order. */
    @TestExtension
    public static final class Uses implements CredentialsUseListener {
        private final List<String> noted = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onUse(Credentials used, Run run) {
            noted.add(((StringCredentials) used).getId() + " by " + run);
        }

        @Override
        public void onUse(Credentials used, Node node) {
            throw new AssertionError("used for " + node);
        }

        @Override
        public void onUse(Credentials used, Item item) {
            throw new AssertionError("used for " + item);
        }
    }

    @BeforeEach
    void forgetUses() {
        uses().clear();
    }

    @AfterEach
    void openJenkins() {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
    }

    private static List<String> uses() {
        return jenkins.jenkins.getExtensionList(CredentialsUseListener.class).get(Uses.class).noted;
    }

    private static FreeStyleProject freestyle(String credentialsId) throws Exception {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setCredentialsId(credentialsId);
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        return project;
    }

    private static WorkflowJob pipeline(String credentialsId) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Fixture.step(", credentialsId: '" + credentialsId + "'"), true));
        return job;
    }

    private static StringCredentialsImpl secret(CredentialsScope scope, String id, String token) {
        return new StringCredentialsImpl(scope, id, null, Secret.fromString(token));
    }

    private void addToDomain(String host, String id) {
        Domain domain = new Domain(id, null, List.of(new HostnameSpecification(host, null)));
        SystemCredentialsProvider.getInstance()
                .getDomainCredentialsMap()
                .put(domain, new ArrayList<>(List.of(secret(CredentialsScope.GLOBAL, id, sandbox.token()))));
    }

    @Test
    void aDomainOfTheServicesHostIsFoundAndOneOfAnotherHostIsNot() throws Exception {
        addToDomain("127.0.0.1", "of-this-host");
        addToDomain("wan.example.com", "of-another-host");
        FreeStyleProject ours = freestyle("of-this-host");
        FreeStyleProject theirs = freestyle("of-another-host");

        WanFirstLastFrameStep.DescriptorImpl form =
                jenkins.jenkins.getDescriptorByType(WanFirstLastFrameStep.DescriptorImpl.class);
        List<String> offered = form.doFillCredentialsIdItems(ours, "").stream()
                .map((ListBoxModel.Option option) -> option.value)
                .toList();
        assertThat(offered, hasItem("of-this-host"));
        assertThat(offered, not(hasItem("of-another-host")));
        String missing = "There is no credential \"of-another-host\" for this job and " + sandbox.baseUrl() + "/";
        assertThat(form.doCheckCredentialsId(ours, "of-this-host").getMessage(), is((String) null));
        assertThat(
                form.doCheckCredentialsId(theirs, "of-another-host").getMessage(), containsString("of-another-host"));

        jenkins.buildAndAssertSuccess(ours);
        jenkins.assertLogContains(missing, jenkins.buildAndAssertStatus(Result.FAILURE, theirs));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void theUseIsNotedOnceForAJobAndNotForEachCall() throws Exception {
        FreeStyleProject project = freestyle("runcomfy");
        jenkins.buildAndAssertSuccess(project);
        assertThat(uses(), contains("runcomfy by " + project.getLastBuild()));
        uses().clear();
        WorkflowJob pipeline = pipeline("runcomfy");
        jenkins.buildAndAssertSuccess(pipeline);
        assertThat(uses(), contains("runcomfy by " + pipeline.getLastBuild()));
        assertThat(sandbox.requests().size(), greaterThan(4));
    }

    private static void giveOwn(String user, String id, String token) throws Exception {
        User owner = User.getById(user, true);
        try (ACLContext asOwner = ACL.as(owner)) {
            for (CredentialsStore store : CredentialsProvider.lookupStores(owner)) {
                if (store.getContext() == owner) {
                    store.addCredentials(Domain.global(), secret(CredentialsScope.USER, id, token));
                }
            }
        }
    }

    /** A build that a user starts, with what he chooses in the form of the parameters. */
    private static Run<?, ?> build(Result expected, Job<?, ?> job, String user, String chosen, boolean isDefault)
            throws Exception {
        Class<?> kind = StringCredentialsImpl.class;
        job.addProperty(new ParametersDefinitionProperty(
                new CredentialsParameterDefinition(PARAMETER, null, isDefault ? chosen : "", kind.getName(), false)));
        Queue.Item queued = ParameterizedJobMixIn.scheduleBuild2(
                job,
                0,
                new CauseAction(new Cause.UserIdCause(user)),
                new ParametersAction(new CredentialsParameterValue(PARAMETER, chosen, null, isDefault)));
        Run<?, ?> run = (Run<?, ?>) queued.getFuture().waitForStart();
        return jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
    }

    @Test
    void aParameterFindsTheOwnCredentialOfTheUserWhoChoseIt() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        giveOwn("anna", "mine", sandbox.token());
        build(Result.SUCCESS, freestyle("${TOKEN}"), "anna", "mine", false);
        build(Result.SUCCESS, pipeline("${TOKEN}"), "anna", "mine", false);
        assertThat(sandbox.acceptedSubmits(), is(2));
    }

    @Test
    void aParameterDoesNotFindTheOwnCredentialOfSomebodyElse() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        giveOwn("anna", "mine", sandbox.token());
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: There is no credential \"${TOKEN}\" for this job",
                build(Result.FAILURE, freestyle("${TOKEN}"), "berta", "mine", false));
        assertThat(sandbox.requests(), empty());
    }

    @Test
    void aParametersDefaultIsOneOfTheJobsCredentials() throws Exception {
        WanFirstLastFrameConfiguration.get().setCredentialsId("nobody");
        build(Result.SUCCESS, freestyle("${TOKEN}"), "anna", "runcomfy", true);
        build(Result.SUCCESS, pipeline("${TOKEN}"), "anna", "runcomfy", true);
    }

    @Test
    void aParameterForWhichNothingWasChosenLeavesTheGlobalDefault() throws Exception {
        build(Result.SUCCESS, freestyle("${TOKEN}"), "anna", "", true);
    }

    @ParameterizedTest
    @CsvSource({
        "'Bearer sesame-1234', has \"Bearer\" in front",
        "'\"sesame-1234\"', has quotation marks around it",
        "RUNCOMFY_TOKEN=sesame-1234, has a name and an equals sign in front",
        "'sesame-1234 more', has a space within it",
        "' ', is empty"
    })
    void aSecretThatIsNoTokenIsRefusedByItsOwnWords(String secret, String reason) throws Exception {
        Fixture.addSecretText("odd", secret);
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", credentialsId: 'odd'"));
        jenkins.assertLogContains("ERROR: Nothing was submitted: ", run);
        jenkins.assertLogContains("the token of credential \"odd\" " + reason, run);
        jenkins.assertLogNotContains("sesame", run);
        assertThat(
                WanFirstLastFrameConfiguration.get()
                        .doCheckCredentialsId(null, "odd")
                        .getMessage(),
                containsString(Util.escape(reason)));
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void whatWindowsPutsAroundATokenIsLeftOut() throws Exception {
        Fixture.addSecretText("windows", "\uFEFF" + sandbox.token() + "\r\n");
        Pipelines.run(jenkins, Result.SUCCESS, Fixture.step(", credentialsId: 'windows'"));
    }
}
