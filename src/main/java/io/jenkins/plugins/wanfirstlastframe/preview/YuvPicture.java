package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.image.BufferedImage;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;

/**
 * Makes pictures in the form that the encoder takes: ITU-R BT.709 in the limited range, chroma at half the resolution, padded to
 * whole macroblocks of 16x16. The samples are shifted by -128, as everywhere in the encoder's library.
 */
final class YuvPicture {

    private static final int LUMA = 0;
    private static final int CB = 1;
    private static final int CR = 2;
    private static final int BLACK = 16 - 128;

    private YuvPicture() {}

    /** The image scaled to cover width x height, its overhang cropped on both sides alike; transparency is ignored. */
    static Picture covering(BufferedImage image, int width, int height) throws InterruptedException {
        return of(CoverScaler.scale(image, width, height), width, height);
    }

    /** The side of the picture that is coded for a visible side. */
    static int padded(int side) {
        return side + 15 & ~15;
    }

    private static Picture of(byte[] rgb, int width, int height) {
        // this library's name for 4:2:0; the range of values is what the stream's parameters say
        Picture picture = Picture.create(padded(width), padded(height), ColorSpace.YUV420J);
        byte[] luma = picture.getPlaneData(LUMA);
        byte[] cb = picture.getPlaneData(CB);
        byte[] cr = picture.getPlaneData(CR);
        for (int row = 0; row < height; row += 2) {
            for (int column = 0; column < width; column += 2) {
                int red = 0;
                int green = 0;
                int blue = 0;
                for (int i = 0; i < 4; i++) {
                    int x = column + (i & 1);
                    int y = row + (i >> 1);
                    int offset = 3 * (y * width + x);
                    int r = rgb[offset] & 0xff;
                    int g = rgb[offset + 1] & 0xff;
                    int b = rgb[offset + 2] & 0xff;
                    luma[y * picture.getPlaneWidth(LUMA) + x] = sample(BLACK, 11966 * r + 40254 * g + 4064 * b, 16);
                    red += r;
                    green += g;
                    blue += b;
                }
                // sums of four pixels: two more bits to shift away
                int chroma = row / 2 * picture.getPlaneWidth(CB) + column / 2;
                cb[chroma] = sample(0, -6596 * red - 22189 * green + 28785 * blue, 18);
                cr[chroma] = sample(0, 28785 * red - 26145 * green - 2640 * blue, 18);
            }
        }
        extend(picture, LUMA, width, height);
        extend(picture, CB, width / 2, height / 2);
        extend(picture, CR, width / 2, height / 2);
        return picture;
    }

    private static byte sample(int base, int scaled, int shift) {
        int value = base + (scaled + (1 << shift - 1) >> shift);
        return (byte) Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, value));
    }

    /** Fills what lies right of and below the visible part by repeating the visible part's last column and row. */
    private static void extend(Picture picture, int plane, int visibleWidth, int visibleHeight) {
        byte[] samples = picture.getPlaneData(plane);
        int width = picture.getPlaneWidth(plane);
        for (int y = 0; y < picture.getPlaneHeight(plane); y++) {
            for (int x = y < visibleHeight ? visibleWidth : 0; x < width; x++) {
                samples[y * width + x] =
                        samples[Math.min(y, visibleHeight - 1) * width + Math.min(x, visibleWidth - 1)];
            }
        }
    }
}
