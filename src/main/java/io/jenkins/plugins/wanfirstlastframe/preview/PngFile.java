package io.jenkins.plugins.wanfirstlastframe.preview;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The parts of a PNG file that Java's reader passes over. */
final class PngFile {

    private static final int SIGNATURE = 8;
    private static final int CHUNK_HEADER = 8;
    private static final int CHUNK_CHECKSUM = 4;

    private PngFile() {}

    /** What the camera noted: the content of the chunk eXIf, wherever it stands. */
    static Optional<byte[]> exif(byte[] file) {
        ByteBuffer content = ByteBuffer.wrap(file);
        long at = SIGNATURE;
        while (at <= file.length - CHUNK_HEADER - CHUNK_CHECKSUM) {
            int start = (int) at + CHUNK_HEADER;
            long length = content.getInt((int) at) & 0xffffffffL;
            String name = new String(file, start - 4, 4, StandardCharsets.ISO_8859_1);
            if (name.equals("eXIf") && start + length <= file.length) {
                return Optional.of(Arrays.copyOfRange(file, start, (int) (start + length)));
            }
            at = start + length + CHUNK_CHECKSUM;
        }
        return Optional.empty();
    }
}
