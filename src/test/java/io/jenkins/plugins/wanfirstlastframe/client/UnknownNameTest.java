package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A typing error is told with the name that was meant, and nothing else is guessed at. */
class UnknownNameTest {

    private static final List<String> KNOWN =
            Arrays.stream(Parameter.values()).map(Parameter::propertyName).toList();

    @ParameterizedTest
    @CsvSource({
        "promt, prompt",
        "prmopt, prompt",
        "startimage, startImage",
        "start_image, startImage",
        "start-image, startImage",
        "startImag, startImage",
        "number_of_frames, numberOfFrames",
        "numberOfFrame, numberOfFrames",
        "framesPerSec, framesPerSecond",
        "sed, seed",
        "step, steps",
        "guidance, guidanceScale",
        "startImageUrl, startImage",
        "frames, framesPerSecond",
        "resolutoin, resolution"
    })
    void theNearestNameIsTold(String wrong, String nearest) {
        assertThat(
                UnknownName.sentence("parameter", wrong, KNOWN),
                equalTo("There is no parameter \"" + wrong + "\"; did you mean \"" + nearest + "\"?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "negativePrompt2", "credentials", "<<", "界界界界"})
    void aNameThatResemblesNoneIsToldAlone(String name) {
        assertThat(UnknownName.sentence("key", name, KNOWN), equalTo("There is no key \"" + name + "\""));
    }

    @Test
    void aLongOrHostileNameIsCutAndCleaned() {
        String sentence = UnknownName.sentence("key", "\u001b[31mprompt\n" + "x".repeat(1_000_000), KNOWN);
        assertThat(sentence.length() < 150, equalTo(true));
        assertThat(sentence, not(containsString("\u001b")));
        assertThat(sentence.lines().count(), equalTo(1L));
    }
}
