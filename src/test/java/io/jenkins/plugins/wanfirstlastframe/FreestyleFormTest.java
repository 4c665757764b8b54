package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.tasks.Builder;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.junit.jupiter.api.Test;

/** What people type into the form of the freestyle build step. */
class FreestyleFormTest extends OnJenkins {

    @Test
    void variablesAreExpandedInEveryTextField() throws Exception {
        Map<String, String> values = Map.ofEntries(
                Map.entry("START", "https://example.com/first.png"),
                Map.entry("END", "https://example.com/last.png"),
                Map.entry("WORDS", "a cat jumps"),
                Map.entry("SIZE", "1280x720"),
                Map.entry("FRAMES", "141"),
                Map.entry("RATE", "24"),
                Map.entry("RANDOM", "-5"),
                Map.entry("ROUNDS", "12"),
                Map.entry("SCALE", "1.5"),
                Map.entry("OFFSET", "3"),
                Map.entry("ACCOUNT", "runcomfy"));
        WanFirstLastFrameStep step = new WanFirstLastFrameStep();
        step.setStartImage("${START}");
        step.setEndImage("$END");
        step.setPrompt("${WORDS}");
        step.setResolution("${SIZE}");
        step.setNumberOfFrames("${FRAMES}");
        step.setFramesPerSecond("${RATE}");
        step.setSeed("${RANDOM}");
        step.setSteps("${ROUNDS}");
        step.setGuidanceScale("${SCALE}");
        step.setShift("${OFFSET}");
        step.setCredentialsId("${ACCOUNT}");
        step.setOutput("${JOB_NAME}/${BUILD_NUMBER}.mp4");
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        project.addProperty(new ParametersDefinitionProperty(values.entrySet().stream()
                .map(value -> new StringParameterDefinition(value.getKey(), value.getValue()))
                .toArray(StringParameterDefinition[]::new)));
        WanFirstLastFrameConfiguration.get().setCredentialsId(null);
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        JsonNode input = sandbox.allRequests().get(0).input();
        assertThat(
                input.toString(),
                List.of(
                                "68_image",
                                "62_image",
                                "6_text",
                                "71_widthx71_height",
                                "67_length",
                                "73_frame_rate",
                                "57_noise_seed",
                                "57_steps",
                                "57_cfg",
                                "54_shift")
                        .stream()
                        .map(name -> input.path(name).asText())
                        .toList(),
                contains(
                        "https://example.com/first.png",
                        "https://example.com/last.png",
                        "a cat jumps",
                        "1280x720 (16:9)",
                        "141",
                        "24",
                        "-5",
                        "12",
                        "1.5",
                        "3"));
        assertThat(build.getAction(VideoAction.class).getVideos().get(0).getPath(), is(project.getName() + "/1.mp4"));
    }

    @Test
    void theFormKeepsEverySetting() throws Exception {
        WanFirstLastFrameStep full = Fixture.puppy();
        full.setResolution("1280x720 (16:9)");
        full.setNumberOfFrames("141");
        full.setFramesPerSecond("24");
        full.setSeed("-9223372036854775808");
        full.setSteps("${ROUNDS}");
        full.setGuidanceScale("1.5");
        full.setShift("3");
        full.setCredentialsId(Fixture.CREDENTIALS_ID);
        full.setOutput("clips/${BUILD_NUMBER}.mp4");
        full.setArchive(false);
        full.setTimeoutMinutes(5);
        full.setRequestId("abc");
        jenkins.assertEqualDataBoundBeans(full, roundTrip(full));
    }

    @Test
    void theFormKeepsWhatItsListsDoNotOffer() throws Exception {
        WanFirstLastFrameStep step = Fixture.puppy();
        step.setResolution("1280x720");
        step.setNumberOfFrames("${FRAMES}");
        jenkins.assertEqualDataBoundBeans(step, roundTrip(step));
    }

    @Test
    void theFormKeepsEmptyFieldsEmpty() throws Exception {
        WanFirstLastFrameStep step = roundTrip(new WanFirstLastFrameStep());
        jenkins.assertEqualDataBoundBeans(new WanFirstLastFrameStep(), step);
        assertThat(step.getTimeoutMinutes(), is(nullValue()));
        assertThat(step.isArchive(), is(true));
    }

    private WanFirstLastFrameStep roundTrip(WanFirstLastFrameStep step) throws Exception {
        return jenkins.configRoundtrip(new WanFirstLastFrameBuilder(step)).getSettings();
    }

    @Test
    void noSymbolHidesThePipelineStep() {
        assertThat(SymbolLookup.get().find(Builder.class, "wanFirstLastFrame"), is(nullValue()));
        assertThat(SymbolLookup.getSymbolValue(WanFirstLastFrameBuilder.class), empty());
    }
}
