package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile.Format;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameFileTest {

    private static final byte[] ICC = ImageFiles.bytes("ICC_PROFILE\0");
    private static final int APP2 = 0xe2;

    @Test
    void tellsFormatAndSize() throws IOException {
        byte[] png = Images.encode(Images.plain(7, 5, 0x123456), "png");
        byte[] jpeg = Images.encode(Images.plain(9, 6, 0x123456), "jpg");
        assertThat(summary(png), is("PNG image/png 7x5 opaque"));
        assertThat(summary(jpeg), is("JPEG image/jpeg 9x6 opaque"));
        assertThat(summary(Images.WEBP_LOSSY), is("WEBP image/webp 16x8 opaque"));
        assertThat(summary(ImageFiles.resource("alpha-raw.webp")), is("WEBP image/webp 64x48 transparent"));
    }

    private static String summary(byte[] content) throws IOException {
        FrameFile file = decode(content);
        return file.format() + " " + file.format().mediaType() + " " + file.width() + "x" + file.height()
                + (file.transparent() ? " transparent" : " opaque");
    }

    @Test
    void theSizeIsThatOfTheFileAlsoWhereThePixelsAreReduced() throws IOException {
        FrameFile file = decode(Images.encode(Images.plain(6400, 5200, 0x336699), "jpg"));
        assertThat(file.width(), is(6400));
        assertThat(file.height(), is(5200));
        assertThat(file.image().getWidth(), is(3200));
    }

    // grey

    @ParameterizedTest
    @CsvSource({
        "1, 0, 0",
        "1, 1, 255",
        "2, 1, 85",
        "2, 2, 170",
        "4, 8, 136",
        "4, 15, 255",
        "8, 1, 1",
        "8, 128, 128",
        "8, 200, 200",
        "16, 257, 1",
        "16, 32896, 128",
        "16, 51400, 200",
        "16, 65535, 255"
    })
    void greyOfAnyDepthIsTakenAsItStands(int depth, int value, int expected) throws IOException {
        byte[] row = samples(depth, value, 4);
        assertThat(colour(ImageFiles.png(4, 2, depth, 0, rows(row, row))), is(grey(expected)));
    }

    @ParameterizedTest
    @CsvSource({"8, 128, 64", "8, 30, 255", "16, 128, 64", "16, 255, 1"})
    void greyWithTransparencyToo(int depth, int grey, int alpha) throws IOException {
        byte[] pixel = depth == 8
                ? new byte[] {(byte) grey, (byte) alpha}
                : new byte[] {(byte) grey, (byte) grey, (byte) alpha, (byte) alpha};
        byte[] row = ImageFiles.joined(pixel, pixel);
        FrameFile file = decode(ImageFiles.png(2, 1, depth, 4, rows(row)));
        assertThat(file.image().getRGB(1, 0), is(alpha << 24 | grey(grey)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 128, 200, 255})
    void greyJpegsAreTakenAsTheyStandWithAnyProfile(int value) throws IOException {
        BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((DataBufferByte) image.getRaster().getDataBuffer()).getData(), (byte) value);
        byte[] plain = jpeg(image, false);
        byte[] ofGrey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        byte[] ofColours = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        for (byte[] file : new byte[][] {
            plain,
            jpeg(image, true),
            withProfile(plain, piece(1, 1, ofGrey)),
            withProfile(plain, piece(1, 1, ofColours)),
            Arrays.copyOf(plain, plain.length - 2)
        }) {
            assertThat((double) (colour(file) & 0xff), closeTo(value, 1));
        }
    }

    @Test
    void coloursOfSixteenBitsAndPalettesAreTakenAsTheyStand() throws IOException {
        byte[] deep = {(byte) 200, (byte) 200, 100, 100, 50, 50};
        byte[] deepAlpha = ImageFiles.joined(deep, new byte[] {(byte) 128, (byte) 128});
        byte[] palette = ImageFiles.pngChunk("PLTE", new byte[] {0, 0, 0, (byte) 200, 100, 50});
        byte[] transparency = ImageFiles.pngChunk("tRNS", new byte[] {(byte) 255, 64});
        assertThat(colour(ImageFiles.png(1, 1, 16, 2, rows(deep))), is(0xc86432));
        assertThat(decode(ImageFiles.png(1, 1, 16, 6, rows(deepAlpha))).image().getRGB(0, 0), is(0x80c86432));
        assertThat(colour(ImageFiles.png(1, 1, 1, 3, rows(new byte[] {(byte) 0x80}), palette)), is(0xc86432));
        assertThat(colour(ImageFiles.png(1, 1, 4, 3, rows(new byte[] {0x10}), palette)), is(0xc86432));
        byte[] seeThrough = ImageFiles.png(1, 1, 8, 3, rows(new byte[] {1}), palette, transparency);
        assertThat(decode(seeThrough).image().getRGB(0, 0), is(0x40c86432));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmyk.jpg", "ycck.jpg"})
    void picturesInPrintingInksAreRead(String name) throws IOException {
        BufferedImage image = decode(ImageFiles.resource("../jpeg/" + name)).image();
        int[][] expected = {{4, 4, 0xff0000}, {60, 4, 0x00ff00}, {4, 28, 0x0000ff}, {60, 28, 0xffffff}};
        for (int[] corner : expected) {
            assertNear(image.getRGB(corner[0], corner[1]), corner[2], 3);
        }
    }

    // profiles

    @Test
    void coloursOfAProfileAreBroughtIntoSrgb() throws IOException {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] jpeg = Images.encode(Images.plain(16, 16, 0x808080), "jpg");
        byte[] half = piece(1, 2, Arrays.copyOf(linear, 300));
        byte[] rest = piece(2, 2, Arrays.copyOfRange(linear, 300, linear.length));
        assertNear(colour(withProfile(jpeg, piece(1, 1, linear))), 0xbcbcbc, 2);
        assertNear(colour(withProfile(jpeg, half, rest)), 0xbcbcbc, 2);
        assertNear(colour(withProfile(jpeg, rest, half)), 0xbcbcbc, 2);

        byte[] webp = ImageFiles.webp(
                ImageFiles.webpCanvas(0x20, 64, 48),
                ImageFiles.webpChunk("ICCP", linear),
                ImageFiles.webpChunks(ImageFiles.resource("lossy-grey.webp")));
        int plain = decode(ImageFiles.resource("lossy-grey.webp")).image().getRGB(5, 24) & 0xff;
        int seen = decode(webp).image().getRGB(5, 24) & 0xff;
        assertThat((double) seen, closeTo(255 * Math.pow(plain / 255.0, 1 / 2.2), 4));
    }

    static Stream<Arguments> oddPieces() {
        byte[] whole = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] empty = {};
        return Stream.of(
                Arguments.of("an empty one", new byte[][] {piece(1, 1, empty)}),
                Arguments.of("without numbers", new byte[][] {ImageFiles.segment(APP2, ICC)}),
                Arguments.of("one number", new byte[][] {ImageFiles.segment(APP2, ICC, new byte[] {1})}),
                Arguments.of("3 of 1", new byte[][] {piece(3, 1, whole)}),
                Arguments.of("0 of 0", new byte[][] {piece(0, 0, whole)}),
                Arguments.of("0 of 1", new byte[][] {piece(0, 1, whole)}),
                Arguments.of("1 of 2", new byte[][] {piece(1, 2, whole)}),
                Arguments.of("2 of 2", new byte[][] {piece(2, 2, whole)}),
                Arguments.of("1 of 255", new byte[][] {piece(1, 255, whole)}),
                Arguments.of("1 of 1, twice", new byte[][] {piece(1, 1, whole), piece(1, 1, whole)}),
                Arguments.of("1 of 2, 2 of 3", new byte[][] {piece(1, 2, whole), piece(2, 3, whole)}),
                Arguments.of("1 of 1, an empty one", new byte[][] {piece(1, 1, whole), piece(2, 1, empty)}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddPieces")
    void aProfileInAnOddNumberOfPiecesIsIgnored(String name, byte[][] segments) throws IOException {
        byte[] jpeg = Images.encode(Images.plain(16, 16, 0xc86432), "jpg");
        byte[] inks = ImageFiles.resource("../jpeg/cmyk.jpg");
        assertThat(colour(withProfile(jpeg, segments)), is(colour(jpeg)));
        assertThat(colour(withProfile(inks, segments)), is(colour(inks)));
    }

    static Stream<Arguments> oddProfiles() {
        byte[] whole = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] noTags = whole.clone();
        Arrays.fill(noTags, 132, noTags.length, (byte) 0x55);
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("cut off", Arrays.copyOf(whole, 200)),
                Arguments.of("a head alone", Arrays.copyOf(whole, 128)),
                Arguments.of("zeros", new byte[500]),
                Arguments.of("text", ImageFiles.bytes("x".repeat(500))),
                Arguments.of("damaged tags", noTags),
                Arguments.of(
                        "of grey", ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData()),
                Arguments.of(
                        "of CIE XYZ",
                        ICC_Profile.getInstance(ColorSpace.CS_CIEXYZ).getData()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddProfiles")
    void aDamagedProfileIsIgnored(String name, byte[] profile) throws IOException {
        byte[] jpeg = Images.encode(Images.plain(16, 16, 0xc86432), "jpg");
        assertThat(colour(withProfile(jpeg, piece(1, 1, profile))), is(colour(jpeg)));

        for (String picture : new String[] {"lossy-m6.webp", "lossless-plasma.webp", "alpha-raw.webp"}) {
            byte[] plain = ImageFiles.resource(picture);
            BufferedImage image = decode(plain).image();
            byte[] chunks = ImageFiles.webpChunks(plain);
            byte[] webp = ImageFiles.webp(
                    ImageFiles.webpCanvas(0x30, image.getWidth(), image.getHeight()),
                    ImageFiles.webpChunk("ICCP", profile),
                    chunks[3] == 'X' ? Arrays.copyOfRange(chunks, 18, chunks.length) : chunks);
            assertThat(colour(webp), is(colour(plain)));
        }

        byte[] row = {(byte) 200, 100, 50};
        assertThat(colour(ImageFiles.png(1, 1, 8, 2, rows(row), ImageFiles.pngChunk("iCCP", profile))), is(0xc86432));
    }

    // damage

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJpegThatLacksOnlyItsEndMarkerIsRead(boolean progressive) throws IOException {
        BufferedImage grey = new BufferedImage(90, 70, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster()
                .setPixels(0, 0, 90, 70, Images.noise(90, 70).getRaster().getSamples(0, 0, 90, 70, 0, (int[]) null));
        for (BufferedImage image : new BufferedImage[] {Images.noise(200, 150), Images.smooth(64, 64, 9), grey}) {
            byte[] file = jpeg(image, progressive);
            BufferedImage whole = decode(file).image();
            for (int missing = 1; missing <= 2; missing++) {
                BufferedImage read =
                        decode(Arrays.copyOf(file, file.length - missing)).image();
                assertThat(differing(whole, read), is(0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJpegThatLacksMoreIsNot(boolean progressive) {
        for (BufferedImage image :
                new BufferedImage[] {Images.noise(200, 150), Images.smooth(640, 480, 9), Images.corners(300, 200)}) {
            byte[] file = jpeg(image, progressive);
            for (int percent : new int[] {2, 20, 40, 60, 80, 95}) {
                assertThat(
                        percent + " %",
                        refusal(Arrays.copyOf(file, file.length * percent / 100)),
                        containsString("is cut off or damaged"));
            }
        }
    }

    @Test
    void aPngThatLacksOnlyItsEndIsRead() throws IOException {
        byte[] file = Images.encode(Images.noise(50, 40), "png");
        for (int missing : new int[] {1, 8, 12}) {
            assertThat(decode(Arrays.copyOf(file, file.length - missing)).width(), is(50));
        }
    }

    @Test
    void whatIsReadByOthersMayBeReadByTheService() {
        byte[] hierarchical = Images.encode(Images.noise(50, 40), "jpg");
        for (int i = 0; i < hierarchical.length - 1; i++) {
            if (hierarchical[i] == (byte) 0xff && hierarchical[i + 1] == (byte) 0xc0) {
                hierarchical[i + 1] = (byte) 0xc5; // the start of a frame of that kind
            }
        }
        byte[] png = Images.encode(Images.noise(50, 40), "png");
        byte[] ofAnApple = ImageFiles.joined(
                Arrays.copyOf(png, 8),
                ImageFiles.pngChunk("CgBI", new byte[4]),
                Arrays.copyOfRange(png, 8, png.length));
        byte[] ofTheFuture = Images.WEBP_LOSSLESS.clone();
        ofTheFuture[24] |= (byte) 0xe0; // the version
        byte[] brokenPixels = png.clone();
        Arrays.fill(brokenPixels, 60, 400, (byte) 0x33);
        for (byte[] file : new byte[][] {hierarchical, ofAnApple, ofTheFuture, brokenPixels}) {
            assertThat(
                    refusal(file),
                    allOf(containsString("can't be read here"), containsString("The service may still read it")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GIF89a, a GIF",
        "'<?xml version=\"1.0\"?><svg', an SVG drawing",
        "'  <!DOCTYPE html>', a web page",
        "'version https://git-lfs.github.com/spec/v1', a Git LFS pointer",
        "BM......, a BMP",
        "....ftypavif, AVIF",
        "....ftypheic, HEIC",
        "RIFF....AVI , none of them",
        "nothing, none of them"
    })
    void saysWhatElseTheFileIs(String start, String expected) {
        String message = refusal(start.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(message, containsString("is not a PNG, JPEG or WebP image ("));
        assertThat(message, containsString(expected));
        assertThat(message, not(containsString("may still")));
    }

    @Test
    void limitsHoldBeforeAnythingIsDecoded() {
        FrameLimits small =
                new FrameLimits(10_000, 1000, FrameLimits.DEFAULT.readTimeout(), FrameLimits.DEFAULT.total());
        byte[] frame =
                ImageFiles.webpFrame(0, 0, 16, 16, ImageFiles.webpChunks(ImageFiles.resource("lossy-16x16.webp")));
        for (byte[] file : new byte[][] {
            Images.encode(Images.plain(100, 11, 0), "png"),
            Images.encode(Images.plain(100, 11, 0), "jpg"),
            ImageFiles.resource("black-lossless.webp"),
            ImageFiles.webp(ImageFiles.webpCanvas(2, 16_000_000, 16_000_000), frame)
        }) {
            FrameException refused = assertThrows(FrameException.class, () -> FrameFile.of(file, "x", small));
            assertThat(refused.getMessage(), containsString("megapixels; make it smaller"));
        }
        FrameException refused = assertThrows(FrameException.class, () -> FrameFile.of(new byte[10_001], "x", small));
        assertThat(refused.getMessage(), containsString("is larger than"));
    }

    @ParameterizedTest
    @CsvSource({
        "a b/ü.png, a b/ü.png",
        "https://example.com/a.png?key=SECRET, https://example.com/a.png",
        "https://SECRET@example.com/a.png#SECRET, https://example.com/a.png",
        "what? a name.png, what? a name.png"
    })
    void aMessageNamesTheFrameWithoutSecrets(String name, String shown) {
        FrameException refused =
                assertThrows(FrameException.class, () -> FrameFile.of(new byte[0], name, FrameLimits.DEFAULT));
        assertThat(refused.getMessage(), containsString("The frame " + shown + " is not"));
    }

    // scaling

    @ParameterizedTest
    @CsvSource({
        "400, 300, 200, 200, 200x150",
        "400, 300, 2000, 30, 40x30",
        "400, 300, 400, 300, 400x300",
        "400, 300, 4000, 3000, 400x300",
        "900, 300, 90, 90, 90x30"
    })
    void scalesDownInProportionAndNeverUp(int width, int height, int maxWidth, int maxHeight, String size)
            throws Exception {
        FrameFile file = decode(Images.encode(Images.smooth(width, height, 77), "png"));
        for (Format format : new Format[] {Format.PNG, Format.JPEG}) {
            byte[] scaled = file.scaledDown(maxWidth, maxHeight, format);
            FrameFile read = decode(scaled);
            assertThat(read.format(), is(format));
            assertThat(read.width() + "x" + read.height(), is(size));
            int x = read.width() / 2;
            int y = read.height() / 2;
            assertNear(read.image().getRGB(x, y), file.image().getRGB(width / 2, height / 2), 5);
        }
    }

    @Test
    void anExtremeShapeKeepsAPixelOfEachSide() throws Exception {
        FrameFile file = decode(Images.encode(Images.plain(1000, 2, 0x123456), "png"));
        FrameFile scaled = decode(file.scaledDown(100, 100, Format.PNG));
        assertThat(scaled.width() + "x" + scaled.height(), is("100x1"));
        assertThat(colour(file.scaledDown(1, 1, Format.PNG)), is(0x123456));
        assertThrows(IllegalArgumentException.class, () -> file.scaledDown(10, 10, Format.WEBP));
    }

    @Test
    void transparencyIsKeptInPngAndLeftOutOfJpeg() throws Exception {
        FrameFile file = decode(ImageFiles.resource("alpha-no-filter.webp"));
        FrameFile png = decode(file.scaledDown(32, 32, Format.PNG));
        FrameFile jpeg = decode(file.scaledDown(32, 32, Format.JPEG));
        assertThat(png.transparent(), is(true));
        assertThat(jpeg.transparent(), is(false));
        assertThat(
                (double) (png.image().getRGB(16, 12) >>> 24),
                closeTo(file.image().getRGB(32, 24) >>> 24, 5));
        assertNear(jpeg.image().getRGB(16, 12), file.image().getRGB(32, 24), 8);
    }

    @Test
    void aTurnedPhotoIsScaledUpright() throws Exception {
        byte[] exif = ImageFiles.exif(ByteOrder.BIG_ENDIAN, 6);
        byte[] photo = ImageFiles.withSegments(
                Images.encode(Images.corners(80, 40), "jpg"),
                ImageFiles.segment(0xe1, ImageFiles.bytes("Exif\0\0"), exif));
        FrameFile scaled = decode(decode(photo).scaledDown(40, 40, Format.JPEG));
        assertThat(scaled.width() + "x" + scaled.height(), is("20x40"));
        assertNear(scaled.image().getRGB(4, 4), 0x0000ff, 12);
    }

    @Test
    void aLargePictureGetsSmallEnoughToBeSentInline() throws Exception {
        FrameFile file = decode(jpeg(Images.noise(3840, 2160), false));
        byte[] scaled = file.scaledDown(2560, 1440, Format.JPEG);
        assertThat(scaled.length, lessThan(6 << 20));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(scaled));
        assertThat(image.getWidth() + "x" + image.getHeight(), is("2560x1440"));
    }

    private static FrameFile decode(byte[] content) throws IOException {
        return FrameFile.of(content, "file", FrameLimits.DEFAULT);
    }

    private static String refusal(byte[] content) {
        return assertThrows(FrameException.class, () -> decode(content)).getMessage();
    }

    /** Of a pixel in the middle, without its transparency. */
    private static int colour(byte[] content) throws IOException {
        BufferedImage image = decode(content).image();
        return image.getRGB(image.getWidth() / 2, image.getHeight() / 2) & 0xffffff;
    }

    private static int grey(int value) {
        return value << 16 | value << 8 | value;
    }

    private static void assertNear(int rgb, int expected, int error) {
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(
                    Integer.toHexString(rgb), (double) (rgb >> shift & 0xff), closeTo(expected >> shift & 0xff, error));
        }
    }

    private static int differing(BufferedImage one, BufferedImage other) {
        int differing = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                differing += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
            }
        }
        return differing;
    }

    /** The same value over and over, packed as PNG packs it. */
    private static byte[] samples(int depth, int value, int count) {
        BigInteger bits = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            bits = bits.shiftLeft(depth).or(BigInteger.valueOf(value));
        }
        int bytes = (depth * count + 7) / 8;
        byte[] packed = bits.shiftLeft(8 * bytes - depth * count).toByteArray();
        byte[] row = new byte[bytes];
        int length = Math.min(bytes, packed.length);
        System.arraycopy(packed, packed.length - length, row, bytes - length, length);
        return row;
    }

    /** Rows without a filter. */
    private static byte[] rows(byte[]... rows) {
        Buffer all = new Buffer();
        for (byte[] row : rows) {
            all.writeByte(0).write(row);
        }
        return all.readByteArray();
    }

    private static byte[] piece(int number, int count, byte[] content) {
        return ImageFiles.segment(APP2, ICC, new byte[] {(byte) number, (byte) count}, content);
    }

    private static byte[] withProfile(byte[] jpeg, byte[]... segments) {
        return ImageFiles.withSegments(jpeg, segments);
    }

    private static byte[] jpeg(BufferedImage image, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }
}
