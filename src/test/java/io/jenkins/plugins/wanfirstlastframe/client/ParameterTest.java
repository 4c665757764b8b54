package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.generation.CheckedFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The one declaration of the model's input against the service's page. */
class ParameterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static GenerationInput.Builder example() {
        return GenerationInput.builder()
                .startImage("Runcomfy_Example_1259_1.png")
                .endImage("Runcomfy_Example_1259_2.png")
                .prompt("Puppy, playing, happy, barking, joyful");
    }

    private static String body(GenerationInput.Builder input) throws Exception {
        return new String(RequestJson.keyOf(input.build()), StandardCharsets.UTF_8);
    }

    /** The page's JSON without the white space between its tokens, its members in the order of the parameters. */
    @Test
    void theBodyOfThePagesExampleIsThePagesByteForByte() throws Exception {
        assertThat(
                body(example()),
                is("{\"68_image\":\"Runcomfy_Example_1259_1.png\",\"62_image\":\"Runcomfy_Example_1259_2.png\","
                        + "\"6_text\":\"Puppy, playing, happy, barking, joyful\"}"));
    }

    @Test
    void theBodyHoldsEachValueInTheTypeOfTheSchema() throws Exception {
        String body = body(example()
                .resolution("1280x720")
                .numberOfFrames(141)
                .framesPerSecond(24)
                .seed(-1)
                .steps(6)
                .guidanceScale(0.6)
                .shift(10));
        assertThat(
                body.substring(body.indexOf("\"71_")),
                is("\"71_widthx71_height\":\"1280x720 (16:9)\",\"67_length\":141,\"73_frame_rate\":24,"
                        + "\"57_noise_seed\":-1,\"57_steps\":6,\"57_cfg\":0.6,\"54_shift\":10}"));
    }

    @Test
    void aDecimalIsWrittenAsItIs() throws Exception {
        GenerationInput.Builder input = example().set(Parameter.SHIFT, "1.50e1").set(Parameter.GUIDANCE_SCALE, "2.50");
        JsonNode body = JSON.readTree(body(input));
        assertThat(body.path("54_shift").decimalValue(), is(new BigDecimal("15")));
        assertThat(body.path("57_cfg").asText(), is("2.5"));
    }

    @ParameterizedTest
    @CsvSource({
        "START_IMAGE,68_image,startImage,--start-image",
        "END_IMAGE,62_image,endImage,--end-image",
        "PROMPT,6_text,prompt,--prompt",
        "RESOLUTION,71_widthx71_height,resolution,--resolution",
        "NUMBER_OF_FRAMES,67_length,numberOfFrames,--number-of-frames",
        "FRAMES_PER_SECOND,73_frame_rate,framesPerSecond,--frames-per-second",
        "SEED,57_noise_seed,seed,--seed",
        "STEPS,57_steps,steps,--steps",
        "GUIDANCE_SCALE,57_cfg,guidanceScale,--guidance-scale",
        "SHIFT,54_shift,shift,--shift"
    })
    void hasTheNames(Parameter parameter, String wire, String property, String option) {
        assertThat(parameter.wireName(), is(wire));
        assertThat(parameter.propertyName(), is(property));
        assertThat(parameter.optionName(), is(option));
        assertThat(Parameter.ofWireName(wire).orElseThrow(), is(parameter));
    }

    @ParameterizedTest
    @EnumSource(Parameter.class)
    void takesItsOwnDefault(Parameter parameter) {
        assertThat(parameter.parse(parameter.defaultText()).toString(), is(parameter.defaultText()));
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBER_OF_FRAMES,81",
        "NUMBER_OF_FRAMES,141",
        "FRAMES_PER_SECOND,12",
        "FRAMES_PER_SECOND,24",
        "STEPS,6",
        "STEPS,20",
        "GUIDANCE_SCALE,0.6",
        "GUIDANCE_SCALE,4",
        "GUIDANCE_SCALE,4.0",
        "SHIFT,1",
        "SHIFT,15",
        "SEED,9223372036854775807",
        "SEED,-9223372036854775808",
        "RESOLUTION,480X480",
        "RESOLUTION,1280x720 (16:9)"
    })
    void takesWhatIsWithinTheBounds(Parameter parameter, String value) {
        parameter.parse(" " + value + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBER_OF_FRAMES,80",
        "NUMBER_OF_FRAMES,82",
        "FRAMES_PER_SECOND,11",
        "FRAMES_PER_SECOND,25",
        "FRAMES_PER_SECOND,16.5",
        "STEPS,5",
        "STEPS,21",
        "GUIDANCE_SCALE,0.59999",
        "GUIDANCE_SCALE,4.00001",
        "GUIDANCE_SCALE,NaN",
        "GUIDANCE_SCALE,1E999999999",
        "GUIDANCE_SCALE,1E-999999999",
        "SHIFT,0.9",
        "SHIFT,15.1",
        "SEED,9223372036854775808",
        "SEED,one",
        "RESOLUTION,1920x1080",
        "START_IMAGE,http://example.com/a.png",
        "START_IMAGE,https://10.0.0.1/a.png",
        "END_IMAGE,https://u:p@example.com/a.png",
        "END_IMAGE,file:///a.png",
        "END_IMAGE,data:image/png;base64",
        "END_IMAGE,FILE:/a.png",
        "END_IMAGE,s3://bucket/a.png",
        "END_IMAGE,example.com:443/a.png",
        "END_IMAGE,//example.com/a.png",
        "START_IMAGE,https://[::ffff:192.168.0.1]/a.png",
        "PROMPT,''"
    })
    void refusesWhatIsOutsideTheBoundsAndSaysWhatTheyAre(Parameter parameter, String value) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> parameter.parse(value));
        assertThat(e.getMessage(), containsString("must be " + parameter.type().bounds()));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        InvalidInputException e = assertThrows(
                InvalidInputException.class,
                () -> GenerationInput.builder()
                        .startImage("ftp://example.com/a.png")
                        .steps(99)
                        .set(Parameter.SEED, "x\u001b[31m\ny")
                        .build());
        assertThat(
                e.problems().stream().map(InputProblem::parameter).toList(),
                contains(
                        Parameter.START_IMAGE, Parameter.END_IMAGE, Parameter.PROMPT, Parameter.SEED, Parameter.STEPS));
        assertThat(e.getMessage(), containsString("Steps must be an integer from 6 to 20 (given: \"99\")"));
        assertThat(e.getMessage(), containsString("Prompt is missing"));
        assertThat(e.getMessage().chars().noneMatch(Character::isISOControl), is(true));
    }

    @Test
    void tableIsInTheDocumentation() throws Exception {
        StringBuilder text = new StringBuilder("""
                # Parameters

                Written from the declaration in `Parameter`, which everything else reads too: forms, options, checks,
                the request and the sandbox. A parameter that is left out is left to the service.

                | Parameter | Pipeline and script | Command line | On the wire | Values | Default |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (Parameter parameter : Parameter.values()) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            List.of(
                                    parameter.title(),
                                    "`" + parameter.propertyName() + "`",
                                    "`" + parameter.optionName() + "`",
                                    "`" + parameter.wireName() + "`",
                                    parameter.type().bounds(),
                                    parameter.required() ? "required" : "`" + parameter.defaultText() + "`")))
                    .append(" |\n");
        }
        text.append("\n");
        for (Parameter parameter : Parameter.values()) {
            text.append("- **")
                    .append(parameter.title())
                    .append("**: ")
                    .append(parameter.help())
                    .append("\n");
        }
        CheckedFile.check("docs/parameters.md", text.toString());
    }
}
