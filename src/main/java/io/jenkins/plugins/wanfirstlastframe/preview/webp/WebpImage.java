package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The picture in a WebP file; of an animation the first one. Made from the file's chunks without decoding them, so that
 * a caller can look at the size first. Immutable.
 */
public final class WebpImage {

    private static final int FILE_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;

    private final ByteBuffer file;
    private byte[] exif;
    private byte[] profile;
    private byte[] alpha;
    private byte[] lossy;
    private byte[] lossless;
    private Rectangle place;
    private int width;
    private int height;

    private WebpImage(byte[] file) throws IOException {
        this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        readChunks(FILE_HEADER, file.length, false);
        if (!hasPicture()) {
            throw new EOFException("no picture in the file");
        }
        Rectangle frame = lossy != null ? Vp8Header.size(lossy) : LosslessWebp.size(lossless);
        if (place == null) {
            place = frame;
        }
        if (width == 0) {
            width = place.width;
            height = place.height;
        }
        if (!place.getSize().equals(frame.getSize()) || !new Rectangle(width, height).contains(place)) {
            throw new IOException("the picture doesn't fit into its canvas");
        }
    }

    /**
     * Finds the picture in a file.
     *
     * @param file from its first byte, {@code RIFF}, on
     * @throws EOFException the file ends before its picture does
     * @throws IOException the file is damaged
     */
    public static WebpImage of(byte[] file) throws IOException {
        return new WebpImage(file);
    }

    private void readChunks(int start, int end, boolean withinFrame) throws IOException {
        int at = start;
        while (at <= end - CHUNK_HEADER) {
            String name = new String(file.array(), at, 4, StandardCharsets.ISO_8859_1);
            long length = file.getInt(at + 4) & 0xffffffffL;
            int content = at + CHUNK_HEADER;
            long next = content + length + (length & 1);
            if (name.equals("ANMF") && !withinFrame && !hasPicture()) {
                readFrame(content, (int) Math.min(end, content + length));
            } else if (content + length <= end) {
                readChunk(name, Arrays.copyOfRange(file.array(), content, (int) (content + length)));
            } else if (name.startsWith("VP8") && !hasPicture()) {
                throw new EOFException("the picture is cut off");
            }
            at = (int) Math.min(next, Integer.MAX_VALUE / 2);
        }
    }

    private void readChunk(String name, byte[] content) throws IOException {
        switch (name) {
            case "EXIF" -> exif = exif == null ? content : exif;
            case "ICCP" -> profile = profile == null ? content : profile;
            case "VP8X" -> readCanvas(content);
            case "ALPH" -> alpha = hasPicture() ? alpha : content;
            case "VP8 " -> lossy = hasPicture() ? lossy : content;
            case "VP8L" -> lossless = hasPicture() ? lossless : content;
            default -> {
                // such as XMP data, or the background of an animation, which viewers ignore
            }
        }
    }

    private void readCanvas(byte[] content) throws IOException {
        if (content.length < 10) {
            throw new IOException("the canvas has no size");
        }
        width = 1 + threeBytes(content, 4);
        height = 1 + threeBytes(content, 7);
    }

    /** A frame of an animation has chunks of its own, after its place on the canvas. */
    private void readFrame(int start, int end) throws IOException {
        if (end - start < FRAME_HEADER) {
            throw new EOFException("the first frame is cut off");
        }
        byte[] header = Arrays.copyOfRange(file.array(), start, start + FRAME_HEADER);
        place = new Rectangle(
                2 * threeBytes(header, 0),
                2 * threeBytes(header, 3),
                1 + threeBytes(header, 6),
                1 + threeBytes(header, 9));
        readChunks(start + FRAME_HEADER, end, true);
        if (!hasPicture()) {
            throw new EOFException("the first frame is cut off");
        }
    }

    private boolean hasPicture() {
        return lossy != null || lossless != null;
    }

    private static int threeBytes(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
    }

    /** Width in pixels; of an animation that of its canvas, into which its frames fit. */
    public int width() {
        return width;
    }

    /** Height in pixels; of an animation that of its canvas. */
    public int height() {
        return height;
    }

    /** What the camera noted, unread. */
    public Optional<byte[]> exif() {
        return Optional.ofNullable(exif).map(byte[]::clone);
    }

    /** The ICC profile of the colours, unread. */
    public Optional<byte[]> profile() {
        return Optional.ofNullable(profile).map(byte[]::clone);
    }

    /**
     * Decodes the picture. Where the first frame of an animation is smaller than its canvas, the rest is transparent
     * black.
     *
     * @param step takes each so-many-th pixel of each so-many-th row; 1 for all
     * @return RGB, or ARGB where the file has transparency; its colours are those of the file's profile
     * @throws IOException the picture is damaged
     * @throws RuntimeException the same
     */
    public BufferedImage decode(int step) throws IOException {
        PixelRows rows = rows();
        boolean opaque = rows.opaque() && place.equals(new Rectangle(width, height));
        BufferedImage canvas = new BufferedImage(
                (width + step - 1) / step,
                (height + step - 1) / step,
                opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[place.width];
        int[] reduced = new int[canvas.getWidth()];
        for (int y = 0; y < canvas.getHeight(); y++) {
            if (y * step < place.y || y * step >= place.y + place.height) {
                continue;
            }
            rows.read(y * step - place.y, row);
            for (int x = 0; x < reduced.length; x++) {
                int within = x * step - place.x;
                reduced[x] = within < 0 || within >= row.length ? 0 : row[within];
            }
            canvas.setRGB(0, y, reduced.length, 1, reduced, 0, reduced.length);
        }
        return canvas;
    }

    private PixelRows rows() throws IOException {
        if (lossless != null) {
            return LosslessWebp.decode(lossless);
        }
        Vp8Planes planes = new Vp8Decoder(lossy).decode();
        return alpha == null ? planes : new AlphaPlane(alpha, place.width, place.height).over(planes);
    }

    /** A decoded picture, read row by row. */
    interface PixelRows {
        /** Whether no pixel lets anything shine through. */
        boolean opaque();

        /** One row as 0xAARRGGBB. */
        void read(int y, int[] argb);
    }
}
