package io.jenkins.plugins.wanfirstlastframe.clips;

import static io.jenkins.plugins.wanfirstlastframe.clips.ListFixture.problems;
import static io.jenkins.plugins.wanfirstlastframe.clips.ListFixture.read;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a list says, in each of its formats. */
class ClipListTest {

    private static final String YAML = """
            # two takes of one scene
            defaults:
              startImage: Runcomfy_Example_1259_1.png
              endImage: Runcomfy_Example_1259_2.png
              prompt: Puppy, playing
              seed: 7
              guidanceScale: 3.5
            clips:
              - name: first take

              - name: second take
                prompt: "Puppy: asleep"
                seed: -8
                resolution: 1280x720
                output: takes/second.mp4
            """;

    private static final String JSON = """
            {
              "defaults": {
                "startImage": "Runcomfy_Example_1259_1.png",
                "endImage": "Runcomfy_Example_1259_2.png",
                "prompt": "Puppy, playing",
                "seed": 7,
                "guidanceScale": 3.5
              },
              "clips": [
                {"name": "first take"},

                {"name": "second take", "prompt": "Puppy: asleep", "seed": -8,
                 "resolution": "1280x720", "output": "takes/second.mp4"}
              ]
            }
            """;

    private static final String CSV = """
            name,startImage,endImage,prompt,seed,guidanceScale,resolution,output
            first take,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,"Puppy, playing",7,3.5,,

            second take,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,Puppy: asleep,-8,3.5,1280x720,takes/second.mp4
            """;

    private static void assertTakes(ClipList list, int firstLine, int secondLine) {
        assertThat(list.clips().size(), equalTo(2));
        Clip first = list.clips().get(0);
        assertThat(first.name(), equalTo("first take"));
        assertThat(first.output(), equalTo("first-take.mp4"));
        assertThat(first.line(), equalTo(firstLine));
        assertThat(first.input().prompt(), equalTo("Puppy, playing"));
        assertThat(first.input().given(Parameter.SEED), equalTo(Optional.of(7L)));
        assertThat(first.input().given(Parameter.GUIDANCE_SCALE), equalTo(Optional.of(new BigDecimal("3.5"))));
        assertThat(first.input().given(Parameter.RESOLUTION), equalTo(Optional.empty()));
        Clip second = list.clips().get(1);
        assertThat(second.output(), equalTo("takes/second.mp4"));
        assertThat(second.line(), equalTo(secondLine));
        assertThat(second.input().prompt(), equalTo("Puppy: asleep"));
        assertThat(second.input().seed(), equalTo(-8L));
        assertThat(second.input().width(), equalTo(1280));
        assertThat(second.input().given(Parameter.STEPS), equalTo(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clips.yaml", "clips.yml", "media/CLIPS.YAML"})
    void yamlHasDefaultsAboveItsClips(String file) throws Exception {
        assertTakes(read(file, YAML), 9, 11);
    }

    @Test
    void jsonIsReadAlike() throws Exception {
        assertTakes(read("clips.json", JSON), 10, 12);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void csvHasNamesInItsFirstRowAndAClipInEachOther(String separator) throws Exception {
        assertTakes(
                read(
                        "clips.csv",
                        CSV.replace(", ", "\u0000").replace(",", separator).replace("\u0000", ", ")),
                2,
                4);
    }

    @Test
    void aListMayBeBareOfDefaults() throws Exception {
        String clip = "startImage: Runcomfy_Example_1259_1.png, endImage: Runcomfy_Example_1259_2.png, prompt: x";
        assertThat(
                read("a.yaml", "- {name: a, " + clip + "}\n- {name: b, " + clip + "}")
                        .clips()
                        .size(),
                equalTo(2));
        String json = "{\"startImage\": \"Runcomfy_Example_1259_1.png\", \"endImage\": \"Runcomfy_Example_1259_2.png\","
                + " \"prompt\": \"x\", \"name\": \"a\"}";
        assertThat(read("a.json", "[" + json + "]").clips().get(0).name(), equalTo("a"));
    }

    @ParameterizedTest
    @EnumSource
    void everyParameterIsTakenByItsUsualName(Parameter parameter) throws Exception {
        String value = parameter.defaultText();
        Object parsed = parameter.parse(value);
        GenerationInput own = read("a.yaml", ListFixture.with(parameter.propertyName() + ": '" + value + "'"))
                .clips()
                .get(0)
                .input();
        assertThat(own.given(parameter), equalTo(Optional.of(parsed)));
        String defaults = "defaults: {" + parameter.propertyName() + ": '" + value + "'}\nclips:\n";
        GenerationInput byDefault = read("a.yaml", defaults + ListFixture.without(parameter.propertyName()))
                .clips()
                .get(0)
                .input();
        assertThat(byDefault.given(parameter), equalTo(Optional.of(parsed)));
    }

    @Test
    void whatIsEmptyCountsAsLeftOut() throws Exception {
        String yaml =
                "defaults: {seed: 7, steps: }\nclips:\n  - {name: a, seed: , steps: ~, shift: null, resolution: '',"
                        + " output: '', startImage: Runcomfy_Example_1259_1.png, endImage: Runcomfy_Example_1259_2.png, prompt: x}";
        Clip clip = read("a.yaml", yaml).clips().get(0);
        assertThat(
                clip.input().values().keySet(),
                contains(Parameter.START_IMAGE, Parameter.END_IMAGE, Parameter.PROMPT, Parameter.SEED));
        assertThat(clip.output(), equalTo("a.mp4"));
        assertThat(
                problems("b.yaml", ListFixture.with("prompt: ''")),
                contains(startsWith("line 1, column 3: Prompt is missing")));
    }

    @Test
    void defaultsMayBeEmpty() throws Exception {
        assertThat(
                read("a.yaml", "defaults:\nclips:\n" + ListFixture.with(""))
                        .clips()
                        .size(),
                equalTo(1));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, yes",
        "true, true",
        "12, 12",
        "1e3, 1e3",
        "2020-01-01, 2020-01-01",
        "'|\n    a\n    b', 'a\nb'",
        "'>\n    a\n    b', a b"
    })
    void aPromptIsTextHoweverItLooks(String written, String prompt) throws Exception {
        String yaml =
                "- startImage: Runcomfy_Example_1259_1.png\n  endImage: Runcomfy_Example_1259_2.png\n  name: a\n  prompt: "
                        + written + "\n";
        assertThat(read("a.yaml", yaml).clips().get(0).input().prompt(), equalTo(prompt));
    }

    @Test
    void aNumberInJsonIsSentAsItIsWritten() throws Exception {
        String json = "[{\"name\": 1, \"startImage\": \"Runcomfy_Example_1259_1.png\","
                + " \"endImage\": \"Runcomfy_Example_1259_2.png\", \"prompt\": \"x\", \"seed\": 9223372036854775807,"
                + " \"shift\": 1.10}]";
        Clip clip = read("a.json", json).clips().get(0);
        assertThat(clip.name(), equalTo("1"));
        assertThat(clip.input().seed(), equalTo(Long.MAX_VALUE));
        assertThat(clip.input().given(Parameter.SHIFT), equalTo(Optional.of(new BigDecimal("1.1"))));
    }

    @Test
    void cellsMayHoldSeparatorsQuotationMarksAndLineEnds() throws Exception {
        String csv = "name;prompt;startImage;endImage\r\n"
                + "a;\"say \"\"hi\"\"; then\r\nleave, \";Runcomfy_Example_1259_1.png;Runcomfy_Example_1259_2.png\r\n"
                + "b;\"x\";Runcomfy_Example_1259_1.png;Runcomfy_Example_1259_2.png\r\n"
                + ";;;\r\n \r\n\r\n";
        List<Clip> clips = read("a.csv", csv).clips();
        assertThat(clips.get(0).input().prompt(), equalTo("say \"hi\"; then\r\nleave,"));
        assertThat(clips.get(1).line(), equalTo(4));
        assertThat(clips.size(), equalTo(2));
    }

    @Test
    void columnsMayStandInAnyOrderAndRowsMayBeShort() throws Exception {
        String csv =
                " endImage , startImage,prompt,name,,steps\nRuncomfy_Example_1259_2.png,Runcomfy_Example_1259_1.png,x,a\n";
        assertThat(read("a.csv", csv).clips().get(0).name(), equalTo("a"));
    }

    @Test
    void aListSurvivesSerialization() throws Exception {
        ClipList list = read("clips.yaml", YAML);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(list);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject(), equalTo(list));
        }
    }
}
