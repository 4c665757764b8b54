package io.jenkins.plugins.wanfirstlastframe;

import static io.jenkins.plugins.casc.misc.Util.getUnclassifiedRoot;
import static io.jenkins.plugins.casc.misc.Util.toYamlString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.run.DayLimits;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ConfigurationTest {

    private static JenkinsRule jenkins;

    private WanFirstLastFrameConfiguration configuration;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void end() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void begin() throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        Fixture.addSecretText("runcomfy", Sandbox.DEFAULT_TOKEN);
        configuration = WanFirstLastFrameConfiguration.get();
        configuration.setServiceUrl(null);
        configuration.setCredentialsId(null);
        configuration.setDownloadHosts(null);
        configuration.setProxyPasswordForAgents(false);
        configuration.setMaxUsdPerDay(null);
        configuration.setFramePublishing(null);
        configuration.setPollIntervalSeconds(2);
        configuration.setMaxPollIntervalSeconds(30);
        configuration.setTimeoutMinutes(60);
        configuration.setMaxConcurrentRequests(50);
    }

    private void configured(
            String serviceUrl,
            String credentialsId,
            int poll,
            int maxPoll,
            int timeout,
            int requests,
            List<String> hosts) {
        WanFirstLastFrameConfiguration stored = new WanFirstLastFrameConfiguration();
        for (WanFirstLastFrameConfiguration each : List.of(configuration, stored)) {
            assertThat(each.getServiceUrl(), is(serviceUrl));
            assertThat(each.getCredentialsId(), is(credentialsId));
            assertThat(each.getPollIntervalSeconds(), is(poll));
            assertThat(each.getMaxPollIntervalSeconds(), is(maxPoll));
            assertThat(each.getTimeoutMinutes(), is(timeout));
            assertThat(each.getMaxConcurrentRequests(), is(requests));
            assertThat(each.getDownloadHosts(), is(hosts));
        }
    }

    private void defaults() {
        configured(null, null, 2, 30, 60, 50, List.of());
        assertThat(configuration.getFramePublishing(), is("automatic"));
    }

    private static HtmlForm form() throws Exception {
        return jenkins.createWebClient().goTo("configure").getFormByName("config");
    }

    @Test
    void theFormKeepsTheDefaults() throws Exception {
        jenkins.submit(form());
        defaults();
    }

    @Test
    void theFormKeepsEverySetting() throws Exception {
        configuration.setServiceUrl("https://wan.example.com/");
        configuration.setCredentialsId("runcomfy");
        configuration.setPollIntervalSeconds(3);
        configuration.setMaxPollIntervalSeconds(20);
        configuration.setTimeoutMinutes(90);
        configuration.setMaxConcurrentRequests(0);
        configuration.setMaxUsdPerDay("12.50");
        configuration.setFramePublishing("inline");
        configuration.setDownloadHosts(List.of("media.example.com", "*.example.org"));
        jenkins.submit(form());
        configured("https://wan.example.com/", "runcomfy", 3, 20, 90, 0, List.of("media.example.com", "*.example.org"));
        assertThat(configuration.getMaxUsdPerDay(), is("12.50"));
        assertThat(configuration.getFramePublishing(), is("inline"));
    }

    @Test
    void anEmptiedNumberIsTheDefaultAgain() throws Exception {
        configuration.setPollIntervalSeconds(3);
        configuration.setMaxPollIntervalSeconds(20);
        configuration.setTimeoutMinutes(90);
        configuration.setMaxConcurrentRequests(0);
        HtmlForm form = form();
        for (String field :
                List.of("pollIntervalSeconds", "maxPollIntervalSeconds", "timeoutMinutes", "maxConcurrentRequests")) {
            form.getInputByName("_." + field).setValue("");
        }
        jenkins.submit(form);
        defaults();
    }

    @Test
    void theFormIsRefusedAsAWhole() throws Exception {
        HtmlForm form = form();
        form.getInputByName("_.serviceUrl").setValue("http://wan.example.com");
        form.getInputByName("_.maxConcurrentRequests").setValue("7");
        jenkins.createWebClient();
        Exception refused = assertThrows(Exception.class, () -> jenkins.submit(form));
        assertThat(refused.toString(), containsString("400"));
        defaults();
    }

    @Test
    void configurationAsCodeBringsEverySetting() throws Exception {
        ConfigurationAsCode.get()
                .configure(getClass().getResource("configuration.yaml").toString());
        configured("https://wan.example.com/", "runcomfy", 3, 20, 90, 7, List.of("media.example.com", "*.example.org"));
        assertThat(configuration.getMaxUsdPerDay(), is("12.5"));
        assertThat(configuration.getFramePublishing(), is("inline"));
    }

    @Test
    void configurationAsCodeExportsWhatItImports() throws Exception {
        Path yaml = Path.of(getClass().getResource("configuration.yaml").toURI());
        ConfigurationAsCode.get().configure(yaml.toUri().toString());
        String exported = toYamlString(getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                .get("wanFirstLastFrame"));
        String imported = Files.readString(yaml)
                .replace("unclassified:\n  wanFirstLastFrame:\n", "")
                .replaceAll("(?m)^    ", "");
        assertThat(exported.strip(), is(imported.strip()));
    }

    @Test
    void configurationAsCodeCantBringNonsense(@TempDir Path folder) throws Exception {
        for (String wrong : List.of(
                "pollIntervalSeconds: 0",
                "serviceUrl: ftp://x",
                "downloadHosts: [a/b]",
                "maxUsdPerDay: much",
                "framePublishing: S3")) {
            Path yaml = folder.resolve("wrong.yaml");
            Files.writeString(yaml, "unclassified:\n  wanFirstLastFrame:\n    " + wrong + "\n", StandardCharsets.UTF_8);
            assertThrows(
                    ConfiguratorException.class,
                    () -> ConfigurationAsCode.get().configure(yaml.toUri().toString()),
                    wrong);
        }
        defaults();
    }

    private static void refused(String reason, Runnable setter) {
        assertThat(assertThrows(IllegalArgumentException.class, setter::run).getMessage(), containsString(reason));
    }

    @Test
    void settersRefuseWhatMakesNoSense() {
        refused("must start with https://", () -> configuration.setServiceUrl("http://wan.example.com"));
        refused("neither a user name nor", () -> configuration.setServiceUrl("https://me:pw@wan.example.com"));
        refused("is not a URL", () -> configuration.setServiceUrl("wan"));
        refused("must be at least 1", () -> configuration.setPollIntervalSeconds(0));
        refused("must be at least 1", () -> configuration.setMaxPollIntervalSeconds(-1));
        refused("must be at least 1", () -> configuration.setTimeoutMinutes(0));
        refused("must be at least 0", () -> configuration.setMaxConcurrentRequests(-1));
        refused("is not a host name", () -> configuration.setDownloadHosts(List.of("https://media.example.com/")));
        refused("is not a host name", () -> configuration.setDownloadHosts(List.of("*")));
        refused("is not an amount of US dollars", () -> configuration.setMaxUsdPerDay("-1"));
        refused("is neither automatic nor inline", () -> configuration.setFramePublishing("Inline"));
        defaults();
    }

    @Test
    void aLimitThatWasEditedByHandToNonsenseIsToldAtOnceAndRefusesEverything() throws Exception {
        configuration.setMaxUsdPerDay("12.50");
        Path file =
                jenkins.jenkins.getRootDir().toPath().resolve(WanFirstLastFrameConfiguration.class.getName() + ".xml");
        Files.writeString(file, Files.readString(file).replace("12.50", "-1"));
        try (LogRecorder log = new LogRecorder()
                .record(WanFirstLastFrameConfiguration.class, Level.WARNING)
                .capture(10)) {
            WanFirstLastFrameConfiguration read = new WanFirstLastFrameConfiguration();
            String why =
                    "the limit of this Jenkins for a day can't be read: \"-1\" is not an amount of US dollars such as"
                            + " 2.50.";
            assertThat(log.getMessages(), hasItem("No video is made until this is corrected: " + why));
            assertThat(
                    assertThrows(DayLimits.UnreadableLimitException.class, read::maxPerDay)
                            .getMessage(),
                    is(why));
        }
        configuration.setMaxUsdPerDay(null);
    }

    @Test
    void theServicesOwnAddressIsTheDefault() {
        configuration.setServiceUrl(" " + ServiceUrl.DEFAULT + " ");
        configuration.setDownloadHosts(List.of());
        configuration.setCredentialsId(" ");
        defaults();
    }

    @Test
    void theTestSaysThatTheConnectionWorks() throws Exception {
        try (Sandbox sandbox = Fixture.sandbox().start()) {
            FormValidation answer = configuration.doTestConnection(sandbox.baseUrl(), "runcomfy");
            assertThat(answer.getMessage(), startsWith("The service knows this token and offers "));
            assertThat(answer.kind, is(FormValidation.Kind.OK));
            assertThat(sandbox.acceptedSubmits(), is(0));
        }
    }

    private void fails(String reason, String serviceUrl, String credentialsId) {
        FormValidation answer = configuration.doTestConnection(serviceUrl, credentialsId);
        assertThat(answer.kind, is(FormValidation.Kind.ERROR));
        assertThat(answer.getMessage(), containsString(reason));
        assertThat(answer.getMessage(), not(containsString(Sandbox.DEFAULT_TOKEN)));
    }

    @Test
    void theTestSaysWhyTheConnectionFails() throws Exception {
        String gone;
        try (Sandbox sandbox = Fixture.sandbox().token("another").start()) {
            gone = sandbox.baseUrl();
            fails("refuses the token of credential &quot;runcomfy&quot;", gone, "runcomfy");
            fails("There is no credential &quot;nobody&quot;", gone, "nobody");
            fails("Choose a credential", gone, "");
            fails("must start with https://", "http://wan.example.com", "runcomfy");
            sandbox.inject(Fault.of(Route.MODEL, Fault.Type.HOSTILE));
            sandbox.addToken(Sandbox.DEFAULT_TOKEN);
            fails("HTTP 500", gone, "runcomfy");
        }
        fails("no connection to 127.0.0.1", gone, "runcomfy");
    }

    @Test
    void aCredentialForJenkinsItselfIsNotOffered() {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "inner", null, Secret.fromString("x")));
        assertThat(
                configuration.doFillCredentialsIdItems(null, "").stream()
                        .map(option -> option.value)
                        .toList(),
                is(List.of("", "runcomfy")));
        assertThat(configuration.doCheckCredentialsId(null, "inner").getMessage(), containsString("scope System"));
        assertThat(configuration.doCheckCredentialsId(null, "runcomfy").getMessage(), is(nullValue()));
    }
}
