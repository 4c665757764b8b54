package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.image.BufferedImage;

/**
 * A picture as the encoder takes it: ITU-R BT.709 in the limited range, chroma at half the resolution, padded to whole
 * macroblocks of 16x16.
 */
record YuvPicture(Plane y, Plane cb, Plane cr) {

    /** The image scaled to cover width x height, its overhang cropped on both sides alike; transparency is ignored. */
    static YuvPicture covering(BufferedImage image, int width, int height) throws InterruptedException {
        return of(CoverScaler.scale(image, width, height), width, height);
    }

    private static YuvPicture of(byte[] rgb, int width, int height) {
        int codedWidth = width + 15 & ~15;
        int codedHeight = height + 15 & ~15;
        Plane y = new Plane(codedWidth, codedHeight);
        Plane cb = new Plane(codedWidth / 2, codedHeight / 2);
        Plane cr = new Plane(codedWidth / 2, codedHeight / 2);
        for (int row = 0; row < height; row += 2) {
            for (int column = 0; column < width; column += 2) {
                int red = 0;
                int green = 0;
                int blue = 0;
                for (int i = 0; i < 4; i++) {
                    int x = column + (i & 1);
                    int line = row + (i >> 1);
                    int offset = 3 * (line * width + x);
                    int r = rgb[offset] & 0xff;
                    int g = rgb[offset + 1] & 0xff;
                    int b = rgb[offset + 2] & 0xff;
                    y.set(x, line, rounded(16, 11966 * r + 40254 * g + 4064 * b, 16));
                    red += r;
                    green += g;
                    blue += b;
                }
                // sums of four pixels: two more bits to shift away
                cb.set(column / 2, row / 2, rounded(128, -6596 * red - 22189 * green + 28785 * blue, 18));
                cr.set(column / 2, row / 2, rounded(128, 28785 * red - 26145 * green - 2640 * blue, 18));
            }
        }
        y.extend(width, height);
        cb.extend(width / 2, height / 2);
        cr.extend(width / 2, height / 2);
        return new YuvPicture(y, cb, cr);
    }

    private static int rounded(int base, int scaled, int shift) {
        return base + (scaled + (1 << shift - 1) >> shift);
    }
}
