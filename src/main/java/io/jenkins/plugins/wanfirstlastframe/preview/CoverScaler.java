package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.image.BufferedImage;

/**
 * Scales an image until it covers a size, and crops what overhangs. Works on plain numbers: the same image gives the
 * same pixels on every machine, and no graphics environment is needed.
 */
final class CoverScaler {

    private static final int PRECISION = 14;
    private static final int HALF = 1 << PRECISION - 1;

    private CoverScaler() {}

    /**
     * Scales an image; its transparency is ignored.
     *
     * @return red, green and blue of each pixel, rows from the top
     * @throws InterruptedException the thread was interrupted while it worked
     */
    static byte[] scale(BufferedImage image, int width, int height) throws InterruptedException {
        double zoom = Math.max((double) width / image.getWidth(), (double) height / image.getHeight());
        Tap[] columns = taps(image.getWidth(), width, zoom);
        Tap[] rows = taps(image.getHeight(), height, zoom);
        int firstRow = rows[0].first;
        byte[][] narrowed = new byte[rows[height - 1].last() - firstRow][];
        int[] line = new int[image.getWidth()];
        for (int i = 0; i < narrowed.length; i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            image.getRGB(0, firstRow + i, line.length, 1, line, 0, line.length);
            narrowed[i] = narrow(line, columns);
        }
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            blendRows(narrowed, rows[y], firstRow, rgb, 3 * width * y, 3 * width);
        }
        return rgb;
    }

    /**
     * Scales an image.
     *
     * @param transparent whether its transparency is scaled too; else it is ignored
     */
    static BufferedImage image(BufferedImage image, int width, int height, boolean transparent)
            throws InterruptedException {
        byte[] rgb = scale(image, width, height);
        byte[] alpha = transparent ? scale(alphaAsGrey(image), width, height) : null;
        BufferedImage scaled = new BufferedImage(
                width, height, transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int opacity = alpha == null ? 0xff : alpha[3 * i] & 0xff;
            int pixel =
                    opacity << 24 | (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
            scaled.setRGB(i % width, i / width, pixel);
        }
        return scaled;
    }

    private static BufferedImage alphaAsGrey(BufferedImage image) {
        BufferedImage grey = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] line = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, line.length, 1, line, 0, line.length);
            for (int x = 0; x < line.length; x++) {
                line[x] = (line[x] >>> 24) * 0x010101;
            }
            grey.setRGB(0, y, line.length, 1, line, 0, line.length);
        }
        return grey;
    }

    private static byte[] narrow(int[] line, Tap[] columns) {
        byte[] narrow = new byte[3 * columns.length];
        for (int x = 0; x < columns.length; x++) {
            Tap tap = columns[x];
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            for (int i = 0; i < tap.weights.length; i++) {
                int pixel = line[tap.first + i];
                int weight = tap.weights[i];
                red += (pixel >> 16 & 0xff) * weight;
                green += (pixel >> 8 & 0xff) * weight;
                blue += (pixel & 0xff) * weight;
            }
            narrow[3 * x] = (byte) (red >> PRECISION);
            narrow[3 * x + 1] = (byte) (green >> PRECISION);
            narrow[3 * x + 2] = (byte) (blue >> PRECISION);
        }
        return narrow;
    }

    private static void blendRows(byte[][] lines, Tap tap, int firstRow, byte[] rgb, int offset, int length) {
        for (int x = 0; x < length; x++) {
            int sum = HALF;
            for (int i = 0; i < tap.weights.length; i++) {
                sum += (lines[tap.first - firstRow + i][x] & 0xff) * tap.weights[i];
            }
            rgb[offset + x] = (byte) (sum >> PRECISION);
        }
    }

    /** A triangle filter: linear between pixels when it enlarges, an average of all pixels covered when it reduces. */
    private static Tap[] taps(int from, int to, double zoom) {
        double start = (from - to / zoom) / 2;
        double reach = Math.max(1, 1 / zoom);
        Tap[] taps = new Tap[to];
        for (int i = 0; i < to; i++) {
            double centre = start + (i + 0.5) / zoom - 0.5;
            int first = Math.max(0, Math.min(from - 1, (int) Math.floor(centre - reach) + 1));
            int last = Math.max(first + 1, Math.min(from, (int) Math.ceil(centre + reach)));
            double[] weights = new double[last - first];
            double total = 0;
            for (int j = 0; j < weights.length; j++) {
                weights[j] = Math.max(1e-9, 1 - Math.abs(first + j - centre) / reach);
                total += weights[j];
            }
            taps[i] = new Tap(first, normalized(weights, total));
        }
        return taps;
    }

    private static int[] normalized(double[] weights, double total) {
        int[] fixed = new int[weights.length];
        int left = 1 << PRECISION;
        int heaviest = 0;
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = (int) Math.round(weights[i] / total * (1 << PRECISION));
            left -= fixed[i];
            heaviest = fixed[i] > fixed[heaviest] ? i : heaviest;
        }
        fixed[heaviest] += left; // so that a flat area keeps its colour exactly
        return fixed;
    }

    /** The source pixels that make up one target pixel. */
    private record Tap(int first, int[] weights) {
        int last() {
            return first + weights.length;
        }
    }
}
