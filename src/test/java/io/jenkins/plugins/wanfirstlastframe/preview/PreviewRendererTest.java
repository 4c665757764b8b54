package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.jcodec.common.model.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewRendererTest {

    @TempDir
    private Path directory;

    private final PreviewRenderer renderer = new PreviewRenderer();

    @ParameterizedTest(name = "{0}x{1}")
    @CsvSource({
        "480, 480",
        "720, 720",
        "480, 720",
        "720, 480",
        "540, 960",
        "576, 1024",
        "720, 1280",
        "960, 540",
        "1024, 576",
        "1280, 720",
        "2, 2",
        "1918, 34"
    })
    void hasExactlyTheSizeAskedFor(int width, int height) throws Exception {
        BufferedImage start = Images.smooth(width, height, 40);
        BufferedImage end = Images.plain(width, height, 0x2060e0);
        DecodedVideo video = render(start, end, new VideoFormat(width, height, 2, 16));

        Picture first = video.frame(0);
        assertThat(first.getWidth(), is(width));
        assertThat(first.getHeight(), is(height));
        assertSame(first, start, 1, end, 0);
        assertSame(video.frame(1), start, 0, end, 1);
    }

    @ParameterizedTest(name = "{0} frames at {1} per second")
    @CsvSource({"81, 12", "81, 16", "81, 24", "141, 12", "141, 16", "141, 24", "2, 1", "1000, 60"})
    void hasTheLengthAndSpeedAskedFor(int frames, int rate) throws Exception {
        BufferedImage start = Images.smooth(54, 36, 40);
        BufferedImage end = Images.plain(54, 36, 0x2060e0);
        DecodedVideo video = render(start, end, new VideoFormat(54, 36, frames, rate));

        assertThat(video.numberOfFrames(), is(frames));
        assertThat(video.seconds, closeTo((double) frames / rate, 1e-9));
        assertThat(video.sequence.vuiParams.timeScale, is(2 * rate));
        assertThat(video.times().get(0), is(0.0));
        assertThat(video.times().get(frames - 1), closeTo((frames - 1.0) / rate, 1e-9));
        assertSame(video.frame(0), start, 1, end, 0);
        assertSame(video.frame(frames - 1), start, 0, end, 1);
    }

    @Test
    void eachFrameBetweenIsTheBlendOfBothAtItsTime() throws Exception {
        BufferedImage start = Images.smooth(200, 120, 230);
        BufferedImage end = Images.smooth(200, 120, 10);
        DecodedVideo video = render(start, end, new VideoFormat(200, 120, 81, 16));

        List<Picture> frames = video.frames();
        for (int i = 0; i < 81; i++) {
            assertThat(video.times().get(i), closeTo(i / 16.0, 1e-9));
            assertSame(frames.get(i), start, 1 - i / 80.0, end, i / 80.0);
        }
    }

    @Test
    void everyTwelfthFrameStandsAloneSoThatAPlayerCanJumpToIt() throws Exception {
        BufferedImage image = Images.plain(32, 32, 0xffffff);
        DecodedVideo video = render(image, image, new VideoFormat(32, 32, 30, 12));

        assertThat(video.keyFrames(), contains(0, 12, 24));
    }

    @Test
    void aVideoOfTwoFramesIsJustTheTwoImages() throws Exception {
        BufferedImage start = Images.plain(32, 32, 0xffffff);
        BufferedImage end = Images.plain(32, 32, 0x000000);
        DecodedVideo video = render(start, end, new VideoFormat(32, 32, 2, 1));

        assertThat(video.times(), contains(0.0, 1.0));
        assertSame(video.frame(0), start, 1, end, 0);
        assertSame(video.frame(1), start, 0, end, 1);
    }

    @ParameterizedTest
    @CsvSource({"0xff0000", "0x00ff00", "0x0000ff", "0xffffff", "0x000000", "0xffff00", "0x808080"})
    void keepsPureColours(String colour) throws Exception {
        BufferedImage image = Images.plain(64, 48, Integer.decode(colour));
        DecodedVideo video = render(image, image, new VideoFormat(64, 48, 5, 12));

        for (Picture frame : video.frames()) {
            assertSame(frame, image, 1, image, 0);
        }
    }

    @Test
    void keepsEachPixelOfAnImageFullOfNoise() throws Exception {
        BufferedImage noise = Images.noise(486, 274);
        DecodedVideo video = render(noise, Images.plain(8, 8, 0xffffff), new VideoFormat(486, 274, 13, 12));

        assertBrightness(video.frame(0), noise, 1);
        assertBrightness(video.frame(6), noise, 0.5);
        assertBrightness(video.frame(11), noise, 1 / 12.0);
        assertBrightness(video.frame(12), noise, 0);
    }

    @Test
    void scalesToCoverAndCropsBothSidesAlike() throws Exception {
        // a wide image in a tall video: only its middle third stays
        BufferedImage wide = new BufferedImage(900, 300, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 300; y++) {
            for (int x = 0; x < 900; x++) {
                wide.setRGB(x, y, x < 300 ? 0xff0000 : x < 600 ? 0x00ff00 : 0x0000ff);
            }
        }
        DecodedVideo video = render(wide, wide, new VideoFormat(480, 480, 2, 12));

        Picture frame = video.frame(0);
        for (int x : new int[] {4, 240, 475}) {
            assertColour(frame, x, 240, 0, 255, 0);
        }
    }

    private DecodedVideo render(BufferedImage start, BufferedImage end, VideoFormat format) throws Exception {
        Path file = directory.resolve("video.mp4");
        renderer.render(start, end, format, file);
        return new DecodedVideo(file);
    }

    private static void assertSame(
            Picture frame, BufferedImage start, double startShare, BufferedImage end, double endShare) {
        for (int y = 5; y < start.getHeight(); y += 31) {
            for (int x = 5; x < start.getWidth(); x += 31) {
                int a = start.getRGB(x, y);
                int b = end.getRGB(x, y);
                assertColour(
                        frame,
                        x,
                        y,
                        (a >> 16 & 0xff) * startShare + (b >> 16 & 0xff) * endShare,
                        (a >> 8 & 0xff) * startShare + (b >> 8 & 0xff) * endShare,
                        (a & 0xff) * startShare + (b & 0xff) * endShare);
            }
        }
    }

    private static void assertColour(Picture frame, int x, int y, double red, double green, double blue) {
        int[] colour = DecodedVideo.colour(frame, x, y);
        String place = "at " + x + "," + y;
        assertThat(place, (double) colour[0], closeTo(red, 8));
        assertThat(place, (double) colour[1], closeTo(green, 8));
        assertThat(place, (double) colour[2], closeTo(blue, 8));
    }

    /** Of each pixel of an image that fades into white. Colour is coarser than pixels, but brightness is not. */
    private static void assertBrightness(Picture frame, BufferedImage image, double share) {
        double largestError = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                double brightness =
                        (0.2126 * (rgb >> 16 & 0xff) + 0.7152 * (rgb >> 8 & 0xff) + 0.0722 * (rgb & 0xff)) / 255;
                double error = DecodedVideo.brightness(frame, x, y) - (brightness * share + 1 - share);
                largestError = Math.max(largestError, Math.abs(error));
            }
        }
        assertThat(largestError, closeTo(0, 8 / 255.0));
    }
}
