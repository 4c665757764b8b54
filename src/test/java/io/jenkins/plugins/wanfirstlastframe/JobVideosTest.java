package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import hudson.FilePath;
import hudson.Functions;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.run.RequestLedger;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** A job shows its newest videos and what its last days have cost. */
@Timeout(240)
class JobVideosTest extends OnJenkins {

    private FreeStyleProject job;

    @BeforeEach
    void begin() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        job = jenkins.createFreeStyleProject();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger"));
    }

    private static WanFirstLastFrameStep step(String prompt, String output) {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setPrompt(prompt);
        step.setOutput(output);
        return step;
    }

    private FreeStyleBuild build(Result expected, WanFirstLastFrameStep... steps) throws Exception {
        job.getBuildersList().clear();
        for (WanFirstLastFrameStep step : steps) {
            job.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        }
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static WebClient user(String name) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(name);
    }

    private HtmlPage page() throws Exception {
        return user("reader").getPage(job, "wan-videos/");
    }

    private JSONObject rest() throws Exception {
        return JSONObject.fromObject(user("reader")
                .goTo(job.getUrl() + "wan-videos/api/json", "application/json")
                .getWebResponse()
                .getContentAsString());
    }

    private static JSONObject today(JSONObject rest) {
        JSONArray days = rest.getJSONArray("days");
        assertThat(days, hasSize(30));
        return days.getJSONObject(29);
    }

    @Test
    void theNewestVideoOfEachOutputIsShownAndPlayed() throws Exception {
        build(Result.SUCCESS, step("first", "a.mp4"), step("second", "sub/b c.mp4"), step("made up", ""));
        build(Result.SUCCESS, step("third", "a.mp4"), step("made up again", ""));
        HtmlPage page = page();
        String text = page.asNormalizedText();
        for (String shown : List.of("a.mp4 – #2", "third", "0.25 USD", "sub/b c.mp4 – #1", "second", "made up again")) {
            assertThat(text, containsString(shown));
        }
        assertThat(text, not(containsString("first")));
        List<DomElement> players = page.getElementsByTagName("video");
        assertThat(players, hasSize(3));
        for (DomElement player : players) {
            assertThat(player.hasAttribute("src"), is(false));
            Page played = user("reader").getPage(new URL(page.getUrl(), player.getAttribute("data-src")));
            assertThat(played.getWebResponse().getStatusCode(), is(200));
            assertThat(played.getWebResponse().getContentType(), is("video/mp4"));
        }
        HtmlPage videos = page.getAnchorByText("sub/b c.mp4").click();
        String anchor = videos.getUrl().getRef();
        assertThat(videos.getElementById(anchor), notNullValue());
        assertThat(user("reader").getPage(job).getByXPath("//a[contains(@href, 'wan-videos')]"), not(empty()));
    }

    @Test
    void daysTellVideosFailuresCostAndTime() throws Exception {
        build(Result.SUCCESS, step("first", "a.mp4"));
        WanFirstLastFrameStep again = step("first", "a.mp4");
        again.setOnlyIfChanged(true);
        WanFirstLastFrameStep dry = step("preview", "dry.mp4");
        dry.setDryRun(true);
        build(Result.SUCCESS, again, dry, step("second", "b.mp4"));
        sandbox.inject(Fault.http(Route.SUBMIT, 422));
        build(Result.FAILURE, step("refused", "c.mp4"));
        JSONObject rest = rest();
        JSONObject today = today(rest);
        assertThat(today.getInt("made"), is(2));
        assertThat(today.getInt("reused"), is(1));
        assertThat(today.getInt("failed"), is(1));
        assertThat(today.getString("costUsd"), is("0.5"));
        assertThat(today.has("runSeconds"), is(true));
        assertThat(rest.getBoolean("cut"), is(false));
        assertThat(rest.getJSONArray("clips"), hasSize(3));
        JSONObject clip = rest.getJSONArray("clips").getJSONObject(0);
        assertThat(clip.getInt("build"), is(2));
        assertThat(clip.getString("buildUrl"), is(job.getUrl() + "2/"));
        assertThat(clip.getJSONObject("video").getString("path"), is("a.mp4"));
        assertThat(clip.getJSONObject("video").getString("reusedFrom"), is(job.getFullName() + " #1"));
        String text = page().asNormalizedText();
        assertThat(text, containsString("used again from " + job.getFullName() + " #1"));
        assertThat(text, containsString("Preview of a dry run"));
        assertThat(text, containsString(today.getString("date") + "\t2\t1\t1\t0.5"));
        assertThat(text, containsString("In all\t2\t1\t1\t0.5"));
    }

    @Test
    void theTrendHasABarForEachDay() throws Exception {
        build(Result.SUCCESS, step("first", "a.mp4"));
        List<DomElement> bars = page().getElementsByTagName("rect");
        assertThat(bars, hasSize(30));
        assertThat(bars.get(0).getAttribute("height"), is("0"));
        assertThat(bars.get(29).getAttribute("height"), is("60"));
        assertThat(bars.get(29).getAttribute("y"), is("0"));
        int end = Integer.parseInt(bars.get(29).getAttribute("x"))
                + Integer.parseInt(bars.get(29).getAttribute("width"));
        DomElement trend = (DomElement) bars.get(29).getParentNode();
        assertThat("today is at the far right", trend.getAttribute("viewBox"), is("0 0 " + end + " 60"));
        assertThat(bars.get(29).getTextContent(), containsString("1 videos made, 0 used again, 0.25 USD"));
    }

    @Test
    void aThousandVideosOfThirtyBuildsAreShownInTwoSeconds() throws Exception {
        FreeStyleBuild first = build(Result.SUCCESS, step("first", "a.mp4"));
        page(); // the first time, it is compiled
        Path records = RequestLedger.folder(first).toPath();
        Path record;
        try (Stream<Path> files = Files.list(records)) {
            record = files.filter(file -> file.toString().endsWith(".xml"))
                    .findFirst()
                    .orElseThrow();
        }
        String xml = Files.readString(record);
        String id = record.getFileName().toString().replace(".xml", "");
        FreeStyleProject big = jenkins.createFreeStyleProject();
        for (int build = 0; build < 30; build++) {
            FreeStyleBuild made = jenkins.buildAndAssertSuccess(big);
            Path folder = Files.createDirectories(RequestLedger.folder(made).toPath());
            for (int i = 0; i < 34; i++) {
                String other = UUID.randomUUID().toString();
                String output = "clips/" + build % 3 + "-" + i + ".mp4";
                Files.writeString(
                        folder.resolve(other + ".xml"),
                        xml.replace(id, other).replace("a.mp4", output),
                        StandardCharsets.UTF_8);
            }
            VideoAction.addTo(made);
        }
        job = big;
        WebClient reader = jenkins.createWebClient().login("reader");
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), big.getUrl() + "wan-videos/"));
        long begin = System.nanoTime();
        // without what a browser does with it
        String html = reader.loadWebResponse(request).getContentAsString();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat(html.split("<figure").length - 1, is(100));
        assertThat(today(rest()).getInt("made"), is(1020));
        assertThat(millis, lessThan(2_000L));
    }

    @Test
    void theMarkupIsSafeWithHostileTextUnderAContentSecurityPolicy() throws Exception {
        build(Result.SUCCESS, step("<script>alert(1)</script><img src=x onerror=alert(2)>", "a'b&lt;img.mp4"));
        HtmlPage page = page();
        assertThat(page.asNormalizedText(), containsString("<script>alert(1)</script>"));
        for (DomElement element : page.getElementById("main-panel").getDomElementDescendants()) {
            if (element.getTagName().equals("script")) {
                assertThat(element.getTextContent(), is(""));
            }
            assertThat(element.getTagName(), not(is("style")));
            assertThat(
                    element.getAttributesMap().keySet().stream()
                            .filter(name -> name.equals("style") || name.startsWith("on"))
                            .toList(),
                    empty());
        }
    }

    @Test
    void aVideoThatIsGoneOrWasNotArchivedHasNoPlayer() throws Exception {
        WanFirstLastFrameStep unarchived = step("second", "b.mp4");
        unarchived.setArchive(false);
        FreeStyleBuild build = build(Result.SUCCESS, step("first", "a.mp4"), unarchived);
        new FilePath(new File(build.getArtifactsDir(), "a.mp4")).delete();
        HtmlPage page = page();
        assertThat(page.getElementsByTagName("video"), empty());
        assertThat(page.asNormalizedText(), containsString("No longer among the artifacts"));
        assertThat(page.asNormalizedText(), containsString("In the workspace only"));
    }

    @Test
    void deletedBuildsStillCountInWhatWasSpent() throws Exception {
        build(Result.SUCCESS, step("first", "a.mp4")).delete();
        JSONObject rest = rest();
        assertThat(rest.getJSONArray("clips"), empty());
        assertThat(today(rest).getString("costUsd"), is("0.25"));
    }

    @Test
    void aJobWithoutVideosHasNoEntry() throws Exception {
        build(Result.SUCCESS);
        assertThat(job.getAction(JobVideosAction.class).getIconFileName(), nullValue());
        assertThat(user("reader").getPage(job).getByXPath("//a[contains(@href, 'wan-videos')]"), empty());
        assertThat(page().asNormalizedText(), containsString("None of the last builds has a video."));
    }

    @Test
    void aJobsOwnDataDoesNotReadTheRecordsOfItsBuilds() throws Exception {
        build(Result.SUCCESS, step("first", "a.mp4"));
        String data = user("reader")
                .goTo(job.getUrl() + "api/json?tree=actions[clips[build],days[date]]", "application/json")
                .getWebResponse()
                .getContentAsString();
        assertThat(data, not(containsString("clips")));
    }

    @Test
    void whoMayNotReadTheJobOrItsArtifactsSeesNothing() throws Exception {
        build(Result.SUCCESS, step("first", "a.mp4"));
        assertThat(
                user("stranger")
                        .goTo(job.getUrl() + "wan-videos/", null)
                        .getWebResponse()
                        .getStatusCode(),
                is(404));
        String property = "hudson.security.ArtifactsPermission";
        System.setProperty(property, "true");
        Run.ARTIFACTS.setEnabled(true);
        try {
            assertThat(page().asNormalizedText(), not(containsString("a.mp4")));
            assertThat(rest().getJSONArray("clips"), empty());
            assertThat(rest().getJSONArray("days"), empty());
            assertThat(user("reader").getPage(job).getByXPath("//a[contains(@href, 'wan-videos')]"), empty());
        } finally {
            System.clearProperty(property);
        }
    }

    @AfterEach
    void stop() {
        Run.ARTIFACTS.setEnabled(Functions.isArtifactsPermissionEnabled());
    }
}
