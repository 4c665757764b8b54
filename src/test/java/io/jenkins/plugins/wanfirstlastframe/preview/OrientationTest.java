package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 32;
    private static final byte[] NAME = ImageFiles.bytes("Exif\0\0");

    /** Files whose stored corners are red, green, blue and white, and the places where one keeps Exif data. */
    private enum Place {
        JPEG(exif -> photo(ImageFiles.segment(0xe1, NAME, exif))),
        JPEG_AFTER_OTHER_DATA(exif -> photo(ImageFiles.joined(
                ImageFiles.segment(0xe1, ImageFiles.bytes("http://ns.adobe.com/xap/1.0/\0")),
                new byte[] {(byte) 0xff}, // a fill byte is allowed before each marker
                ImageFiles.segment(0xe1, NAME, exif)))),
        PNG_BEFORE_PIXELS(exif -> png(exif, true)),
        PNG_BEHIND_PIXELS(exif -> png(exif, false)),
        WEBP_LOSSY(exif -> webp("corners-lossy.webp", exif)),
        WEBP_LOSSLESS(exif -> webp("corners-lossless.webp", exif)),
        WEBP_WITH_JPEGS_NAME(exif -> webp("corners-lossy.webp", ImageFiles.joined(NAME, exif))),
        WEBP_ANIMATION(OrientationTest::animation);

        private final UnaryOperator<byte[]> file;

        Place(UnaryOperator<byte[]> file) {
            this.file = file;
        }
    }

    /** The corners in reading order. The standard says where each lies. */
    @ParameterizedTest
    @CsvSource({
        "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB",
    })
    void aPhotoIsTurnedAsItsCameraWasHeld(int orientation, String corners) throws IOException {
        for (Place place : Place.values()) {
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                FrameFile file = load(place.file.apply(ImageFiles.exif(order, orientation)));
                assertThat(place.name(), file.width(), is(orientation < 5 ? WIDTH : HEIGHT));
                assertThat(place.name(), file.height(), is(orientation < 5 ? HEIGHT : WIDTH));
                assertThat(place.name(), file.image().getWidth(), is(file.width()));
                assertThat(place.name() + " " + order, corners(file.image()), is(corners));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1})
    void anOrientationThatDoesNotExistIsIgnored(int orientation) throws IOException {
        for (Place place : Place.values()) {
            byte[] exif = ImageFiles.exif(ByteOrder.BIG_ENDIAN, orientation);
            assertThat(place.name(), corners(load(place.file.apply(exif)).image()), is("RGBW"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void exifDataThatIsNoneCostsNoPhoto(Place place) throws IOException {
        for (byte[] exif : new byte[][] {{}, {'M'}, ImageFiles.bytes("MM\0*"), new byte[40], NAME}) {
            assertThat(corners(load(place.file.apply(exif)).image()), is("RGBW"));
        }
    }

    @Test
    void theThumbnailsOrientationIsNotThePhotos() {
        ByteBuffer tiff = ByteBuffer.allocate(14 + 18).order(ByteOrder.BIG_ENDIAN);
        tiff.putShort((short) 0x4d4d).putShort((short) 42).putInt(8);
        tiff.putShort((short) 0).putInt(14); // no entry, then where the thumbnail's directory is
        ImageFiles.orientation(tiff, 6);
        assertThat(Orientation.of(tiff.array()), is(Orientation.UPRIGHT));
    }

    @ParameterizedTest
    @CsvSource({"1, 6", "3, 6", "4, 6", "2, 1", "5, 1", "7, 1", "12, 1"})
    void anyIntegerCountsAsAnOrientation(int type, int expected) {
        ByteBuffer tiff = ByteBuffer.wrap(ImageFiles.exif(ByteOrder.LITTLE_ENDIAN, 6))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(12, (short) type);
        assertThat(Orientation.of(tiff.array()).value(), is(expected));
    }

    @Test
    void anEntryThatPointsNowhereDoesNotHideTheOrientation() {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 24 + 4).order(ByteOrder.BIG_ENDIAN);
        tiff.putShort((short) 0x4d4d).putShort((short) 42).putInt(8);
        tiff.putShort((short) 2);
        tiff.putShort((short) 0x010f).putShort((short) 2).putInt(5000).putInt(900_000);
        tiff.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) 8)
                .putShort((short) 0);
        assertThat(Orientation.of(tiff.array()).value(), is(8));
    }

    @Test
    void hostileDataThatPointsToTheSameBytesAgainAndAgainCostsNeitherTimeNorMemory() {
        int entries = 65_000;
        ByteBuffer tiff = ByteBuffer.allocate(10 + 12 * entries + 4).order(ByteOrder.BIG_ENDIAN);
        tiff.putShort((short) 0x4d4d).putShort((short) 42).putInt(8);
        tiff.putShort((short) entries);
        for (int i = 0; i < entries; i++) {
            tiff.putShort((short) (0x1000 + i))
                    .putShort((short) 7)
                    .putInt(60_000)
                    .putInt(8);
        }
        long start = System.nanoTime();
        assertThat(Orientation.of(tiff.array()), is(Orientation.UPRIGHT));
        assertThat(System.nanoTime() - start, lessThan(2_000_000_000L));
    }

    @Test
    void brokenExifDataCostsNoPhoto() throws IOException {
        byte[] exif = ImageFiles.exif(ByteOrder.BIG_ENDIAN, 6);
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = exif.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            assertThat(
                    Orientation.of(Arrays.copyOf(broken, random.nextInt(broken.length + 1)))
                            .value(),
                    is(both(greaterThanOrEqualTo(1)).and(lessThanOrEqualTo(8))));
        }
    }

    private static FrameFile load(byte[] file) throws IOException {
        return FrameFile.of(file, "photo", FrameLimits.DEFAULT);
    }

    private static byte[] photo(byte[] segments) {
        return ImageFiles.withSegments(Images.encode(Images.corners(WIDTH, HEIGHT), "jpg"), segments);
    }

    private static byte[] png(byte[] exif, boolean before) {
        byte[] plain = Images.encode(Images.corners(WIDTH, HEIGHT), "png");
        int behindHeader = 8 + 25;
        int at = before ? behindHeader : plain.length - 12;
        return ImageFiles.joined(
                Arrays.copyOf(plain, at),
                ImageFiles.pngChunk("eXIf", exif),
                Arrays.copyOfRange(plain, at, plain.length));
    }

    private static byte[] webp(String name, byte[] exif) {
        return ImageFiles.webp(
                ImageFiles.webpCanvas(8, WIDTH, HEIGHT),
                ImageFiles.webpChunks(ImageFiles.resource(name)),
                ImageFiles.webpChunk("EXIF", exif));
    }

    private static byte[] animation(byte[] exif) {
        return ImageFiles.webp(
                ImageFiles.webpCanvas(0xa, WIDTH, HEIGHT),
                ImageFiles.webpFrame(
                        0, 0, WIDTH, HEIGHT, ImageFiles.webpChunks(ImageFiles.resource("corners-lossless.webp"))),
                ImageFiles.webpChunk("EXIF", exif));
    }

    private static String corners(BufferedImage image) {
        int right = image.getWidth() - 4;
        int bottom = image.getHeight() - 4;
        return colour(image.getRGB(4, 4))
                + colour(image.getRGB(right, 4))
                + colour(image.getRGB(4, bottom))
                + colour(image.getRGB(right, bottom));
    }

    private static String colour(int rgb) {
        boolean red = (rgb >> 16 & 0xff) > 128;
        boolean green = (rgb >> 8 & 0xff) > 128;
        return red && green ? "W" : red ? "R" : green ? "G" : "B";
    }
}
