package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {

    private static final int WIDTH = 64;
    private static final int HEIGHT = 32;

    @TempDir
    private Path directory;

    /** The corners in reading order; the stored ones are red, green, blue, white. The standard says where each lies. */
    @ParameterizedTest
    @CsvSource({
        "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB",
    })
    void aPhotoIsTurnedAsItsCameraWasHeld(int orientation, String corners) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            BufferedImage seen = load(photo(exif(order, orientation)));
            assertThat(seen.getWidth(), is(orientation < 5 ? WIDTH : HEIGHT));
            assertThat(seen.getHeight(), is(orientation < 5 ? HEIGHT : WIDTH));
            assertThat(order.toString(), corners(seen), is(corners));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1})
    void anOrientationThatDoesNotExistIsIgnored(int orientation) throws IOException {
        assertThat(corners(load(photo(exif(ByteOrder.BIG_ENDIAN, orientation)))), is("RGBW"));
    }

    @Test
    void theThumbnailsOrientationIsNotThePhotos() throws IOException {
        ByteBuffer tiff = ByteBuffer.allocate(14 + 18).order(ByteOrder.BIG_ENDIAN);
        tiff.putShort((short) 0x4d4d).putShort((short) 42).putInt(8);
        tiff.putShort((short) 0).putInt(14); // no entry, then where the thumbnail's directory is
        entry(tiff, 6);
        assertThat(corners(load(photo(app1(tiff.array())))), is("RGBW"));
    }

    @Test
    void otherDataBeforeTheExifDataIsPassedOver() throws IOException {
        Buffer both = new Buffer().writeShort(0xffe1).writeShort(2 + 29).writeUtf8("http://ns.adobe.com/xap/1.0/\0");
        both.writeByte(0xff).write(exif(ByteOrder.LITTLE_ENDIAN, 6)); // a fill byte is allowed before each marker
        assertThat(corners(load(photo(both.readByteArray()))), is("BRWG"));
    }

    @Test
    void brokenExifDataCostsNoPhoto() throws IOException {
        byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = exif.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
            }
            Buffer file = new Buffer().writeShort(0xffd8).write(broken, 0, 4 + random.nextInt(broken.length - 4));
            assertThat(
                    Orientation.of(file).value(),
                    is(both(greaterThanOrEqualTo(1)).and(lessThanOrEqualTo(8))));
        }
        for (int i = 10; i < exif.length; i++) {
            byte[] broken = exif.clone();
            broken[i] = (byte) 0xff;
            assertThat(load(photo(broken)).getRaster().getNumBands(), is(3));
        }
    }

    private BufferedImage load(byte[] photo) throws IOException {
        FrameLoader loader = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
        return loader.load(Files.write(directory.resolve("frame"), photo));
    }

    /** A photo whose corners are red, green, blue and white as it is stored. */
    private static byte[] photo(byte[] exif) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean left = x < WIDTH / 2;
                image.setRGB(x, y, y < HEIGHT / 2 ? left ? 0xff0000 : 0x00ff00 : left ? 0x0000ff : 0xffffff);
            }
        }
        byte[] plain = Images.encode(image, "jpg");
        return new Buffer()
                .write(plain, 0, 2)
                .write(exif)
                .write(plain, 2, plain.length - 2)
                .readByteArray();
    }

    private static byte[] exif(ByteOrder order, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 18).order(order);
        tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
        tiff.putShort((short) 42).putInt(8);
        entry(tiff, orientation);
        return app1(tiff.array());
    }

    /** A directory of this one entry: a short is left-justified in the four bytes of a value. */
    private static void entry(ByteBuffer tiff, int orientation) {
        tiff.putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        tiff.putShort((short) 0).putInt(0);
    }

    private static byte[] app1(byte[] tiff) {
        byte[] name = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        return new Buffer()
                .writeShort(0xffe1)
                .writeShort(2 + name.length + tiff.length)
                .write(name)
                .write(tiff)
                .readByteArray();
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
