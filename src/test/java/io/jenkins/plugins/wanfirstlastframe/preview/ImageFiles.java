package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import okio.Buffer;

/** Image files made byte by byte, to test with. */
public final class ImageFiles {

    private ImageFiles() {}

    /** A PNG file. */
    static byte[] png(int width, int height, int depth, int colourType, byte[] rows, byte[]... chunksBeforePixels) {
        Buffer file = new Buffer().writeLong(0x89504e470d0a1a0aL);
        Buffer header =
                new Buffer().writeInt(width).writeInt(height).writeByte(depth).writeByte(colourType);
        file.write(
                pngChunk("IHDR", header.writeByte(0).writeByte(0).writeByte(0).readByteArray()));
        for (byte[] chunk : chunksBeforePixels) {
            file.write(chunk);
        }
        return file.write(pngChunk("IDAT", deflated(rows)))
                .write(pngChunk("IEND", new byte[0]))
                .readByteArray();
    }

    static byte[] pngChunk(String name, byte[] content) {
        CRC32 check = new CRC32();
        check.update(name.getBytes(StandardCharsets.US_ASCII));
        check.update(content);
        return new Buffer()
                .writeInt(content.length)
                .writeUtf8(name)
                .write(content)
                .writeInt((int) check.getValue())
                .readByteArray();
    }

    private static byte[] deflated(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A JPEG segment with its marker and length. */
    static byte[] segment(int marker, byte[]... parts) {
        byte[] content = joined(parts);
        return new Buffer()
                .writeByte(0xff)
                .writeByte(marker)
                .writeShort(2 + content.length)
                .write(content)
                .readByteArray();
    }

    /** A JPEG file with segments put in behind its first two bytes. */
    static byte[] withSegments(byte[] jpeg, byte[]... segments) {
        return new Buffer()
                .write(jpeg, 0, 2)
                .write(joined(segments))
                .write(jpeg, 2, jpeg.length - 2)
                .readByteArray();
    }

    /** A WebP file of these chunks. */
    public static byte[] webp(byte[]... chunks) {
        byte[] content = joined(chunks);
        return new Buffer()
                .writeUtf8("RIFF")
                .writeIntLe(4 + content.length)
                .writeUtf8("WEBP")
                .write(content)
                .readByteArray();
    }

    public static byte[] webpChunk(String name, byte[]... parts) {
        byte[] content = joined(parts);
        Buffer chunk = new Buffer().writeUtf8(name).writeIntLe(content.length).write(content);
        return (content.length % 2 == 0 ? chunk : chunk.writeByte(0)).readByteArray();
    }

    /** The canvas of a WebP file that has more than one plain picture. */
    public static byte[] webpCanvas(int flags, int width, int height) {
        return webpChunk("VP8X", littleEndian(4, flags), littleEndian(3, width - 1), littleEndian(3, height - 1));
    }

    /** A frame of an animation, with the chunks of its picture. */
    public static byte[] webpFrame(int x, int y, int width, int height, byte[] chunks) {
        byte[] place = joined(littleEndian(3, x / 2), littleEndian(3, y / 2));
        byte[] size = joined(littleEndian(3, width - 1), littleEndian(3, height - 1));
        return webpChunk("ANMF", place, size, littleEndian(3, 100), littleEndian(1, 0), chunks);
    }

    /** All chunks of a WebP file. */
    public static byte[] webpChunks(byte[] file) {
        return new Buffer().write(file, 12, file.length - 12).readByteArray();
    }

    private static byte[] littleEndian(int bytes, int value) {
        Buffer buffer = new Buffer();
        for (int i = 0; i < bytes; i++) {
            buffer.writeByte(value >> 8 * i);
        }
        return buffer.readByteArray();
    }

    /** Exif data of nothing but an orientation, without a name in front. */
    static byte[] exif(ByteOrder order, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 18).order(order);
        tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
        tiff.putShort((short) 42).putInt(8);
        orientation(tiff, orientation);
        return tiff.array();
    }

    /** A directory of this one entry: a short is left-justified in the four bytes of a value. */
    static void orientation(ByteBuffer tiff, int orientation) {
        tiff.putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        tiff.putShort((short) 0).putInt(0);
    }

    /** A file from the folder of WebP files. */
    public static byte[] resource(String name) {
        try (InputStream in = ImageFiles.class.getResourceAsStream("webp/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] joined(byte[]... parts) {
        Buffer all = new Buffer();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.readByteArray();
    }
}
