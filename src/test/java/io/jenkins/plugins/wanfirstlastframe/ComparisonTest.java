package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import hudson.Functions;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.awt.image.BufferedImage;
import java.net.URL;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.FailureBuilder;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What a build's page shows of its videos: pictures, facts, and what they are compared with. */
class ComparisonTest extends OnJenkins {

    private FreeStyleProject project;
    private WanFirstLastFrameStep step;

    @BeforeEach
    void begin() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        project = jenkins.createFreeStyleProject();
        step = TestFrames.addStep(project);
    }

    private FreeStyleBuild build() throws Exception {
        return jenkins.buildAndAssertSuccess(project);
    }

    /** A build whose video has some bytes more at its end than those of others. */
    private FreeStyleBuild otherBuild() throws Exception {
        sandbox.inject(Fault.of(Route.DOWNLOAD, Fault.Type.TRAILING, 16));
        return build();
    }

    private static WebClient reader() throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login("reader");
    }

    private static WebResponse get(Run<?, ?> build, String address) throws Exception {
        return reader().getPage(new URL(jenkins.getURL(), build.getUrl() + "wan-videos/" + address))
                .getWebResponse();
    }

    private static VideoRecord video(Run<?, ?> build) {
        return build.getAction(VideoAction.class).getVideos().get(0);
    }

    private static void assertPicture(Run<?, ?> build, String address, int width, int height) throws Exception {
        WebResponse picture = get(build, address);
        assertThat(picture.getStatusCode(), is(200));
        assertThat(picture.getContentType(), is("image/jpeg"));
        assertThat(picture.getResponseHeaderValue("X-Content-Type-Options"), is("nosniff"));
        assertThat(picture.getContentLength(), lessThan(20_000L));
        BufferedImage image = ImageIO.read(picture.getContentAsStream());
        assertThat(image.getWidth() + "x" + image.getHeight(), is(width + "x" + height));
    }

    @Test
    void aBuildKeepsPicturesAndFactsAndSaysWhereTheVideoIsNotWhatWasAskedFor() throws Exception {
        FreeStyleBuild build = build();
        VideoRecord video = video(build);
        assertPicture(build, video.getStartPicture(), 320, 213);
        assertPicture(build, video.getPoster(), 64, 64);
        assertThat(video.getEndPicture(), is(nullValue()));
        HtmlPage page = reader().getPage(build, "wan-videos/");
        assertThat(page.asNormalizedText(), containsString("64x64 pixels, 10 frames, 10 frames a second, 1 s"));
        assertThat(
                page.asNormalizedText(),
                containsString("the video has 64x64 pixels, 10 frames and 10 frames a second; asked for were 720x720"
                        + " pixels, 81 frames and 16 frames a second."));
        assertThat(page.getByXPath("//video[@data-src and not(@data-poster)]"), is(empty()));
        assertThat(page.getByXPath("//video[@src or @poster]"), is(empty()));
        jenkins.assertLogContains(
                "It is not what was asked for: its file has 64x64, 10 frames, 10 a second; asked for were 720x720, 81"
                        + " frames, 16 a second.",
                build);
        JSONObject told = JSONObject.fromObject(get(build, "api/json").getContentAsString())
                .getJSONArray("videos")
                .getJSONObject(0);
        assertThat(told.getInt("width"), is(64));
        assertThat(told.getInt("numberOfFrames"), is(10));
        assertThat(told.getDouble("durationSeconds"), is(1.0));
        assertThat(told.getBoolean("otherThanAsked"), is(true));
        String id = video.getPoster().replaceFirst(".*=(.*)\\.poster.*", "$1");
        for (String name : List.of(
                "",
                "..%2Fbuild.xml",
                id + ".xml",
                id + ".end.jpg",
                "..%2F" + id + ".start.jpg",
                id + ".poster-0.jpg")) {
            assertThat(name, get(build, "picture?name=" + name).getStatusCode(), is(404));
        }
        assertThat(get(build, "picture").getStatusCode(), is(404));

        step.setOnlyIfChanged(true);
        FreeStyleBuild reusing = build();
        assertThat(video(reusing).getReusedFrom(), is(build.getFullDisplayName()));
        assertThat(BuildPictures.names(reusing), hasSize(2));
        assertPicture(reusing, video(reusing).getStartPicture(), 320, 213);
        assertThat(video(reusing).getWidth(), is(64));
    }

    private static String compared(Run<?, ?> build) {
        return build.getAction(VideoAction.class).getComparisons().values().stream()
                .map(comparison -> comparison.getBuildName())
                .collect(Collectors.joining(" "));
    }

    @Test
    void theLastGoodBuildIsTakenAndAnyOtherOneWhereThereIsNone() throws Exception {
        FailureBuilder failure = new FailureBuilder();
        project.getBuildersList().add(failure);
        jenkins.buildAndAssertStatus(Result.FAILURE, project);
        project.getBuildersList().remove(failure);
        assertThat(compared(otherBuild()), is("#1"));

        project.getBuildersList().add(failure);
        jenkins.buildAndAssertStatus(Result.FAILURE, project);
        project.getBuildersList().remove(failure);
        FreeStyleBuild last = build();
        assertThat("#3, which failed, has the same video", compared(last), is("#2"));
        assertThat(
                JSONArray.fromObject(get(last, "earlier?video=" + video(last).getAnchor())
                                .getContentAsString())
                        .size(),
                is(1));
    }

    @Test
    void aVideoIsComparedWithTheLastOtherOneOfItsOutput() throws Exception {
        FreeStyleBuild first = build();
        FreeStyleBuild same = build();
        assertThat(first.getAction(VideoAction.class).getComparisons().isEmpty(), is(true));
        assertThat(same.getAction(VideoAction.class).getComparisons().isEmpty(), is(true));
        assertThat(get(same, "").getContentAsString(), not(containsString("wan-compare")));

        FreeStyleBuild other = otherBuild();
        HtmlPage page = reader().getPage(other, "wan-videos/");
        assertThat(page.asNormalizedText(), containsString("Compare with #2"));
        assertThat(page.getElementById("wan-compare-view"), not(nullValue()));
        String theirs = page.<org.htmlunit.html.DomElement>getFirstByXPath("//div[@class='wan-compare']")
                .getAttribute("data-theirs");
        assertThat(
                reader().getPage(new URL(page.getUrl(), theirs))
                        .getWebResponse()
                        .getContentType(),
                is("video/mp4"));
        String choices = "earlier?video=" + video(other).getAnchor();
        WebResponse answer = get(other, choices);
        assertThat(answer.getContentType(), is("application/json"));
        JSONArray builds = JSONArray.fromObject(answer.getContentAsString());
        assertThat(builds.getJSONObject(0).getString("name"), is("#2"));
        assertThat(builds.getJSONObject(0).getString("address"), is(theirs));
        assertThat(builds.getJSONObject(1).getString("name"), is("#1"));
        assertThat(JSONArray.fromObject(get(other, "earlier?video=x").getContentAsString()), is(empty()));

        same.deleteArtifacts();
        assertThat(reader().getPage(other, "wan-videos/").asNormalizedText(), containsString("Compare with #1"));
        step.setDryRun(true);
        assertThat(build().getAction(VideoAction.class).getComparisons().isEmpty(), is(true));

        String property = "hudson.security.ArtifactsPermission";
        System.setProperty(property, "true");
        Run.ARTIFACTS.setEnabled(true);
        try {
            assertThat(get(other, choices).getStatusCode(), is(403));
            assertThat(
                    get(
                                    other,
                                    "picture?name="
                                            + BuildPictures.names(other)
                                                    .iterator()
                                                    .next())
                            .getStatusCode(),
                    is(403));
            assertThat(get(other, "").getContentAsString(), not(containsString("wan-compare")));
        } finally {
            System.clearProperty(property);
            Run.ARTIFACTS.setEnabled(Functions.isArtifactsPermissionEnabled());
        }
    }
}
