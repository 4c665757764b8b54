package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Fingerprint;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlSelect;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

class PermissionTest extends OnJenkins {

    private static final String STEP = "descriptorByName/" + WanFirstLastFrameStep.class.getName() + "/";
    private static final String GLOBAL = "descriptorByName/" + WanFirstLastFrameConfiguration.class.getName() + "/";

    private Folder folder;
    private FreeStyleProject inside;
    private FreeStyleProject outside;
    private StringCredentialsImpl secret;

    @BeforeEach
    void begin() throws Exception {
        folder = jenkins.createProject(Folder.class);
        inside = folder.createProject(FreeStyleProject.class, "clips");
        outside = jenkins.createFreeStyleProject();
        for (FreeStyleProject project : List.of(inside, outside)) {
            WanFirstLastFrameStep step = Fixture.puppy();
            step.setCredentialsId("in-folder");
            project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        }
        for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
            if (store.getContext() == folder) {
                secret = new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "in-folder", null, Secret.fromString(sandbox.token()));
                store.addCredentials(Domain.global(), secret);
            }
        }
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "author")
                .grant(Item.CONFIGURE)
                .everywhere()
                .to("author"));
    }

    private static WebResponse call(HttpMethod method, String user, String path) throws Exception {
        WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.login(user);
        URL url = method == HttpMethod.POST ? client.createCrumbedUrl(path) : new URL(jenkins.getURL(), path);
        return client.getPage(new WebRequest(url, method)).getWebResponse();
    }

    private static String post(String user, String path) throws Exception {
        WebResponse answer = call(HttpMethod.POST, user, path);
        assertThat(path, answer.getStatusCode(), is(200));
        return answer.getContentAsString();
    }

    @Test
    void aReaderLearnsNothingOfTheCredentials() throws Exception {
        for (String where : List.of(GLOBAL, inside.getUrl() + STEP, outside.getUrl() + STEP, STEP)) {
            String list = post("reader", where + "fillCredentialsIdItems?credentialsId=mine");
            assertThat(where, list, containsString("mine"));
            assertThat(where, list, not(containsString("runcomfy")));
            assertThat(where, list, not(containsString("in-folder")));
            String known = post("reader", where + "checkCredentialsId?value=runcomfy");
            assertThat(where, post("reader", where + "checkCredentialsId?value=nobody"), is(known));
            assertThat(where, post("reader", where + "checkCredentialsId?value="), is(known));
        }
        String right = post("reader", GLOBAL + "checkServiceUrl?value=https://wan.example.com");
        assertThat(post("reader", GLOBAL + "checkServiceUrl?value=nonsense"), is(right));
    }

    @Test
    void anAuthorSeesWhatTheItemsBuildsWillFind() throws Exception {
        String in = post("author", inside.getUrl() + STEP + "fillCredentialsIdItems?credentialsId=");
        assertThat(in, containsString("in-folder"));
        assertThat(in, containsString("runcomfy"));
        String out = post("author", outside.getUrl() + STEP + "fillCredentialsIdItems?credentialsId=");
        assertThat(out, not(containsString("in-folder")));
        assertThat(out, containsString("runcomfy"));
        assertThat(
                post("author", outside.getUrl() + STEP + "checkCredentialsId?value=in-folder"),
                containsString("There is no credential"));
        assertThat(
                post("author", inside.getUrl() + STEP + "checkCredentialsId?value=in-folder"),
                not(containsString("There is no credential")));
        assertThat(post("author", GLOBAL + "fillCredentialsIdItems?credentialsId="), not(containsString("runcomfy")));
    }

    @Test
    void theFormOffersTheFoldersCredential() throws Exception {
        WebClient client = jenkins.createWebClient().login("author");
        HtmlForm form = client.getPage(inside, "configure").getFormByName("config");
        HtmlSelect select = form.getSelectByName("_.credentialsId");
        assertThat(
                select.getOptions().stream().map(HtmlOption::getValueAttribute).toList(), hasItem("in-folder"));
        assertThat(select.getSelectedOptions().get(0).getValueAttribute(), is("in-folder"));
    }

    @Test
    void aBuildUsesTheFoldersCredentialAndItsUseIsNoted() throws Exception {
        jenkins.buildAndAssertSuccess(inside);
        Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(secret);
        assertThat(fingerprint, notNullValue());
        assertThat(fingerprint.getJobs(), hasItem(inside.getFullName()));
    }

    @Test
    void aBuildOutsideTheFolderDoesNotFindIt() throws Exception {
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: There is no credential \"in-folder\" for this job",
                jenkins.buildAndAssertStatus(Result.FAILURE, outside));
        assertThat(sandbox.requests().size(), is(0));
    }

    @Test
    void onlyAdministratorsTestTheConnection() throws Exception {
        String test = GLOBAL + "testConnection?credentialsId=runcomfy&serviceUrl=" + sandbox.baseUrl();
        for (String user : List.of("reader", "author")) {
            assertThat(call(HttpMethod.POST, user, test).getStatusCode(), is(403));
        }
        assertThat(sandbox.count(Route.MODEL), is(0));
        assertThat(post("admin", test), containsString("The service knows this token"));
        assertThat(sandbox.count(Route.MODEL), is(1));
    }

    @Test
    void theConnectionTestTellsACredentialThatIsNotThereFromAService() throws Exception {
        String answer = post("admin", GLOBAL + "testConnection?credentialsId=nope&serviceUrl=" + sandbox.baseUrl());
        assertThat(answer, containsString("There is no credential &quot;nope&quot;"));
        assertThat(answer, not(containsString("failed")));
        assertThat(sandbox.count(Route.MODEL), is(0));
    }

    @Test
    void whatLooksUpOrCallsIsForPostAlone() throws Exception {
        for (String path : List.of(
                GLOBAL + "testConnection?credentialsId=runcomfy&serviceUrl=" + sandbox.baseUrl(),
                GLOBAL + "fillCredentialsIdItems?credentialsId=",
                GLOBAL + "checkCredentialsId?value=runcomfy",
                GLOBAL + "checkServiceUrl?value=x",
                inside.getUrl() + STEP + "fillCredentialsIdItems?credentialsId=",
                inside.getUrl() + STEP + "checkCredentialsId?value=in-folder")) {
            assertThat(path, call(HttpMethod.GET, "admin", path).getStatusCode(), is(405));
        }
        assertThat(sandbox.requests().size(), is(0));
    }
}
