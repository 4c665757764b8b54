package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class ExampleFrameTest {

    @Test
    void theSameNameIsDrawnTheSame() {
        assertThat(differing("Runcomfy_Example_1259_1.png", "Runcomfy_Example_1259_1.png"), is(0));
    }

    @Test
    void twoNamesLookDifferent() {
        assertThat(differing("Runcomfy_Example_1259_1.png", "Runcomfy_Example_1259_2.png"), greaterThan(400_000));
    }

    @Test
    void aLongNameOrOneWithoutDigitsIsDrawnToo() {
        assertThat(differing("Runcomfy_Example_puppy.webp", "Runcomfy_Example_12345678901234567890.jpg") > 0, is(true));
    }

    private static int differing(String name, String otherName) {
        BufferedImage image = ExampleFrame.draw(name);
        BufferedImage other = ExampleFrame.draw(otherName);
        int differing = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                differing += image.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
            }
        }
        return differing;
    }
}
