package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.XmlFile;
import hudson.model.Result;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

/** When a change of the configuration holds, who hears of it, and who may make one. */
@Timeout(180)
class ConfigurationInForceTest extends OnJenkins {

    @AfterEach
    void open() throws Exception {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(50);
        WanFirstLastFrameConfiguration.get().setServiceUrl(sandbox.baseUrl());
        Pipelines.stopAll(jenkins);
    }

    private static void reload(Path folder, String service, int max) throws Exception {
        Path yaml = Files.writeString(
                folder.resolve("jenkins.yaml"),
                "unclassified:\n  wanFirstLastFrame:\n    serviceUrl: \"" + service
                        + "\"\n    credentialsId: runcomfy\n    maxConcurrentRequests: " + max
                        + "\n    timeoutMinutes: 7\n    pollIntervalSeconds: 1\n");
        ConfigurationAsCode.get().configure(yaml.toString());
    }

    @Test
    void aReloadUnderLoadHoldsAtOnceForThoseThatWaitAndTouchesNoneUnderWay(@TempDir Path folder) throws Exception {
        sandbox.hold();
        reload(folder, sandbox.baseUrl(), 2);
        List<WorkflowRun> runs = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            runs.add(Pipelines.start(jenkins, Fixture.step(", seed: " + seed)));
        }
        sandbox.awaitCount(Route.SUBMIT, 2);
        try (Sandbox other = Fixture.sandbox().start()) {
            reload(folder, other.baseUrl(), 4);
            sandbox.awaitCount(Route.SUBMIT, 4); // at once: nothing has left its place
            reload(folder, other.baseUrl(), 1);
            assertThat(sandbox.count(Route.CANCEL), is(0));
            int asked = sandbox.count(Route.STATUS);
            Awaitility.await().until(() -> sandbox.count(Route.STATUS), greaterThanOrEqualTo(asked + 4));
            assertThat(sandbox.count(Route.SUBMIT), is(4));
            reload(folder, other.baseUrl(), 50);
            Awaitility.await()
                    .until(() -> sandbox.acceptedSubmits()
                            == 6); // the service of those that waited is the one they began with
            sandbox.allRequests().forEach(request -> sandbox.finishRequest(request.id()));
            for (WorkflowRun run : runs) {
                Pipelines.end(jenkins, Result.SUCCESS, run);
            }
            assertThat(other.requests().size(), is(0));
        }
    }

    @TestExtension
    public static final class Saves extends SaveableListener {
        static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof WanFirstLastFrameConfiguration) {
                COUNT.incrementAndGet();
            }
        }
    }

    @Test
    void listenersHearOfEachChange(@TempDir Path folder) throws Exception {
        Saves.COUNT.set(0);
        WanFirstLastFrameConfiguration.get().setTimeoutMinutes(9);
        assertThat("a setter", Saves.COUNT.get(), is(1));
        jenkins.configRoundtrip();
        assertThat("the form, as a whole", Saves.COUNT.get(), is(2));
        reload(folder, sandbox.baseUrl(), 3);
        assertThat("configuration as code", Saves.COUNT.get(), greaterThanOrEqualTo(3));
    }

    private static String stored() throws Exception {
        Path file =
                jenkins.jenkins.getRootDir().toPath().resolve(WanFirstLastFrameConfiguration.class.getName() + ".xml");
        return Files.readString(file);
    }

    private static WebClient manager() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.MANAGE, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("manager"));
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login("manager");
    }

    @Test
    void aManagerCannotChangeTheSectionByTheForm() throws Exception {
        Jenkins.MANAGE.setEnabled(true);
        WebClient client = manager();
        String before = stored();
        HtmlPage page = client.goTo("configure");
        assertThat(page.getElementsByName("_.serviceUrl").isEmpty(), is(true));
        jenkins.submit(page.getFormByName("config"));
        assertThat(stored(), is(before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"configSubmit", "manage/configSubmit", "configure/configSubmit"})
    void aManagerCannotChangeTheSectionByAHandMadeRequest(String address) throws Exception {
        Jenkins.MANAGE.setEnabled(true);
        WebClient client = manager();
        JSONObject section = new JSONObject();
        section.put("serviceUrl", "https://evil.example.com");
        section.put("downloadHosts", "evil.example.com");
        section.put("credentialsId", "runcomfy");
        section.put("proxyPasswordForAgents", true);
        JSONObject json = new JSONObject();
        json.put("io-jenkins-plugins-wanfirstlastframe-WanFirstLastFrameConfiguration", section);
        json.put("system_message", "x");
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), address), HttpMethod.POST);
        client.addCrumb(request);
        request.setRequestParameters(new ArrayList<>(request.getRequestParameters()));
        request.getRequestParameters().add(new NameValuePair("json", json.toString()));
        client.getPage(request);
        WanFirstLastFrameConfiguration now = WanFirstLastFrameConfiguration.get();
        assertThat(now.getServiceUrl(), is(sandbox.baseUrl() + "/"));
        assertThat(now.getDownloadHosts(), not(hasItem("evil.example.com")));
        assertThat(now.isProxyPasswordForAgents(), is(false));
    }
}
