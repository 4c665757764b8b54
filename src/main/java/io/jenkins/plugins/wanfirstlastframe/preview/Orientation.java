package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/**
 * How the pixels of a photo lie: cameras store what their sensor sees and note in the Exif data how they were held.
 * ImageIO's readers leave that to their callers.
 *
 * @param value the Exif tag's, from 1, upright, to 8
 */
record Orientation(int value) {

    private static final Orientation UPRIGHT = new Orientation(1);

    private static final int START_OF_IMAGE = 0xffd8;
    private static final int START_OF_SCAN = 0xffda;
    private static final int APP1 = 0xffe1;
    private static final ByteString EXIF = ByteString.encodeUtf8("Exif\0\0");
    private static final int TIFF = 42;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    /** What a file says; upright where it is no JPEG, says nothing, or says it in a way that makes no sense. */
    static Orientation of(Buffer file) {
        try {
            return inJpeg(file.peek());
        } catch (IOException | BufferUnderflowException | IllegalArgumentException e) {
            return UPRIGHT; // a picture that lies on its side is better than none
        }
    }

    private static Orientation inJpeg(BufferedSource jpeg) throws IOException {
        if (unsigned(jpeg.readShort()) != START_OF_IMAGE) {
            return UPRIGHT;
        }
        while (true) {
            int marker = unsigned(jpeg.readShort());
            while (marker == 0xffff) { // fill bytes
                marker = 0xff00 | jpeg.readByte() & 0xff;
            }
            if (marker >> 8 != 0xff || marker == START_OF_SCAN) {
                return UPRIGHT;
            }
            int length = unsigned(jpeg.readShort()) - 2;
            if (marker == APP1 && length > EXIF.size() && jpeg.rangeEquals(0, EXIF)) {
                jpeg.skip(EXIF.size());
                return inTiff(ByteBuffer.wrap(jpeg.readByteArray(length - EXIF.size())));
            }
            jpeg.skip(length);
        }
    }

    /** The tag in the first directory; a second one describes the thumbnail. */
    private static Orientation inTiff(ByteBuffer tiff) {
        tiff.order(tiff.getShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (tiff.getShort() != TIFF) {
            return UPRIGHT;
        }
        tiff.position(tiff.getInt());
        for (int entries = unsigned(tiff.getShort()); entries > 0; entries--) {
            ByteBuffer entry = tiff.slice().order(tiff.order());
            if (unsigned(entry.getShort()) == TAG) {
                int type = entry.getShort();
                int count = entry.getInt();
                int value = entry.getShort();
                return type == SHORT && count == 1 && value >= 1 && value <= 8 ? new Orientation(value) : UPRIGHT;
            }
            tiff.position(tiff.position() + ENTRY_BYTES);
        }
        return UPRIGHT;
    }

    private static int unsigned(short value) {
        return value & 0xffff;
    }

    /** The picture as it was seen. */
    BufferedImage upright(BufferedImage stored) {
        if (value == 1) {
            return stored;
        }
        boolean onItsSide = value >= 5;
        boolean fromTheRight = value == 2 || value == 3 || value == 7 || value == 8;
        boolean fromTheBottom = value == 3 || value == 4 || value == 6 || value == 7;
        int width = stored.getWidth();
        int height = stored.getHeight();
        BufferedImage seen =
                new BufferedImage(onItsSide ? height : width, onItsSide ? width : height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            stored.getRGB(0, fromTheBottom ? height - 1 - y : y, width, 1, row, 0, width);
            if (fromTheRight) {
                reverse(row);
            }
            if (onItsSide) {
                seen.setRGB(y, 0, 1, width, row, 0, 1);
            } else {
                seen.setRGB(0, y, width, 1, row, 0, width);
            }
        }
        return seen;
    }

    private static void reverse(int[] row) {
        for (int left = 0, right = row.length - 1; left < right; left++, right--) {
            int pixel = row[left];
            row[left] = row[right];
            row[right] = pixel;
        }
    }
}
