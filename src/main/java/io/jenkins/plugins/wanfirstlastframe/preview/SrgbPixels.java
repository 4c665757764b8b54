package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * Brings decoded pixels into sRGB as a viewer does. Java by itself would take grey values for linear light, and make a
 * 188 of a 128; and it has a rough idea of printing inks.
 */
final class SrgbPixels {

    private final BufferedImage stored;
    private final Raster samples;
    private final int[] line;

    private SrgbPixels(BufferedImage stored) {
        this.stored = stored;
        this.samples = stored.getRaster();
        this.line = new int[samples.getNumBands() * stored.getWidth()];
    }

    /**
     * Converts an image.
     *
     * @param profile the file's ICC profile. It is ignored where it is damaged or the image has other colours than red,
     *     green and blue
     * @return of type {@link BufferedImage#TYPE_INT_RGB} or {@link BufferedImage#TYPE_INT_ARGB}
     */
    static BufferedImage of(BufferedImage stored, Optional<byte[]> profile) {
        ColorModel model = stored.getColorModel();
        boolean components = model instanceof ComponentColorModel;
        int colours = components ? model.getColorSpace().getType() : ColorSpace.TYPE_RGB;
        BufferedImage pixels = new SrgbPixels(stored).converted(colours);
        if (profile.isPresent() && colours == ColorSpace.TYPE_RGB) {
            apply(profile.get(), pixels);
        }
        return pixels;
    }

    private BufferedImage converted(int colours) {
        int width = stored.getWidth();
        BufferedImage pixels = new BufferedImage(
                width,
                stored.getHeight(),
                stored.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < stored.getHeight(); y++) {
            switch (colours) {
                case ColorSpace.TYPE_GRAY -> readGrey(y, row);
                case ColorSpace.TYPE_CMYK -> readInks(y, row);
                default -> stored.getRGB(0, y, width, 1, row, 0, width);
            }
            pixels.setRGB(0, y, width, 1, row, 0, width);
        }
        return pixels;
    }

    /** Grey, and transparency where there is some. */
    private void readGrey(int y, int[] row) {
        samples.getPixels(0, y, row.length, 1, line);
        int bands = samples.getNumBands();
        int most = (1 << stored.getColorModel().getComponentSize(0)) - 1;
        for (int x = 0; x < row.length; x++) {
            int grey = eightBits(line[bands * x], most);
            int alpha = bands == 1 ? 255 : eightBits(line[bands * x + 1], most);
            row[x] = alpha << 24 | grey << 16 | grey << 8 | grey;
        }
    }

    private static int eightBits(int value, int most) {
        return (int) ((255L * value + most / 2) / most);
    }

    /** Each ink takes away its part of the light, and black of all. */
    private void readInks(int y, int[] row) {
        samples.getPixels(0, y, row.length, 1, line);
        for (int x = 0; x < row.length; x++) {
            int light = 255 - line[4 * x + 3];
            row[x] = 0xff000000
                    | left(line[4 * x], light) << 16
                    | left(line[4 * x + 1], light) << 8
                    | left(line[4 * x + 2], light);
        }
    }

    private static int left(int ink, int light) {
        return eightBits((255 - ink) * light, 255 * 255);
    }

    /** Converts the colours from those of a profile, in place; transparency stays. */
    private static void apply(byte[] profile, BufferedImage pixels) {
        try {
            ICC_Profile from = ICC_Profile.getInstance(profile);
            if (from.getColorSpaceType() != ColorSpace.TYPE_RGB) {
                return;
            }
            ICC_Profile to = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
            ColorConvertOp conversion = new ColorConvertOp(new ICC_Profile[] {from, to}, null);
            int width = pixels.getWidth();
            WritableRaster before = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, 3, null);
            WritableRaster after = before.createCompatibleWritableRaster();
            int[] samples = new int[3 * width];
            WritableRaster colours =
                    pixels.getRaster().createWritableChild(0, 0, width, pixels.getHeight(), 0, 0, new int[] {0, 1, 2});
            for (int y = 0; y < pixels.getHeight(); y++) {
                before.setPixels(0, 0, width, 1, colours.getPixels(0, y, width, 1, samples));
                conversion.filter(before, after);
                colours.setPixels(0, y, width, 1, after.getPixels(0, 0, width, 1, samples));
            }
        } catch (RuntimeException e) {
            // A damaged profile: Java says so with several kinds of exceptions, all before the first row is converted.
            // The colours then are what most programs show anyway.
            return;
        }
    }
}
