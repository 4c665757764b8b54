package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Tells a whole MP4 file from an error page, a truncated or an overlong one, by the outermost boxes (ISO/IEC 14496-12): the
 * first is {@code ftyp}, and the last ends where the file ends.
 */
final class Mp4Validator {

    private static final int HEADER = 8;

    private Mp4Validator() {}

    static void check(Path file) throws IOException, DeliveryException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            long length = content.length();
            if (length < HEADER || !type(content, 0).equals("ftyp")) {
                throw new DeliveryException("what was downloaded is not an MP4 video (" + length + " bytes).");
            }
            for (long at = 0; at < length; ) {
                long size = length - at < HEADER ? Long.MAX_VALUE : size(content, at, length);
                if (size < HEADER || size > length - at) {
                    throw new DeliveryException("what was downloaded is not a whole MP4 video (" + length + " bytes).");
                }
                at += size;
            }
        }
    }

    private static String type(RandomAccessFile content, long at) throws IOException {
        byte[] type = new byte[4];
        content.seek(at + 4);
        content.readFully(type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    private static long size(RandomAccessFile content, long at, long length) throws IOException {
        content.seek(at);
        long size = Integer.toUnsignedLong(content.readInt());
        if (size == 0) {
            return length - at; // to the end of the file
        }
        if (size == 1 && length - at >= 2 * HEADER) {
            content.seek(at + HEADER);
            return content.readLong();
        }
        return size;
    }
}
