package io.jenkins.plugins.wanfirstlastframe.preview.webp;

/**
 * The samples of a lossy picture: brightness for each pixel, two colour differences for each square of four pixels, as
 * ITU-R BT.601 in the limited range. The planes are padded to whole macroblocks of 16x16 pixels.
 */
final class Vp8Planes implements WebpImage.PixelRows {

    private static final int FRACTION_BITS = 6;

    final int width;
    final int height;
    final Plane luma;
    final Plane cb;
    final Plane cr;

    Vp8Planes(int width, int height) {
        this.width = width;
        this.height = height;
        int columns = macroblocks(width);
        int rows = macroblocks(height);
        this.luma = new Plane(16 * columns, 16 * rows);
        this.cb = new Plane(8 * columns, 8 * rows);
        this.cr = new Plane(8 * columns, 8 * rows);
    }

    static int macroblocks(int side) {
        return (side + 15) / 16;
    }

    @Override
    public boolean opaque() {
        return true;
    }

    /** {@inheritDoc} The colour differences are interpolated between the four nearest ones. */
    @Override
    public void read(int y, int[] argb) {
        int rows = (height + 1) / 2;
        int near = y / 2;
        int other = y % 2 == 0 ? near - 1 : near + 1;
        if (other < 0 || other >= rows) {
            other = near;
        }
        for (int x = 0; x < width; x++) {
            argb[x] = rgb(luma.at(x, y), interpolated(cb, x, near, other), interpolated(cr, x, near, other));
        }
    }

    /** The weights are 9, 3, 3 and 1 sixteenths, with the rounding of libwebp. */
    private int interpolated(Plane plane, int x, int nearRow, int otherRow) {
        int columns = (width + 1) / 2;
        int nearColumn = x / 2;
        int otherColumn = x % 2 == 0 ? nearColumn - 1 : nearColumn + 1;
        int near = plane.at(nearColumn, nearRow);
        int vertical = plane.at(nearColumn, otherRow);
        if (otherColumn < 0 || otherColumn >= columns) {
            return 3 * near + vertical + 2 >> 2;
        }
        int horizontal = plane.at(otherColumn, nearRow);
        int diagonal = plane.at(otherColumn, otherRow);
        return (near + 3 * horizontal + 3 * vertical + diagonal + 8 >> 3) + near >> 1;
    }

    /** libwebp's fixed-point arithmetic, so that its pixels come out exactly. */
    private static int rgb(int y, int cb, int cr) {
        int brightness = y * 19077 >> 8;
        int red = clip(brightness + (cr * 26149 >> 8) - 14234);
        int green = clip(brightness - (cb * 6419 >> 8) - (cr * 13320 >> 8) + 8708);
        int blue = clip(brightness + (cb * 33050 >> 8) - 17685);
        return 0xff000000 | red << 16 | green << 8 | blue;
    }

    private static int clip(int scaled) {
        return Math.max(0, Math.min(255, scaled >> FRACTION_BITS));
    }

    /** Samples of one kind, from 0 to 255. */
    static final class Plane {
        final int stride;
        final byte[] samples;

        Plane(int stride, int rows) {
            this.stride = stride;
            this.samples = new byte[stride * rows];
        }

        int at(int x, int y) {
            return samples[y * stride + x] & 0xff;
        }

        void set(int x, int y, int value) {
            samples[y * stride + x] = (byte) Math.max(0, Math.min(255, value));
        }
    }
}
