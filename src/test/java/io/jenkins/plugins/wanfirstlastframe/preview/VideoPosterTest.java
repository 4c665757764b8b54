package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code video} are made by x264 and x265: red becomes blue in twenty frames of 96x64. */
class VideoPosterTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream content = VideoPosterTest.class.getResourceAsStream("video/" + name)) {
            Files.write(file, content.readAllBytes());
        }
        return file;
    }

    private static boolean like(byte[] jpeg, Color colour, int width, int height) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        Color pixel = new Color(image.getRGB(width / 2, height / 2));
        return image.getWidth() == width
                && image.getHeight() == height
                && Math.abs(pixel.getRed() - colour.getRed()) < 12
                && Math.abs(pixel.getGreen() - colour.getGreen()) < 12
                && Math.abs(pixel.getBlue() - colour.getBlue()) < 12;
    }

    @ParameterizedTest
    @ValueSource(strings = {"high.mp4", "slices.mp4"})
    void showsTheFirstFrameOfAHighProfileVideoWhateverItsSlices(String name) throws Exception {
        Path video = file(name);
        assertThat(like(VideoPoster.of(video).orElseThrow(), Color.RED, 96, 64), is(true));
        assertThat(VideoFacts.read(video).orElseThrow().toString(), is("96x64, 20 frames, 12 a second"));
    }

    @Test
    void aPreviewHasOneAndALargeFrameIsScaledDown() throws Exception {
        BufferedImage white = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        white.createGraphics().fillRect(0, 0, 16, 16);
        BufferedImage black = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        Path video = folder.resolve("preview.mp4");
        new PreviewRenderer().render(white, black, new VideoFormat(720, 1280, 30, 24), video);
        byte[] poster = VideoPoster.of(video).orElseThrow();
        assertThat(like(poster, Color.WHITE, 270, 480), is(true));
        assertThat(poster.length, lessThan(SmallPicture.MAX_BYTES));
        VideoFacts facts = VideoFacts.read(video).orElseThrow();
        assertThat(facts.toString(), is("720x1280, 30 frames, 24 a second"));
        assertThat(facts.seconds().orElseThrow().toPlainString(), is("1.25"));
        assertThat(VideoFacts.of(facts.numbers()), is(Optional.of(facts)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten-bit.mp4", "hevc.mp4"})
    void whatCannotBeDecodedHereHasNoPictureButFacts(String name) throws Exception {
        Path video = file(name);
        assertThat(VideoPoster.of(video), is(Optional.empty()));
        assertThat(VideoFacts.read(video).orElseThrow().toString(), is("96x64, 20 frames, 12 a second"));
    }

    @Test
    void ofAFragmentedFileJustTheSizeIsKnown() throws Exception {
        Path video = file("fragmented.mp4");
        assertThat(VideoFacts.read(video).orElseThrow().toString(), is("96x64"));
        assertThat(VideoPoster.of(video), is(Optional.empty()));
    }

    @Test
    void noDamageFailsAnybody() throws Exception {
        byte[] whole = Files.readAllBytes(file("high.mp4"));
        Random random = new Random(12);
        Path damaged = folder.resolve("damaged.mp4");
        for (int round = 0; round < 600; round++) {
            byte[] content = whole.clone();
            for (int i = 0; i <= round % 4; i++) {
                content[random.nextInt(content.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
            }
            Files.write(damaged, content);
            VideoFacts.read(damaged);
            VideoPoster.of(damaged, SHORT);
        }
        Files.write(damaged, new byte[0]);
        assertThat(VideoPoster.of(damaged, SHORT), is(Optional.empty()));
        assertThat(VideoPoster.of(folder.resolve("missing.mp4")), is(Optional.empty()));
    }

    @Test
    void nobodyWaitsForLongerThanAllowed() throws Exception {
        long begun = System.nanoTime();
        VideoPoster.of(file("high.mp4"), Duration.ZERO);
        assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(Duration.ofSeconds(5)));
    }

    @Test
    void numbersThatCannotBeTrueAreNoFacts() {
        assertThat(VideoFacts.of(null), is(Optional.empty()));
        assertThat(VideoFacts.of(new long[] {1, 2, 3}), is(Optional.empty()));
        assertThat(VideoFacts.of(new long[] {1L << 40, 2, 3, 4, 5}), is(Optional.empty()));
        assertThat(VideoFacts.of(new long[] {-1, 2, 3, 4, 5}), is(Optional.empty()));
    }
}
