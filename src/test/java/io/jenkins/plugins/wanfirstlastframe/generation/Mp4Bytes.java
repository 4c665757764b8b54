package io.jenkins.plugins.wanfirstlastframe.generation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** MP4 files, box by box. */
final class Mp4Bytes {

    private Mp4Bytes() {}

    /** A file with the boxes that a video has. */
    static byte[] video() {
        return join(ftyp(), moov(), mdat(200));
    }

    static byte[] ftyp() {
        return box("ftyp", "isom\0\0\2\0isomiso2avc1mp41".getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] moov() {
        return box("moov", join(box("mvhd", new byte[100]), box("trak", box("tkhd", new byte[84]))));
    }

    static byte[] mdat(int length) {
        return box("mdat", new byte[length]);
    }

    static byte[] box(String type, byte[] content) {
        return boxOfLength(8L + content.length, type, content);
    }

    /** A box whose length is what it claims to be, in the four bytes for it. */
    static byte[] boxOfLength(long claimed, String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt((int) claimed)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content)
                .array();
    }

    /** A box whose length is what it claims to be, in the eight bytes for a large one. */
    static byte[] largeBox(long claimed, String type, byte[] content) {
        return ByteBuffer.allocate(16 + content.length)
                .putInt(1)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .putLong(claimed)
                .put(content)
                .array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
