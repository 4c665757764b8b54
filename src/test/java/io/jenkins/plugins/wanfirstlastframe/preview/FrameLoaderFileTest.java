package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLoaderFileTest {

    @TempDir
    private Path directory;

    private final FrameLoader loader = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void loadsAnImage(String format) throws Exception {
        BufferedImage image = load(Images.encode(Images.smooth(160, 90, 100), format));

        assertThat(image.getWidth(), is(160));
        assertThat(image.getHeight(), is(90));
        assertThat((double) (image.getRGB(80, 45) >> 16 & 0xff), closeTo(127, 4));
    }

    @Test
    void loadsWebP() throws Exception {
        for (byte[] file : new byte[][] {Images.WEBP_LOSSY, Images.WEBP_LOSSLESS}) {
            BufferedImage image = load(file);
            assertThat(image.getWidth(), is(16));
            assertThat(image.getHeight(), is(8));
            assertThat((double) (image.getRGB(2, 4) >> 16 & 0xff), closeTo(200, 6));
            assertThat((double) (image.getRGB(13, 4) & 0xff), closeTo(200, 6));
        }
    }

    @Test
    void theContentCountsNotTheName() throws Exception {
        Path file = Files.write(directory.resolve("image.png"), Images.encode(Images.plain(4, 4, 0), "jpg"));
        assertThat(loader.load(file).getWidth(), is(4));
    }

    @Test
    void anImageMuchLargerThanAnyVideoComesBackReducedInProportion() throws Exception {
        BufferedImage image = load(Images.encode(Images.plain(6400, 5200, 0x336699), "jpg"));
        assertThat(image.getWidth(), is(3200));
        assertThat(image.getHeight(), is(2600));
    }

    @Test
    void refusesADecompressionBombBeforeDecodingIt() {
        for (byte[] bomb : new byte[][] {pngBomb(), jpegBomb(), webpBomb()}) {
            assertThat(refusal(bomb), containsString("more than 40 megapixels; make it smaller"));
        }
    }

    @Test
    void refusesATruncatedImage() {
        byte[][] whole = {
            Images.encode(Images.noise(200, 200), "png"),
            Images.encode(Images.noise(200, 200), "jpg"),
            Images.WEBP_LOSSY,
            Images.WEBP_LOSSLESS
        };
        for (byte[] file : whole) {
            for (int length : new int[] {13, 24, file.length / 2, file.length - 30}) {
                assertThat(refusal(Arrays.copyOf(file, length)), containsString("damaged"));
            }
        }
    }

    @Test
    void refusesWhatIsNoImage() {
        assertThat(
                refusal("<!DOCTYPE html><html>Please log in</html>".getBytes(StandardCharsets.UTF_8)),
                containsString("is not a PNG, JPEG or WebP image (it looks like a web page)"));
        assertThat(refusal(new byte[0]), containsString("(it is empty)"));
        assertThat(refusal("GIF89a".getBytes(StandardCharsets.UTF_8)), containsString("is not a PNG"));
    }

    @Test
    void refusesAFileOverTheLimit() throws Exception {
        FrameLoader small = new FrameLoader(
                new OkHttpClient(), new FrameLimits(1000, 1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        Path file = Files.write(directory.resolve("large.png"), Images.encode(Images.noise(50, 50), "png"));
        FrameException refused = assertThrows(FrameException.class, () -> small.load(file));
        assertThat(refused.getMessage(), containsString("is larger than"));
    }

    @Test
    void saysWhatStandsInTheFilesPlace() throws Exception {
        assertThat(refusalOf(directory), endsWith("is a folder; give an image file in it"));
        assertThat(refusalOf(Path.of("/dev/null")), endsWith("is a device or pipe; give an image file"));
        assertThat(refusalOf(directory.resolve("x".repeat(300))), containsString("can't be read: "));
    }

    private String refusalOf(Path file) {
        return assertThrows(FrameException.class, () -> loader.load(file)).getMessage();
    }

    @Test
    void namesTheFileThatIsMissing() {
        FrameException refused =
                assertThrows(FrameException.class, () -> loader.load(directory.resolve("no\nsuch.png")));
        assertThat(
                refused.getMessage(),
                allOf(
                        containsString("no such.png does not exist: there is no file " + directory),
                        not(containsString("\n"))));
    }

    private BufferedImage load(byte[] content) throws IOException {
        return loader.load(Files.write(directory.resolve("frame"), content));
    }

    private String refusal(byte[] content) {
        return assertThrows(FrameException.class, () -> load(content)).getMessage();
    }

    /** 60000x60000 by its header, with nothing behind it. */
    private static byte[] pngBomb() {
        ByteBuffer header = ByteBuffer.allocate(17);
        header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(60_000).putInt(60_000);
        header.put(new byte[] {8, 2, 0, 0, 0});
        CRC32 check = new CRC32();
        check.update(header.array());
        ByteBuffer file = ByteBuffer.allocate(8 + 4 + 17 + 4 + 12);
        file.putLong(0x89504e470d0a1a0aL).putInt(13).put(header.array()).putInt((int) check.getValue());
        return file.putInt(0)
                .put("IDAT".getBytes(StandardCharsets.US_ASCII))
                .putInt(0x35af061e)
                .array();
    }

    /** A real image whose header is changed to 65000x65000. */
    private static byte[] jpegBomb() {
        byte[] file = Images.encode(Images.plain(16, 16, 0), "jpg");
        for (int i = 0; i < file.length - 9; i++) {
            if (file[i] == (byte) 0xff && file[i + 1] == (byte) 0xc0) {
                ByteBuffer.wrap(file).putShort(i + 5, (short) 65_000).putShort(i + 7, (short) 65_000);
                return file;
            }
        }
        throw new AssertionError("no start of frame");
    }

    private static byte[] webpBomb() {
        byte[] file = Images.WEBP_LOSSY.clone();
        // 14 bits each, little endian, behind the three bytes that start a key frame
        file[26] = file[28] = (byte) 0xff;
        file[27] = file[29] = 0x3f;
        return file;
    }
}
