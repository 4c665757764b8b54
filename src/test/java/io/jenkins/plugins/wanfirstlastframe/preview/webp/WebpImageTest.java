package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.preview.ImageFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebpImageTest {

    /** Each file of the folder has libwebp's pixels beside it. */
    static List<String> files() throws IOException, URISyntaxException {
        Path folder = Path.of(ImageFiles.class.getResource("webp").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".webp"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theFilesAreThere() throws Exception {
        assertThat(files().size(), greaterThan(40));
    }

    @ParameterizedTest
    @MethodSource("files")
    void decodesToThePixelsOfLibwebp(String name) throws IOException {
        BufferedImage ours = WebpImage.of(ImageFiles.resource(name + ".webp")).decode(1);
        BufferedImage theirs = ImageIO.read(new ByteArrayInputStream(ImageFiles.resource(name + ".png")));

        assertThat(ours.getWidth(), is(theirs.getWidth()));
        assertThat(ours.getHeight(), is(theirs.getHeight()));
        int differing = 0;
        for (int y = 0; y < ours.getHeight(); y++) {
            for (int x = 0; x < ours.getWidth(); x++) {
                differing += ours.getRGB(x, y) == theirs.getRGB(x, y) ? 0 : 1;
            }
        }
        assertThat(differing, is(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"black-lossless", "black-lossless-alpha", "lossless-1x1"})
    void aPictureIsReadHoweverSmallItIsPacked(String name) throws IOException {
        byte[] file = ImageFiles.resource(name + ".webp");
        BufferedImage image = WebpImage.of(file).decode(1);
        assertThat(image.getWidth() == 1 || 4L * image.getWidth() * image.getHeight() / file.length > 2048, is(true));
    }

    @ParameterizedTest
    @CsvSource({
        "lossy-q75, 0, 0",
        "lossy-q75, 20, 10",
        "lossless-plasma, 38, 2",
        "alpha-raw, 2, 30",
        "lossy-1x1, 98, 78"
    })
    void aSmallFirstFrameOfAnAnimationIsDrawnOnItsCanvas(String name, int left, int top) throws IOException {
        byte[] single = ImageFiles.resource(name + ".webp");
        BufferedImage alone = WebpImage.of(single).decode(1);
        byte[] frame = ImageFiles.webpFrame(
                left, top, alone.getWidth(), alone.getHeight(), pictureChunks(ImageFiles.webpChunks(single)));
        byte[] other = ImageFiles.webpFrame(0, 0, 2, 3, ImageFiles.webpChunks(ImageFiles.resource("lossy-2x3.webp")));
        byte[] background = ImageFiles.webpChunk("ANIM", new byte[] {(byte) 200, (byte) 100, 50, (byte) 255, 0, 0});
        WebpImage animation =
                WebpImage.of(ImageFiles.webp(ImageFiles.webpCanvas(0x12, 100, 80), background, frame, other));

        assertThat(animation.width(), is(100));
        assertThat(animation.height(), is(80));
        BufferedImage canvas = animation.decode(1);
        for (int y = 0; y < 80; y++) {
            for (int x = 0; x < 100; x++) {
                boolean inside = x >= left && y >= top && x < left + alone.getWidth() && y < top + alone.getHeight();
                assertThat(canvas.getRGB(x, y), is(inside ? alone.getRGB(x - left, y - top) : 0));
            }
        }
    }

    @Test
    void aFrameThatCoversItsCanvasLeavesNothingTransparent() throws IOException {
        byte[] chunks = ImageFiles.webpChunks(ImageFiles.resource("lossy-16x16.webp"));
        byte[] file = ImageFiles.webp(ImageFiles.webpCanvas(2, 16, 16), ImageFiles.webpFrame(0, 0, 16, 16, chunks));
        assertThat(WebpImage.of(file).decode(1).getColorModel().hasAlpha(), is(false));
    }

    @ParameterizedTest
    @CsvSource({"62, 0, 61, 47", "50, 40, 61, 47", "0, 0, 60, 47", "0, 0, 61, 48"})
    void refusesAFrameThatDoesNotFitIntoItsCanvas(int left, int top, int width, int height) {
        byte[] chunks = ImageFiles.webpChunks(ImageFiles.resource("lossy-q75.webp"));
        byte[] file = ImageFiles.webp(
                ImageFiles.webpCanvas(2, 100, 80), ImageFiles.webpFrame(left, top, width, height, chunks));
        assertThrows(IOException.class, () -> WebpImage.of(file));
    }

    @Test
    void framesWithinFramesAreNotFollowed() {
        byte[] nested = new byte[24 * 200_000];
        for (int at = 0; at < nested.length; at += 24) {
            System.arraycopy(ImageFiles.webpFrame(0, 0, 1, 1, new byte[0]), 0, nested, at, 24);
            ByteBuffer.wrap(nested).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 4, nested.length - at - 8);
        }
        assertThrows(EOFException.class, () -> WebpImage.of(ImageFiles.webp(nested)));
    }

    /** 0 none, 1 horizontal, 2 vertical, 3 gradient: the value before, the one above, or both less the one between. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void undoesTheFilterOfRawTransparency(int filter) throws IOException {
        byte[] colours = ImageFiles.webpChunks(ImageFiles.resource("lossy-31x33.webp"));
        byte[] alpha = new byte[1 + 31 * 33];
        alpha[0] = (byte) (filter << 2);
        for (int i = 0; i < 31 * 33; i++) {
            alpha[1 + i] = (byte) (opacity(i) - predicted(filter, i % 31, i / 31));
        }
        byte[] file =
                ImageFiles.webp(ImageFiles.webpCanvas(0x10, 31, 33), ImageFiles.webpChunk("ALPH", alpha), colours);
        BufferedImage image = WebpImage.of(file).decode(1);
        for (int i = 0; i < 31 * 33; i++) {
            assertThat(image.getRGB(i % 31, i / 31) >>> 24, is(opacity(i)));
        }
    }

    private static int opacity(int place) {
        return place * place * 7 % 256;
    }

    private static int predicted(int filter, int x, int y) {
        if (filter == 0 || x == 0 && y == 0) {
            return 0;
        }
        int before = x == 0 ? 0 : opacity(31 * y + x - 1);
        int above = y == 0 ? 0 : opacity(31 * (y - 1) + x);
        if (y == 0) {
            return before;
        }
        if (x == 0 || filter == 2) {
            return above;
        }
        return filter == 1 ? before : Math.max(0, Math.min(255, before + above - opacity(31 * (y - 1) + x - 1)));
    }

    @Test
    void takesEachSoManythPixel() throws IOException {
        for (String name : List.of("lossy-q75", "lossless-plasma", "alpha-raw")) {
            WebpImage image = WebpImage.of(ImageFiles.resource(name + ".webp"));
            BufferedImage whole = image.decode(1);
            BufferedImage third = image.decode(3);
            assertThat(third.getWidth(), is((whole.getWidth() + 2) / 3));
            for (int y = 0; y < third.getHeight(); y++) {
                for (int x = 0; x < third.getWidth(); x++) {
                    assertThat(third.getRGB(x, y), is(whole.getRGB(3 * x, 3 * y)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossy-q75", "lossless-plasma", "alpha-raw", "lossy-eight-partitions"})
    void aFileThatEndsWithinItsPictureIsCutOff(String name) {
        byte[] file = ImageFiles.resource(name + ".webp");
        for (int length = 12; length < file.length - 1; length += 5) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThrows(EOFException.class, () -> WebpImage.of(cut));
        }
    }

    @Test
    void whatStandsBehindThePictureIsNotMissed() throws IOException {
        byte[] picture = ImageFiles.webpChunks(ImageFiles.resource("lossy-16x16.webp"));
        byte[] whole =
                ImageFiles.webp(ImageFiles.webpCanvas(8, 16, 16), picture, ImageFiles.webpChunk("XMP ", new byte[100]));
        assertThat(
                WebpImage.of(Arrays.copyOf(whole, whole.length - 50)).decode(1).getWidth(), is(16));
        assertThat(
                WebpImage.of(Arrays.copyOf(whole, whole.length + 50)).decode(1).getWidth(), is(16));
    }

    @Test
    void damagedFilesEndInAnExceptionAndSoon() throws Exception {
        Random random = new Random(7);
        long start = System.nanoTime();
        for (String name : List.of("lossy-q75", "lossless-alpha", "alpha-cartoon", "lossy-eight-partitions")) {
            byte[] file = ImageFiles.resource(name + ".webp");
            for (int i = 0; i < 500; i++) {
                byte[] damaged = file.clone();
                // behind the sizes, which are a caller's to judge
                damaged[30 + random.nextInt(file.length - 30)] = (byte) random.nextInt();
                damaged[40 + random.nextInt(file.length - 40)] = (byte) random.nextInt();
                try {
                    WebpImage image = WebpImage.of(damaged);
                    if ((long) image.width() * image.height() < 1_000_000) {
                        image.decode(1);
                    }
                } catch (IOException | RuntimeException e) {
                    assertThat(e.toString(), e.getStackTrace().length, greaterThan(0));
                }
            }
        }
        assertThat(System.nanoTime() - start, lessThan(60_000_000_000L));
    }

    /** Without the canvas, which an animation has of its own. */
    private static byte[] pictureChunks(byte[] chunks) {
        return chunks[3] == 'X' ? Arrays.copyOfRange(chunks, 18, chunks.length) : chunks;
    }
}
