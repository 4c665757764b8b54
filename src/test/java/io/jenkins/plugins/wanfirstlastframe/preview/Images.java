package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images to test with. */
final class Images {

    /** 16x8 pixels, the left half (200, 40, 40), the right half (40, 60, 200). */
    static final byte[] WEBP_LOSSY = Base64.getDecoder()
            .decode("UklGRkAAAABXRUJQVlA4IDQAAADQAQCdASoQAAgAAMASJaACdLoB+AADsAD++ih//tDW/+jD/XmXhh/+vMv/2pYBv2pZ0VAA");

    /** The same without loss. */
    static final byte[] WEBP_LOSSLESS =
            Base64.getDecoder().decode("UklGRigAAABXRUJQVlA4TBwAAAAvD8ABAA/wiZODGd8EdP5jCWLBZP7SnSlE9D90");

    private Images() {}

    /** A smooth picture in which each place has a colour of its own. */
    static BufferedImage smooth(int width, int height, int blue) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 255 * x / width << 16 | 255 * y / height << 8 | blue);
            }
        }
        return image;
    }

    static BufferedImage plain(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /** Four rectangles: red and green above, blue and white below. */
    static BufferedImage corners(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean left = x < width / 2;
                image.setRGB(x, y, y < height / 2 ? left ? 0xff0000 : 0x00ff00 : left ? 0x0000ff : 0xffffff);
            }
        }
        return image;
    }

    static BufferedImage noise(int width, int height) {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
