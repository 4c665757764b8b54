package io.jenkins.plugins.wanfirstlastframe.client;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Image files to test with. */
public final class Frames {

    private Frames() {}

    /** A small image file of one colour; {@code png} or {@code jpg}. */
    public static byte[] plain(int rgb, String format) {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 16; x++) {
            for (int y = 0; y < 8; y++) {
                image.setRGB(x, y, rgb);
            }
        }
        return file(image, format);
    }

    /** A PNG file that can't be compressed, of about three bytes a pixel. */
    public static byte[] noise(int width, int height) {
        Random random = new Random(11);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return file(image, "png");
    }

    private static byte[] file(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            ImageIO.write(image, format, file);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
