package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import hudson.FilePath;
import hudson.Functions;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import java.io.File;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

class VideoPageTest extends OnJenkins {

    private static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;";

    @BeforeEach
    void begin() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER, Run.ARTIFACTS)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    @AfterEach
    void stop() {
        Run.ARTIFACTS.setEnabled(Functions.isArtifactsPermissionEnabled());
    }

    private static WanFirstLastFrameStep step(String prompt, String output) {
        WanFirstLastFrameStep step = new WanFirstLastFrameStep();
        step.setStartImage("https://example.com/first.png?signature=hidden");
        step.setEndImage("Runcomfy_Example_1259_2.png");
        step.setPrompt(prompt);
        step.setOutput(output);
        return step;
    }

    private static FreeStyleBuild build(WanFirstLastFrameStep... steps) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        for (WanFirstLastFrameStep step : steps) {
            project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        }
        return jenkins.buildAndAssertSuccess(project);
    }

    private static WebClient reader() throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login("reader");
    }

    private static String play(FreeStyleBuild build, String path) {
        return build.getUrl() + "wan-videos/play?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    @Test
    void showsPlayersParametersAndTimesOfEveryVideo() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "clips/a b+c.mp4"), step("Puppy, sleeping", "second.mp4"));
        HtmlPage page = reader().getPage(build, "wan-videos/");
        String text = page.asNormalizedText();
        for (VideoRecord video : build.getAction(VideoAction.class).getVideos()) {
            assertThat(text, containsString(video.getPath()));
            assertThat(text, containsString(video.getCaption()));
            assertThat(text, containsString(video.getRequestId()));
            assertThat(text, containsString(video.getSha256()));
            assertThat(text, containsString(video.getTimes()));
        }
        assertThat(text, containsString("720x720 (1:1)"));
        assertThat(text, not(containsString("hidden")));
        List<DomElement> players = page.getElementsByTagName("video").stream()
                .filter(video -> video.hasAttribute("controls"))
                .toList();
        assertThat(players, hasSize(2));
        for (DomElement player : players) {
            Page played = reader().getPage(new URL(page.getUrl(), player.getAttribute("data-src")));
            assertThat(played.getWebResponse().getStatusCode(), is(200));
            assertThat(played.getWebResponse().getContentType(), is("video/mp4"));
        }
        for (DomElement link : page.getElementsByTagName("a")) {
            if (link.hasAttribute("download")) {
                URL artifact = new URL(page.getUrl(), link.getAttribute("href"));
                assertThat(reader().getPage(artifact).getWebResponse().getStatusCode(), is(200));
            }
        }
    }

    @Test
    void theBuildPageHasASummary() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "clips/puppy.mp4"));
        HtmlPage page = reader().getPage(build);
        assertThat(
                page.asNormalizedText(),
                containsString(
                        "clips/puppy.mp4 – Puppy, playing – 0 USD – not of the size or length that was asked for"));
        String id = build.getAction(VideoAction.class).getVideos().get(0).getAnchor();
        HtmlPage videos = page.getAnchorByText("clips/puppy.mp4").click();
        assertThat(videos.getUrl().getRef(), is(id));
        assertThat(videos.getElementById(id), notNullValue());
    }

    @Test
    void hostileTextIsShownAsText() throws Exception {
        FreeStyleBuild build = build(step(HOSTILE, "clips/a'b&lt;img src=x onerror=alert(3)&gt;.mp4"));
        for (String address : List.of("", "wan-videos/")) {
            HtmlPage page = reader().getPage(build, address);
            String markup = page.getWebResponse().getContentAsString();
            assertThat(markup, not(containsString("<script>alert")));
            assertThat(markup, not(containsString("<img src=x")));
            assertThat(page.asNormalizedText(), containsString("<script>alert(1)</script>"));
        }
        HtmlPage page = reader().getPage(build, "wan-videos/");
        DomElement player = page.getElementsByTagName("video").get(0);
        assertThat(player.getAttribute("data-src"), startsWith("play?path=clips%2Fa%27b%26lt%3Bimg"));
        Page played = reader().getPage(new URL(page.getUrl(), player.getAttribute("data-src")));
        assertThat(played.getWebResponse().getStatusCode(), is(200));
    }

    @Test
    void theMarkupIsFitForAContentSecurityPolicy() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "puppy.mp4"));
        WebClient reader = reader();
        reader.getOptions().setJavaScriptEnabled(false); // a script may give an element a style of its own
        HtmlPage page = reader.getPage(build, "wan-videos/");
        DomElement panel = page.getElementById("main-panel");
        for (DomElement element : panel.getDomElementDescendants()) {
            if (element.getTagName().equals("script")) {
                assertThat(element.getAttribute("src"), containsString("/plugin/wan-first-last-frame/js/"));
                assertThat(element.getTextContent(), is(""));
            }
            assertThat(element.getTagName(), not(equalTo("style")));
            assertThat(
                    element.asXml(),
                    element.getAttributesMap().keySet().stream()
                            .filter(name -> name.equals("style") || name.startsWith("on"))
                            .toList(),
                    empty());
        }
    }

    @Test
    void theRemoteInterfaceTellsTheVideos() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "puppy.mp4"));
        JSONObject answer =
                JSONObject.fromObject(reader().goTo(build.getUrl() + "wan-videos/api/json", "application/json")
                        .getWebResponse()
                        .getContentAsString());
        JSONObject video = answer.getJSONArray("videos").getJSONObject(0);
        assertThat(video.getString("path"), is("puppy.mp4"));
        assertThat(video.getString("requestId"), is(sandbox.allRequests().get(0).id()));
        assertThat(video.getJSONObject("parameters").getString("prompt"), is("Puppy, playing"));
        assertThat(
                video.getLong("bytes"),
                is(build.getArtifactManager().root().child("puppy.mp4").length()));
        assertThat(video.has("runSeconds"), is(true));
        assertThat(video.toString(), not(containsString("signature")));
        assertThat(
                reader().goTo(build.getUrl() + "api/json?tree=actions[videos[path]]", "application/json")
                        .getWebResponse()
                        .getContentAsString(),
                containsString("puppy.mp4"));
    }

    @Test
    void aVideoWhoseArtifactWasDeletedLaterIsSaidToBeGone() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "gone.mp4"), step("Puppy, sleeping", "there.mp4"));
        assertThat(build.getArtifactManager().root().child("gone.mp4").isFile(), is(true));
        new FilePath(new File(build.getArtifactsDir(), "gone.mp4")).delete();
        HtmlPage page = reader().getPage(build, "wan-videos/");
        String gone = "The video was archived, but is no longer among the artifacts of this build.";
        assertThat(page.asNormalizedText(), containsString(gone));
        assertThat(page.getByXPath("//video[contains(@data-src, 'gone.mp4')]").isEmpty(), is(true));
        assertThat(page.getByXPath("//video[contains(@data-src, 'there.mp4')]").isEmpty(), is(false));
        assertThat(reader().getPage(build).asNormalizedText(), containsString("no longer among the artifacts"));
        String answer = reader().goTo(build.getUrl() + "wan-videos/api/json", "application/json")
                .getWebResponse()
                .getContentAsString();
        JSONObject rest = JSONObject.fromObject(answer);
        assertThat(rest.getJSONArray("videos").getJSONObject(0).getBoolean("available"), is(false));
        assertThat(rest.getJSONArray("videos").getJSONObject(1).getBoolean("available"), is(true));
        build.deleteArtifacts();
        assertThat(reader().getPage(build, "wan-videos/").getByXPath("//video").isEmpty(), is(true));
    }

    @Test
    void playersCanSeek() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "puppy.mp4"));
        byte[] whole =
                build.getArtifactManager().root().child("puppy.mp4").open().readAllBytes();
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), play(build, "puppy.mp4")));
        request.setAdditionalHeader("Range", "bytes=100-199");
        Page part = reader().getPage(request);
        assertThat(part.getWebResponse().getStatusCode(), is(206));
        assertThat(part.getWebResponse().getResponseHeaderValue("Content-Range"), is("bytes 100-199/" + whole.length));
        assertThat(part.getWebResponse().getContentAsStream().readAllBytes(), is(Arrays.copyOfRange(whole, 100, 200)));
        request.setAdditionalHeader("Range", "bytes=" + (whole.length - 10) + "-");
        Page end = reader().getPage(request);
        assertThat(end.getWebResponse().getStatusCode(), is(206));
        assertThat(
                end.getWebResponse().getContentAsStream().readAllBytes(),
                is(Arrays.copyOfRange(whole, whole.length - 10, whole.length)));
        assertThat(end.getWebResponse().getResponseHeaderValue("X-Content-Type-Options"), is("nosniff"));
    }

    @Test
    void nothingButTheVideosIsPlayed() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "clips/puppy.mp4"));
        for (String path : List.of(
                "",
                "clips",
                "puppy.mp4",
                "../build.xml",
                "clips/../../build.xml",
                "clips/../clips/puppy.mp4",
                "/etc/passwd")) {
            assertThat(
                    path,
                    reader().goTo(play(build, path), null).getWebResponse().getStatusCode(),
                    is(404));
        }
        String without = build.getUrl() + "wan-videos/play";
        assertThat(reader().goTo(without, null).getWebResponse().getStatusCode(), is(404));
        build.getArtifactManager().delete();
        assertThat(
                reader().goTo(play(build, "clips/puppy.mp4"), null)
                        .getWebResponse()
                        .getStatusCode(),
                is(404));
    }

    @Test
    void theArtifactPermissionIsNeededWhereThereIsOne() throws Exception {
        FreeStyleBuild build = build(step("Puppy, playing", "puppy.mp4"));
        String property = "hudson.security.ArtifactsPermission";
        System.setProperty(property, "true");
        Run.ARTIFACTS.setEnabled(true);
        try {
            assertThat(Functions.isArtifactsPermissionEnabled(), is(true));
            assertThat(
                    reader().goTo(play(build, "puppy.mp4"), null)
                            .getWebResponse()
                            .getStatusCode(),
                    is(403));
            HtmlPage page = reader().getPage(build, "wan-videos/");
            assertThat(page.asNormalizedText(), not(containsString("puppy.mp4")));
            assertThat(reader().getPage(build).asNormalizedText(), not(containsString("puppy.mp4")));
            assertThat(
                    reader().goTo(build.getUrl() + "wan-videos/api/json", "application/json")
                            .getWebResponse()
                            .getContentAsString(),
                    not(containsString("puppy.mp4")));
            WebClient admin = jenkins.createWebClient().login("admin");
            assertThat(admin.goTo(play(build, "puppy.mp4"), "video/mp4"), notNullValue());
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void aVideoThatIsNotArchivedHasNoPlayer() throws Exception {
        WanFirstLastFrameStep step = step("Puppy, playing", "puppy.mp4");
        step.setArchive(false);
        FreeStyleBuild build = build(step);
        HtmlPage page = reader().getPage(build, "wan-videos/");
        assertThat(page.getElementsByTagName("video"), hasSize(0));
        assertThat(page.asNormalizedText(), containsString("in the workspace only"));
        assertThat(
                reader().goTo(play(build, "puppy.mp4"), null).getWebResponse().getStatusCode(), is(404));
    }

    @Test
    void aBuildWithoutVideosHasNoPage() throws Exception {
        assertThat(build().getAction(VideoAction.class), is(nullValue()));
    }
}
