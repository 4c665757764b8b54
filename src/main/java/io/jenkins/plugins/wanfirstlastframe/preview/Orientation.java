package io.jenkins.plugins.wanfirstlastframe.preview;

import com.twelvemonkeys.imageio.metadata.CompoundDirectory;
import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * How the pixels of a photo lie: cameras store what their sensor sees and note in the Exif data how they were held.
 * ImageIO's readers leave that to their callers.
 *
 * @param value the Exif tag's, from 1, upright, to 8
 */
record Orientation(int value) {

    static final Orientation UPRIGHT = new Orientation(1);

    /** Stands before the data in a JPEG file, and in some WebP files. */
    private static final String NAME = "Exif\0";

    private static final int NAME_AND_FILLER = 6;

    /** What Exif data says; upright where it says nothing, or says it in a way that makes no sense. */
    static Orientation of(byte[] exif) {
        String start = new String(exif, 0, Math.min(exif.length, NAME.length()), StandardCharsets.ISO_8859_1);
        byte[] tiff = start.equals(NAME) && exif.length >= NAME_AND_FILLER
                ? Arrays.copyOfRange(exif, NAME_AND_FILLER, exif.length)
                : exif;
        try (ExifStream in = new ExifStream(tiff)) {
            Directory all = new TIFFReader().read(in);
            // a second directory describes the thumbnail
            Directory photo = all instanceof CompoundDirectory several && several.directoryCount() > 0
                    ? several.getDirectory(0)
                    : all;
            Entry entry = photo.getEntryById(TIFF.TAG_ORIENTATION);
            if (entry != null && entry.getValue() instanceof Number number) {
                int value = number.intValue();
                return value >= 1 && value <= 8 ? new Orientation(value) : UPRIGHT;
            }
        } catch (IOException | RuntimeException e) {
            return UPRIGHT; // damaged: a picture that lies on its side is better than none
        }
        return UPRIGHT;
    }

    /** Whether width and height change places. */
    boolean onItsSide() {
        return value >= 5;
    }

    /** The picture as it was seen. */
    BufferedImage upright(BufferedImage stored) {
        if (value == 1) {
            return stored;
        }
        boolean fromTheRight = value == 2 || value == 3 || value == 7 || value == 8;
        boolean fromTheBottom = value == 3 || value == 4 || value == 6 || value == 7;
        int width = stored.getWidth();
        int height = stored.getHeight();
        BufferedImage seen =
                new BufferedImage(onItsSide() ? height : width, onItsSide() ? width : height, stored.getType());
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            stored.getRGB(0, fromTheBottom ? height - 1 - y : y, width, 1, row, 0, width);
            if (fromTheRight) {
                reverse(row);
            }
            if (onItsSide()) {
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

    /**
     * Exif data, of which no more is read in all than true data needs. The reader reads every value that the data
     * points to, and hostile data can point to the same bytes thousands of times.
     */
    private static final class ExifStream extends ImageInputStreamImpl {

        private static final int MAX_DATA = 1 << 16;
        private static final int MAX_READ = 4 * MAX_DATA;

        private final byte[] data;
        private int read;

        ExifStream(byte[] data) {
            this.data = data;
        }

        @Override
        public long length() {
            return Math.min(MAX_DATA, data.length);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            checkClosed();
            bitOffset = 0;
            int count = (int) Math.min(length, length() - streamPos);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            read += count;
            if (read > MAX_READ) {
                throw new IOException("too many values");
            }
            System.arraycopy(data, (int) streamPos, target, offset, count);
            streamPos += count;
            return count;
        }
    }
}
