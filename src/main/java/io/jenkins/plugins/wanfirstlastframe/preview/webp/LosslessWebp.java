package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.jenkins.plugins.wanfirstlastframe.preview.webp.WebpImage.PixelRows;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes what is stored without loss, by imageio-webp. */
final class LosslessWebp {

    private static final byte SIGNATURE = 0x2f;
    private static final int HEADER = 5;
    private static final int SIDE_BITS = 14;
    private static final int SIDE_MASK = (1 << SIDE_BITS) - 1;
    private static final int RIFF_HEADERS = 20;
    /** The reader reads on by some bytes, and fails where there are none. */
    private static final int READ_AHEAD = 16;

    private LosslessWebp() {}

    /** The size that a chunk's head gives. */
    static Rectangle size(byte[] chunk) throws IOException {
        if (chunk.length < HEADER) {
            throw new EOFException("the picture is cut off");
        }
        if (chunk[0] != SIGNATURE) {
            throw new IOException("no lossless picture");
        }
        int sides = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).getInt(1);
        return new Rectangle(1 + (sides & SIDE_MASK), 1 + (sides >> SIDE_BITS & SIDE_MASK));
    }

    static PixelRows decode(byte[] chunk) throws IOException {
        BufferedImage image = read(chunk);
        return new PixelRows() {
            @Override
            public boolean opaque() {
                return !image.getColorModel().hasAlpha();
            }

            @Override
            public void read(int y, int[] argb) {
                image.getRGB(0, y, image.getWidth(), 1, argb, 0, image.getWidth());
            }
        };
    }

    /** The chunk's head in front of a stream that has none. */
    static byte[] withHead(byte[] stream, int width, int height) {
        return ByteBuffer.allocate(HEADER + stream.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(SIGNATURE)
                .putInt(width - 1 | height - 1 << SIDE_BITS)
                .put(stream)
                .array();
    }

    /**
     * Reads a file made of nothing but the chunk. The length of the stream is not told to the reader, which refuses a
     * picture, such as a black one, that is packed into less than a 2048th of its size.
     */
    static BufferedImage read(byte[] chunk) throws IOException {
        byte[] file = ByteBuffer.allocate(RIFF_HEADERS + chunk.length + READ_AHEAD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(RIFF_HEADERS - 8 + chunk.length)
                .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
                .putInt(chunk.length)
                .put(chunk)
                .array();
        // not looked up by name: a plugin's class loader hides the reader from ImageIO
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }
}
