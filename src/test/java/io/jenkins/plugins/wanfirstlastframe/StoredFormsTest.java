package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import hudson.model.FreeStyleProject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.junit.jupiter.WithLocalData;

/** What the first version wrote into the home directory is read by every later one. */
@WithJenkins
class StoredFormsTest {

    @Test
    @WithLocalData
    void theFirstVersionsFilesAreRead(JenkinsRule jenkins) throws Exception {
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        assertThat(configuration.getServiceUrl(), is("https://wan.example.com/"));
        assertThat(configuration.getCredentialsId(), is("runcomfy"));
        assertThat(configuration.getPollIntervalSeconds(), is(1));
        assertThat(configuration.getMaxPollIntervalSeconds(), is(30));
        assertThat(configuration.getTimeoutMinutes(), is(60));
        assertThat(configuration.getMaxConcurrentRequests(), is(7));
        assertThat(configuration.getDownloadHosts(), is(List.of("*.example.com")));

        FreeStyleProject project = jenkins.jenkins.getItemByFullName("clips", FreeStyleProject.class);
        WanFirstLastFrameStep step =
                project.getBuildersList().get(WanFirstLastFrameBuilder.class).getSettings();
        assertThat(step.getStartImage(), is("Runcomfy_Example_1259_1.png"));
        assertThat(step.getEndImage(), is("Runcomfy_Example_1259_2.png"));
        assertThat(step.getPrompt(), is("Puppy, playing, happy, barking, joyful"));
        assertThat(step.getResolution(), is(nullValue()));
        assertThat(step.getFramesPerSecond(), is("24"));
        assertThat(step.getSeed(), is("7"));
        assertThat(step.getCredentialsId(), is("runcomfy"));
        assertThat(step.getOutput(), is("clips/puppy-${BUILD_NUMBER}.mp4"));
        assertThat(step.isArchive(), is(true));
        assertThat(step.getTimeoutMinutes(), is(5));

        VideoRecord video = project.getBuildByNumber(1)
                .getAction(VideoAction.class)
                .getVideos()
                .get(0);
        assertThat(video.getPath(), is("clips/puppy-1.mp4"));
        assertThat(video.isArchived(), is(true));
        assertThat(video.getRequestId(), is("4ecba1b5-4907-4cfc-a204-50f4686bbad4"));
        assertThat(video.getUrl(), containsString("https://wan.example.com/files/"));
        assertThat(video.getBytes(), is(12970L));
        assertThat(video.getTimes(), is("1 s in queue, 3 s at work"));
        assertThat(video.getWidth(), is(nullValue()));
        assertThat(video.getParameters(), aMapWithSize(5));
        assertThat(
                jenkins.createWebClient()
                        .getPage(project.getBuildByNumber(1), "wan-videos/")
                        .asNormalizedText(),
                containsString("Puppy, playing, happy, barking, joyful"));
    }
}
