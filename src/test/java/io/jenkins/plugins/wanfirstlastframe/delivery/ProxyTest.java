package io.jenkins.plugins.wanfirstlastframe.delivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ProxyConfiguration;
import hudson.model.FreeStyleProject;
import hudson.model.Slave;
import io.jenkins.plugins.wanfirstlastframe.Fixture;
import io.jenkins.plugins.wanfirstlastframe.RecordingProxy;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameBuilder;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameStep;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.security.MasterToSlaveCallable;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ProxyTest {

    private static final String ELSEWHERE = "http://videos.example.com/video.mp4";

    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void end() throws Exception {
        jenkins.after();
    }

    @AfterEach
    void noProxy() throws Exception {
        jenkins.jenkins.setProxy(null);
    }

    private static void use(RecordingProxy proxy, String user, String noProxyHosts) throws Exception {
        jenkins.jenkins.setProxy(new ProxyConfiguration(
                "127.0.0.1", proxy.port(), user, user == null ? null : "a-proxy-secret", noProxyHosts));
    }

    private static String get(OkHttpClient client, String url) throws Exception {
        try (Response response =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            return response.code() + " " + response.body().string();
        }
    }

    private static OkHttpClient agent() {
        return AgentProxy.current(true).applyTo(new OkHttpClient.Builder()).build();
    }

    private static void build(Sandbox sandbox, Slave agent) throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        Fixture.configure(sandbox);
        WanFirstLastFrameStep step = Fixture.puppy();
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        if (agent != null) {
            project.setAssignedNode(agent);
        }
        jenkins.buildAndAssertSuccess(project);
    }

    @Test
    void serviceAndDownloadGoThroughTheProxy() throws Exception {
        try (Sandbox sandbox = Fixture.sandbox().start();
                RecordingProxy proxy = new RecordingProxy(null)) {
            use(proxy, null, "");
            build(sandbox, null);
            assertThat(
                    proxy.seen(),
                    hasItem("POST " + sandbox.baseUrl() + "/v1/models/community/wan-2-2/first-last-frame"));
            assertThat(proxy.seen(), hasItem(startsWith("GET " + sandbox.baseUrl() + "/v1/requests/")));
            assertThat(proxy.seen(), hasItem(startsWith("GET " + sandbox.baseUrl() + "/files/")));
            assertThat(proxy.seen().size(), is(sandbox.requests().size()));
        }
    }

    @Test
    void anAgentDownloadsThroughTheProxy() throws Exception {
        Slave agent = jenkins.createOnlineSlave();
        try (Sandbox sandbox = Fixture.sandbox().start();
                RecordingProxy proxy = new RecordingProxy(null)) {
            use(proxy, null, "");
            build(sandbox, agent);
            assertThat(proxy.seen(), hasItem(startsWith("GET " + sandbox.baseUrl() + "/files/")));
            assertThat(proxy.seen().size(), is(sandbox.requests().size()));
        }
    }

    @Test
    void theNoProxyListIsHonoured() throws Exception {
        try (Sandbox sandbox = Fixture.sandbox().start();
                RecordingProxy proxy = new RecordingProxy(null)) {
            use(proxy, null, "127.0.0.1\n*.example.org");
            build(sandbox, null);
            assertThat(proxy.seen(), empty());
        }
    }

    @Test
    void aProxyThatWantsAUserGetsIt() throws Exception {
        try (RecordingProxy proxy = new RecordingProxy(Credentials.basic("me", "a-proxy-secret"))) {
            use(proxy, "me", "");
            assertThat(get(HttpClients.forController(), ELSEWHERE), is("200 from the proxy"));
            assertThat(get(agent(), ELSEWHERE), is("200 from the proxy"));
            assertThat(proxy.seen(), contains("GET " + ELSEWHERE, "GET " + ELSEWHERE));
        }
    }

    @Test
    void aProxyThatRefusesTheUserIsAskedNoThirdTime() throws Exception {
        try (RecordingProxy proxy = new RecordingProxy(Credentials.basic("somebody", "else"))) {
            use(proxy, "me", "");
            assertThat(get(HttpClients.forController(), ELSEWHERE), startsWith("407"));
            assertThat(get(agent(), ELSEWHERE), startsWith("407"));
            assertThat(proxy.seen(), empty());
        }
    }

    @Test
    void theAgentFollowsTheSameRulesAsTheController() throws Exception {
        try (RecordingProxy proxy = new RecordingProxy(null)) {
            use(proxy, null, "*.example.org\nlocal");
            for (String url : List.of(
                    "https://model-api.runcomfy.net",
                    "https://a.example.org/",
                    "https://example.org",
                    "http://local:1/")) {
                List<Proxy> expected =
                        HttpClients.forController().proxySelector().select(URI.create(url));
                assertThat(
                        url,
                        agent().proxySelector().select(URI.create(url)).get(0).type(),
                        is(expected.get(0).type()));
            }
        }
    }

    @Test
    void theAgentsProxySurvivesTheWayToTheAgent() throws Exception {
        Slave agent = jenkins.createOnlineSlave();
        try (RecordingProxy proxy = new RecordingProxy(Credentials.basic("me", "a-proxy-secret"))) {
            use(proxy, "me", "*.example.org");
            assertThat(
                    agent.getChannel().call(new Fetch(AgentProxy.current(true), ELSEWHERE)), is("200 from the proxy"));
        }
    }

    private static final class Fetch extends MasterToSlaveCallable<String, Exception> {
        private static final long serialVersionUID = 1L;

        private final AgentProxy proxy;
        private final String url;

        private Fetch(AgentProxy proxy, String url) {
            this.proxy = proxy;
            this.url = url;
        }

        @Override
        public String call() throws Exception {
            return get(proxy.applyTo(new OkHttpClient.Builder()).build(), url);
        }
    }

    @Test
    void withoutAProxyTheConnectionIsDirect() {
        assertThat(AgentProxy.current(true), is(nullValue()));
        assertThat(HttpClients.forController().proxySelector().select(URI.create(ELSEWHERE)), contains(Proxy.NO_PROXY));
    }

    @Test
    void allRequestsShareTheirConnections() {
        assertThat(
                GenerationService.get().http(),
                sameInstance(GenerationService.get().http()));
    }

    @Test
    void withoutPermissionAnAgentGetsNoPassword() throws Exception {
        try (RecordingProxy proxy = new RecordingProxy(Credentials.basic("me", "a-proxy-secret"))) {
            use(proxy, "me", "");
            assertThat(WanFirstLastFrameConfiguration.get().isProxyPasswordForAgents(), is(false));
            OkHttpClient client = AgentProxy.current(false)
                    .applyTo(new OkHttpClient.Builder())
                    .build();
            assertThat(get(client, ELSEWHERE), startsWith("407"));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(AgentProxy.current(false));
            }
            assertThat(bytes.toString(StandardCharsets.ISO_8859_1), not(containsString("a-proxy-secret")));
        }
    }
}
