package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFormatTest {

    @ParameterizedTest
    @CsvSource({
        "0, 720, 81, 16, width",
        "721, 720, 81, 16, width",
        "720, -2, 81, 16, height",
        "720, 4096, 81, 16, height",
        "720, 720, 1, 16, number of frames",
        "720, 720, 81, 0, frames per second"
    })
    void namesTheValueThatIsOutOfRange(int width, int height, int frames, int rate, String name) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new VideoFormat(width, height, frames, rate));
        assertThat(refused.getMessage(), containsString("The " + name + " must be"));
    }

    @Test
    void lastsAsLongAsItsFrames() {
        assertThat(new VideoFormat(720, 720, 81, 12).seconds(), is(6.75));
    }
}
