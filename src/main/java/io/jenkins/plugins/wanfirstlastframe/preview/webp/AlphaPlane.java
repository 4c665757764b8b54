package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import io.jenkins.plugins.wanfirstlastframe.preview.webp.WebpImage.PixelRows;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** The transparency of a lossy picture, which has a chunk of its own. */
final class AlphaPlane {

    private static final int COMPRESSED = 1;
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;

    private final int width;
    private final int height;
    private final byte[] values;

    AlphaPlane(byte[] chunk, int width, int height) throws IOException {
        if (chunk.length < 1) {
            throw new EOFException("the transparency is cut off");
        }
        this.width = width;
        this.height = height;
        this.values = new byte[width * height];
        byte[] content = Arrays.copyOfRange(chunk, 1, chunk.length);
        int method = chunk[0] & 3;
        if (method == COMPRESSED) {
            readCompressed(content);
        } else if (content.length >= values.length) {
            System.arraycopy(content, 0, values, 0, values.length);
        } else {
            throw new EOFException("the transparency is cut off");
        }
        undoFilter(chunk[0] >> 2 & 3);
    }

    /** A lossless picture whose green is meant. */
    private void readCompressed(byte[] content) throws IOException {
        BufferedImage image = LosslessWebp.read(LosslessWebp.withHead(content, width, height));
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                values[y * width + x] = (byte) (row[x] >> 8);
            }
        }
    }

    /** A filter leaves the difference to a prediction from the values before. */
    private void undoFilter(int filter) {
        for (int i = 0; filter != 0 && i < values.length; i++) {
            boolean firstRow = i < width;
            boolean firstColumn = i % width == 0;
            int predicted;
            if (firstRow) {
                predicted = firstColumn ? 0 : values[i - 1] & 0xff;
            } else if (firstColumn || filter == VERTICAL) {
                predicted = values[i - width] & 0xff;
            } else if (filter == HORIZONTAL) {
                predicted = values[i - 1] & 0xff;
            } else {
                int gradient = (values[i - 1] & 0xff) + (values[i - width] & 0xff) - (values[i - width - 1] & 0xff);
                predicted = Math.max(0, Math.min(255, gradient));
            }
            values[i] += (byte) predicted;
        }
    }

    /** The picture with this transparency. */
    PixelRows over(PixelRows opaque) {
        return new PixelRows() {
            @Override
            public boolean opaque() {
                return false;
            }

            @Override
            public void read(int y, int[] argb) {
                opaque.read(y, argb);
                for (int x = 0; x < width; x++) {
                    argb[x] = argb[x] & 0xffffff | values[y * width + x] << 24;
                }
            }
        };
    }
}
