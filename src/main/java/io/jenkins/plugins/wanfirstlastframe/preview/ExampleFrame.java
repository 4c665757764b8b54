package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Random;

/**
 * A drawing in place of one of RunComfy's example images, which only the service has. It shows the digits of the name,
 * such as 1259_1, over colours that depend on the name. Drawn without fonts or a graphics environment, so that the same
 * name gives the same pixels everywhere.
 */
final class ExampleFrame {

    private static final int SIDE = 720;
    private static final int MAX_SIGNS = 10;

    /** For each digit the lit segments: top, upper right, lower right, bottom, lower left, upper left, middle. */
    private static final String[] SEGMENTS = {
        "1111110", "0110000", "1101101", "1111001", "0110011", "1011011", "1011111", "1110000", "1111111", "1111011"
    };

    private final BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    private final Random random;

    private ExampleFrame(String name) {
        this.random = new Random(name.hashCode());
    }

    /** The drawing for a name; upper and lower case make no difference. */
    static BufferedImage draw(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        ExampleFrame frame = new ExampleFrame(plain);
        frame.gradient();
        for (int i = 0; i < 5; i++) {
            frame.disc();
        }
        frame.signs(plain.replaceAll("^runcomfy_example_|\\.\\w+$", "").replaceAll("[^0-9_-]", ""));
        return frame.image;
    }

    private void gradient() {
        float hue = random.nextFloat();
        int from = Color.HSBtoRGB(hue, 0.55f, 0.95f);
        int to = Color.HSBtoRGB(hue + 0.15f + 0.2f * random.nextFloat(), 0.6f, 0.55f);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, mix(from, to, (x + 2.0 * y) / (3.0 * SIDE)));
            }
        }
    }

    private void disc() {
        int colour = Color.HSBtoRGB(random.nextFloat(), 0.5f, 1);
        double radius = SIDE * (0.08 + 0.14 * random.nextDouble());
        double centreX = SIDE * random.nextDouble();
        double centreY = SIDE * random.nextDouble();
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                // the last pixel of the radius fades out
                double inside = radius - Math.sqrt(square(x - centreX) + square(y - centreY));
                paint(x, y, colour, 0.6 * Math.max(0, Math.min(1, inside)));
            }
        }
    }

    private void signs(String text) {
        String shown = text.length() > MAX_SIGNS ? text.substring(text.length() - MAX_SIGNS) : text;
        int cell = Math.min(SIDE / 5, SIDE / (shown.length() + 2));
        int left = (SIDE - cell * shown.length()) / 2;
        for (int i = 0; i < shown.length(); i++) {
            sign(shown.charAt(i), left + i * cell, SIDE / 2 - cell, cell);
        }
    }

    private void sign(char sign, int left, int top, int cell) {
        int length = cell * 3 / 5;
        int thick = cell / 8;
        String lit =
                switch (sign) {
                    case '_' -> "0001000";
                    case '-' -> "0000001";
                    default -> SEGMENTS[sign - '0'];
                };
        int[][] bars = {
            {0, 0, length, thick},
            {length - thick, 0, thick, length},
            {length - thick, length, thick, length},
            {0, 2 * length - thick, length, thick},
            {0, length, thick, length},
            {0, 0, thick, length},
            {0, length - thick / 2, length, thick}
        };
        for (int i = 0; i < bars.length; i++) {
            if (lit.charAt(i) == '1') {
                bar(left + bars[i][0], top + bars[i][1], bars[i][2], bars[i][3]);
            }
        }
    }

    private void bar(int left, int top, int width, int height) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
    }

    private void paint(int x, int y, int colour, double strength) {
        image.setRGB(x, y, mix(image.getRGB(x, y), colour, strength));
    }

    private static int mix(int from, int to, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int a = from >> shift & 0xff;
            int b = to >> shift & 0xff;
            mixed |= (int) Math.round(a + (b - a) * share) << shift;
        }
        return mixed;
    }

    private static double square(double value) {
        return value * value;
    }
}
