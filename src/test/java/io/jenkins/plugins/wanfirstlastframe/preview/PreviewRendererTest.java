package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jcodec.common.model.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewRendererTest {

    @TempDir
    private Path directory;

    private final PreviewRenderer renderer = new PreviewRenderer();

    /** Each resolution, each pair of length and rate, each resolution class with both lengths. */
    @ParameterizedTest(name = "{0}x{1}, {2} frames at {3} per second")
    @CsvSource({
        "480, 480, 81, 12",
        "480, 480, 141, 24",
        "720, 720, 141, 16",
        "720, 720, 81, 24",
        "480, 720, 81, 16",
        "720, 480, 141, 12",
        "540, 960, 141, 24",
        "540, 960, 81, 12",
        "576, 1024, 81, 16",
        "720, 1280, 141, 12",
        "960, 540, 81, 24",
        "1024, 576, 141, 16",
        "1280, 720, 81, 16",
        "1280, 720, 141, 24"
    })
    void hasTheSizeLengthAndSpeedAskedFor(int width, int height, int frames, int rate) throws Exception {
        BufferedImage start = Images.smooth(width, height, 40);
        BufferedImage end = Images.plain(width, height, 0x2060e0);
        DecodedVideo video = render(start, end, new VideoFormat(width, height, frames, rate), 3);

        assertThat(video.numberOfFrames, is(frames));
        assertThat(video.seconds, closeTo((double) frames / rate, 1e-9));
        assertThat(video.sequence.vuiParams.timeScale, is(2 * rate));
        Picture first = video.frames().get(0);
        assertThat(first.getWidth(), is(width));
        assertThat(first.getHeight(), is(height));
        assertThat(video.times().get(0), is(0.0));
        assertThat(video.times().get(2), closeTo((frames - 1.0) / rate, 1e-9));
        assertSame(first, start, 1, end, 0);
        assertSame(video.frames().get(2), start, 0, end, 1);
    }

    @Test
    void eachFrameBetweenIsTheBlendOfBothAtItsTime() throws Exception {
        BufferedImage start = Images.smooth(200, 120, 230);
        BufferedImage end = Images.smooth(200, 120, 10);
        DecodedVideo video = render(start, end, new VideoFormat(200, 120, 81, 16), 81);

        assertThat(video.frames(), hasSize(81));
        for (int i = 0; i < 81; i++) {
            assertThat(video.times().get(i), closeTo(i / 16.0, 1e-9));
            assertSame(video.frames().get(i), start, 1 - i / 80.0, end, i / 80.0);
        }
    }

    @Test
    void aVideoOfTwoFramesIsJustTheTwoImages() throws Exception {
        BufferedImage start = Images.plain(32, 32, 0xffffff);
        BufferedImage end = Images.plain(32, 32, 0x000000);
        DecodedVideo video = render(start, end, new VideoFormat(32, 32, 2, 1), 9);

        assertThat(video.times(), contains(0.0, 1.0));
        assertSame(video.frames().get(0), start, 1, end, 0);
        assertSame(video.frames().get(1), start, 0, end, 1);
    }

    @ParameterizedTest
    @CsvSource({"0xff0000", "0x00ff00", "0x0000ff", "0xffffff", "0x000000", "0xffff00", "0x808080"})
    void keepsPureColours(String colour) throws Exception {
        BufferedImage image = Images.plain(64, 48, Integer.decode(colour));
        DecodedVideo video = render(image, image, new VideoFormat(64, 48, 5, 12), 5);

        for (Picture frame : video.frames()) {
            assertSame(frame, image, 1, image, 0);
        }
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
        DecodedVideo video = render(wide, wide, new VideoFormat(480, 480, 2, 12), 1);

        Picture frame = video.frames().get(0);
        for (int x : new int[] {4, 240, 475}) {
            assertColour(frame, x, 240, 0, 255, 0);
        }
    }

    @Test
    void repeatsTheBytesForTheSameInput() throws Exception {
        BufferedImage noise = Images.noise(240, 160);
        VideoFormat format = new VideoFormat(240, 160, 20, 12);
        Path one = directory.resolve("one.mp4");
        Path two = directory.resolve("two.mp4");
        renderer.render(noise, Images.smooth(100, 100, 0), format, one);
        renderer.render(noise, Images.smooth(100, 100, 0), format, two);

        assertThat(Files.mismatch(one, two), is(-1L));
    }

    @Test
    void anImageFullOfNoiseStaysWithinWhatTheLevelAllows() throws Exception {
        VideoFormat format = new VideoFormat(720, 720, 2, 12);
        Path file = directory.resolve("noise.mp4");
        renderer.render(Images.noise(720, 720), Images.plain(8, 8, 0), format, file);

        assertThat(Files.size(file), lessThan(384L * 2025));
        assertThat(new DecodedVideo(file, 2).frames(), hasSize(2));
    }

    @Test
    void theIndexStandsBeforeThePictures() throws Exception {
        Path file = directory.resolve("video.mp4");
        renderer.render(Images.plain(9, 9, 1), Images.plain(9, 9, 2), new VideoFormat(64, 64, 3, 12), file);

        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.indexOf("ftyp"), is(4));
        assertThat(content.indexOf("moov") < content.indexOf("mdat"), is(true));
    }

    @Test
    void replacesAnExistingFile() throws Exception {
        Path file = Files.writeString(directory.resolve("video.mp4"), "old");
        renderer.render(Images.plain(9, 9, 1), Images.plain(9, 9, 2), new VideoFormat(64, 64, 3, 12), file);

        assertThat(new DecodedVideo(file, 1).numberOfFrames, is(3));
        assertThat(filesLeft(), contains("video.mp4"));
    }

    @Test
    void anInterruptWhileItWorksLeavesNoFile() throws Exception {
        BufferedImage interrupting = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB) {
            @Override
            public int[] getRGB(int x, int y, int width, int height, int[] rgb, int offset, int row) {
                if (y == 150) {
                    Thread.currentThread().interrupt();
                }
                return super.getRGB(x, y, width, height, rgb, offset, row);
            }
        };
        assertThrows(
                InterruptedException.class,
                () -> renderer.render(
                        Images.plain(9, 9, 1),
                        interrupting,
                        new VideoFormat(64, 64, 3, 12),
                        directory.resolve("video.mp4")));
        assertThat(filesLeft(), is(empty()));
    }

    @Test
    void aFailureToWriteLeavesNoPartialFile() throws Exception {
        Path occupied = Files.createDirectories(directory.resolve("video.mp4").resolve("inside"));
        assertThrows(
                IOException.class,
                () -> renderer.render(
                        Images.plain(9, 9, 1),
                        Images.plain(9, 9, 2),
                        new VideoFormat(64, 64, 3, 12),
                        occupied.getParent()));
        assertThat(filesLeft(), contains("video.mp4"));
    }

    @Test
    void doesNotMakeTheDirectory() {
        assertThrows(
                IOException.class,
                () -> renderer.render(
                        Images.plain(9, 9, 1),
                        Images.plain(9, 9, 2),
                        new VideoFormat(64, 64, 3, 12),
                        directory.resolve("missing/video.mp4")));
    }

    private DecodedVideo render(BufferedImage start, BufferedImage end, VideoFormat format, int framesToDecode)
            throws Exception {
        Path file = directory.resolve("video.mp4");
        renderer.render(start, end, format, file);
        return new DecodedVideo(file, framesToDecode);
    }

    private List<String> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
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
}
