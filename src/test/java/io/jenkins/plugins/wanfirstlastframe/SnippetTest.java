package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the snippet generator writes: just what differs from the defaults, numbers as numbers. */
@WithJenkins
class SnippetTest {

    private static final String START = "https://example.com/1.png";
    private static final String END = "https://example.com/2.png";

    private static JenkinsRule jenkins;

    @BeforeAll
    static void startJenkins(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Fixture.addSecretText(Fixture.CREDENTIALS_ID, Sandbox.DEFAULT_TOKEN);
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        jenkins.after();
    }

    private static WanFirstLastFrameStep usual() {
        WanFirstLastFrameStep step = new WanFirstLastFrameStep();
        step.setStartImage(START);
        step.setEndImage(END);
        step.setPrompt("Puppy, playing");
        return step;
    }

    private static WanFirstLastFrameStep full() {
        WanFirstLastFrameStep step = usual();
        step.setResolution("1280x720 (16:9)");
        step.setNumberOfFrames("141");
        step.setFramesPerSecond("24");
        step.setSeed("18446744073709551");
        step.setSteps("8");
        step.setGuidanceScale("1.5");
        step.setShift("5");
        step.setCredentialsId(Fixture.CREDENTIALS_ID);
        step.setOutput("clips/puppy.mp4");
        step.setArchive(false);
        step.setTimeoutMinutes(5);
        step.setRequestId("f4e5d1c3-c4d4");
        step.setOnlyIfChanged(true);
        step.setReuseFrom("../main");
        step.setForce(true);
        step.setDryRun(true);
        step.setMaxUsd("2.5");
        return step;
    }

    @Test
    void holdsJustWhatIsNeeded() throws Exception {
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        usual(),
                        "wanFirstLastFrame endImage: '" + END + "', prompt: 'Puppy, playing', startImage: '" + START
                                + "'");
    }

    @Test
    void hasNoDefaults() throws Exception {
        WanFirstLastFrameStep step = usual();
        step.setResolution(Parameter.RESOLUTION.defaultText());
        step.setSteps(Parameter.STEPS.defaultText());
        step.setArchive(true);
        step.setOutput(" ");
        assertThat(
                Snippetizer.object2Groovy(step),
                is("wanFirstLastFrame endImage: '" + END + "', prompt: 'Puppy, playing', startImage: '" + START + "'"));
    }

    @Test
    void hasNumbersAsNumbers() throws Exception {
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        full(),
                        "wanFirstLastFrame archive: false, credentialsId: 'runcomfy', dryRun: true, endImage: '" + END
                                + "', force: true, framesPerSecond: 24, guidanceScale: 1.5, maxUsd: 2.5, numberOfFrames:"
                                + " 141, onlyIfChanged: true, output: 'clips/puppy.mp4', prompt: 'Puppy, playing',"
                                + " requestId: 'f4e5d1c3-c4d4', resolution: '1280x720 (16:9)', reuseFrom: '../main', seed: 18446744073709551, shift: 5, startImage: '"
                                + START
                                + "', steps: 8, timeoutMinutes: 5");
    }

    @Test
    void keepsAVariableAsItIs() throws Exception {
        WanFirstLastFrameStep step = usual();
        step.setSeed("${SEED}");
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "wanFirstLastFrame endImage: '" + END + "', prompt: 'Puppy, playing', seed: '${SEED}',"
                                + " startImage: '" + START + "'");
    }

    @Test
    void theFormKeepsEverything() throws Exception {
        WanFirstLastFrameStep step = new StepConfigTester(jenkins).configRoundTrip(full());
        WanFirstLastFrameStep expected = full();
        for (Parameter parameter : Parameter.values()) {
            assertThat(parameter.name(), step.given(parameter), is(expected.given(parameter)));
        }
        jenkins.assertEqualDataBoundBeans(expected, step);
    }

    @Test
    void aNumberMayComeAsText() throws Exception {
        var run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", steps: '8', seed: \"${'x'}\""));
        jenkins.assertLogContains("Nothing was submitted: Seed must be", run);
    }

    private static WanClipsStep clips() {
        WanClipsStep step = new WanClipsStep("media/clips.yaml");
        step.setCredentialsId(Fixture.CREDENTIALS_ID);
        step.setMaxConcurrent(8);
        step.setOnlyIfChanged(false);
        step.setForce(true);
        step.setDryRun(true);
        step.setRetries(2);
        step.setMaxUsd("2.5");
        step.setTimeoutMinutes(5);
        step.setArchive(false);
        step.setFailBuild("UNSTABLE");
        step.setJunit("wan-clips.xml");
        return step;
    }

    @Test
    void ofAClipListHoldsJustWhatIsNeeded() throws Exception {
        SnippetizerTester tester = new SnippetizerTester(jenkins);
        tester.assertRoundTrip(new WanClipsStep("media/clips.yaml"), "wanClips 'media/clips.yaml'");
        tester.assertRoundTrip(
                clips(),
                "wanClips archive: false, credentialsId: 'runcomfy', dryRun: true, failBuild: 'UNSTABLE', file:"
                        + " 'media/clips.yaml', force: true, junit: 'wan-clips.xml', maxConcurrent: 8, maxUsd: 2.5,"
                        + " onlyIfChanged: false, retries: 2, timeoutMinutes: 5");
    }

    @Test
    void theFormOfAClipListKeepsEverything() throws Exception {
        StepConfigTester tester = new StepConfigTester(jenkins);
        WanClipsStep usual = new WanClipsStep("media/clips.yaml");
        jenkins.assertEqualDataBoundBeans(usual, tester.configRoundTrip(usual));
        jenkins.assertEqualDataBoundBeans(clips(), tester.configRoundTrip(clips()));
        WanClipsStep other = new WanClipsStep("${LIST}");
        other.setReuseFrom("../main");
        other.setFailBuild("NEVER");
        jenkins.assertEqualDataBoundBeans(
                other, jenkins.configRoundtrip(new WanClipsBuilder(other)).getSettings());
    }

    @Test
    void ofAScriptHoldsJustWhatIsNeeded() throws Exception {
        SnippetizerTester tester = new SnippetizerTester(jenkins);
        tester.assertRoundTrip(new WanScriptStep("media/scenes.jsh"), "wanScript 'media/scenes.jsh'");
        WanScriptStep full = new WanScriptStep("media/scenes.jsh");
        full.setArgs(List.of("one", "2"));
        full.setCredentialsId(Fixture.CREDENTIALS_ID);
        full.setJavaHome("/opt/java");
        full.setMaxConcurrent(2);
        full.setMaxUsd("2.5");
        full.setArchive(false);
        tester.assertRoundTrip(
                full,
                "wanScript archive: false, args: ['one', '2'], credentialsId: 'runcomfy', file: 'media/scenes.jsh',"
                        + " javaHome: '/opt/java', maxConcurrent: 2, maxUsd: 2.5");
    }

    @Test
    void theFormOfAScriptKeepsEverything() throws Exception {
        StepConfigTester tester = new StepConfigTester(jenkins);
        WanScriptStep usual = new WanScriptStep("media/scenes.jsh");
        jenkins.assertEqualDataBoundBeans(usual, tester.configRoundTrip(usual));
        WanScriptStep full = new WanScriptStep("media/scenes.jsh");
        full.setArgs(List.of("one", "two words"));
        full.setCredentialsId(Fixture.CREDENTIALS_ID);
        full.setJdk("${JDK}");
        full.setMaxConcurrent(2);
        full.setMaxUsd("2.5");
        full.setArchive(false);
        jenkins.assertEqualDataBoundBeans(full, tester.configRoundTrip(full));
    }
}
