package io.jenkins.plugins.wanfirstlastframe.preview;

/**
 * One colour component of a picture.
 *
 * @param width in samples, a multiple of the macroblock's size
 * @param samples rows from the top, values 0 to 255
 */
record Plane(int width, int height, byte[] samples) {

    Plane(int width, int height) {
        this(width, height, new byte[width * height]);
    }

    int get(int x, int y) {
        return samples[y * width + x] & 0xff;
    }

    /** @param value is clipped to 0 to 255 */
    void set(int x, int y, int value) {
        samples[y * width + x] = (byte) Math.max(0, Math.min(255, value));
    }

    /** Fills what lies right of and below the visible part by repeating the visible part's last column and row. */
    void extend(int visibleWidth, int visibleHeight) {
        for (int y = 0; y < height; y++) {
            for (int x = y < visibleHeight ? visibleWidth : 0; x < width; x++) {
                set(x, y, get(Math.min(x, visibleWidth - 1), Math.min(y, visibleHeight - 1)));
            }
        }
    }
}
