package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInfoTest {

    private static ModelInfo model(@CheckForNull String usd, @CheckForNull String unit) {
        return new ModelInfo("a model", usd, unit, null);
    }

    private static GenerationInput input(int frames, int framesPerSecond) throws Exception {
        return GenerationInput.builder()
                .startImage("Runcomfy_Example_1259_1.png")
                .endImage("Runcomfy_Example_1259_2.png")
                .prompt("Puppy")
                .numberOfFrames(frames)
                .framesPerSecond(framesPerSecond)
                .build();
    }

    private static String perVideo(@CheckForNull String usd, @CheckForNull String unit) throws Exception {
        return model(usd, unit)
                .pricePerVideo(input(81, 16))
                .map(BigDecimal::toPlainString)
                .orElse("unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"output", "video", "request", "generation", "Output", " VIDEO ", "per output", "Per  Request"})
    void aPriceByTheVideoIsThatOfAVideo(String unit) throws Exception {
        assertThat(perVideo("0.2500", unit), is("0.2500"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 81, 16, 0.50625",
        "0.1, 141, 12, 1.175",
        "0.1, 81, 13, 0.623077", // 0.62307692…
        "0.0000001, 81, 24, 0.000001",
        "0, 81, 16, 0",
        "100, 81, 24, 337.5",
        "800, 81, 24, 2700"
    })
    void aPriceByTheSecondIsThatOfAllSecondsRoundedUp(String usd, int frames, int framesPerSecond, String price)
            throws Exception {
        Optional<BigDecimal> perVideo = model(usd, "second").pricePerVideo(input(frames, framesPerSecond));
        assertThat(perVideo.map(BigDecimal::toPlainString), is(Optional.of(price)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "0.25, none",
                "0.25, ''",
                "0.25, credit",
                "0.25, megapixel",
                "0.25, per",
                "none, output",
                "'', output",
                "-0.25, output",
                "-0.25, second",
                "free, output",
                "NaN, output",
                "Infinity, output",
                "'0,25', output",
                "$0.25, output",
                "1E999999999, output",
                "1E999999999, second",
                "1E-999999999, second",
                "1000000000, output",
                "0.1234567890123456789012345, output"
            })
    void anyOtherPriceIsUnknown(@CheckForNull String usd, @CheckForNull String unit) throws Exception {
        assertThat(perVideo(usd, unit), is("unknown"));
    }

    @Test
    void aPriceIsNeverInExponentialForm() throws Exception {
        assertThat(perVideo("1E+2", "output"), is("100"));
        assertThat(model("1E+2", "output").price(), is(Optional.of("100 USD per output")));
        assertThat(perVideo("2.5E-5", "output"), is("0.000025"));
    }

    @Test
    void thePriceReadsAsASentence() {
        assertThat(model("0.250", "output").price(), is(Optional.of("0.250 USD per output")));
        assertThat(model("0.25", "per second").price(), is(Optional.of("0.25 USD per second")));
        assertThat(model("0.25", null).price(), is(Optional.of("0.25 USD")));
        assertThat(
                new ModelInfo("m", "0.25", "output", "half at night").price(),
                is(Optional.of("0.25 USD per output (half at night)")));
        assertThat(model(null, "output").price(), is(Optional.empty()));
        assertThat(model("-1", "output").price(), is(Optional.empty()));
        assertThat(model("free", "output").price(), is(Optional.empty()));
    }
}
