package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Tells a whole MP4 file from an unfinished, a damaged and another one, by its boxes (ISO/IEC 14496-12). Only the headers
 * of the outermost boxes and of those in {@code moov} are read, so that the file's size is of no account.
 *
 * <p>What a player doesn't mind is no reason to throw away what was paid for: boxes of free space before {@code ftyp}, no
 * {@code ftyp} at all, and some bytes behind the last box.
 */
final class Mp4Validator {

    private static final int HEADER = 8;
    private static final int LARGE_HEADER = 16;

    /** Padding and the like behind the last box; more would be a part of the file that somebody misses. */
    private static final int MAX_TRAILING = 1 << 16;

    /** The outermost boxes of ISO/IEC 14496-12, 14496-14, 23009-1 and the QuickTime format. */
    private static final Set<String> KNOWN = Set.of(
            "ftyp", "styp", "moov", "moof", "mfra", "mdat", "imda", "free", "skip", "wide", "uuid", "meta", "meco",
            "pdin", "sidx", "ssix", "prft", "emsg", "udta", "pnot", "PICT", "junk");

    private final RandomAccessFile content;
    private final long length;
    private boolean movie;
    private boolean media;

    private Mp4Validator(RandomAccessFile content) throws IOException {
        this.content = content;
        this.length = content.length();
    }

    /**
     * Checks a downloaded file.
     *
     * @throws DeliveryException of the kind INCOMPLETE for a file that may be still being written, NOT_A_VIDEO for one that
     *     is no MP4 at all, FAILED for a damaged one
     */
    static void check(Path file) throws IOException, DeliveryException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            new Mp4Validator(content).check();
        }
    }

    private void check() throws IOException, DeliveryException {
        if (length == 0) {
            throw failure(DeliveryException.Kind.INCOMPLETE, "its file is empty");
        }
        if (length < HEADER || !KNOWN.contains(type(0))) {
            throw failure(DeliveryException.Kind.NOT_A_VIDEO, "what was downloaded is not an MP4 video");
        }
        for (long at = 0; length - at >= HEADER; ) {
            String type = type(at);
            long size = size(at, length);
            boolean unknownToTheEnd = size == length - at && !KNOWN.contains(type) && hasNoLength(at);
            if (size < 0 || size > length - at || unknownToTheEnd) {
                checkTail(at, type);
                break;
            }
            note(type, at, size);
            at += size;
        }
        if (!movie || !media) {
            throw unfinished();
        }
    }

    /** What does not fit as a box is either harmless, as zeros for padding are, or a box that is cut off or damaged. */
    private void checkTail(long at, String type) throws DeliveryException {
        if (type.equals("mdat") && !movie) {
            throw unfinished(); // cut off before the moov that follows it
        }
        boolean harmless = movie && media && !KNOWN.contains(type) && length - at <= MAX_TRAILING;
        if (!harmless) {
            throw damaged();
        }
    }

    private void note(String type, long at, long size) throws IOException, DeliveryException {
        switch (type) {
            case "moov" -> {
                checkInside(at, size);
                movie = true;
            }
            case "moof" -> movie = true;
            case "mdat", "imda" -> media = true;
            default -> {}
        }
    }

    /** The boxes in {@code moov}: without any it says nothing of a video, and a length that can't be is damage. */
    private void checkInside(long moov, long size) throws IOException, DeliveryException {
        long end = moov + size;
        long at = moov + (isLarge(moov) ? LARGE_HEADER : HEADER);
        if (end - at < HEADER) {
            throw unfinished();
        }
        while (end - at >= HEADER) { // QuickTime may end it with four zero bytes
            long inner = size(at, end);
            if (inner < 0 || inner > end - at) {
                throw damaged();
            }
            at += inner;
        }
    }

    private String type(long at) throws IOException {
        byte[] type = new byte[4];
        content.seek(at + 4);
        content.readFully(type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    private boolean hasNoLength(long at) throws IOException {
        content.seek(at);
        return content.readInt() == 0;
    }

    private boolean isLarge(long at) throws IOException {
        content.seek(at);
        return content.readInt() == 1;
    }

    /**
     * A box's length with its header; that of one without a length goes to the end.
     *
     * @param end where what the box is in ends
     * @return negative for one that can't be
     */
    private long size(long at, long end) throws IOException {
        content.seek(at);
        long size = Integer.toUnsignedLong(content.readInt());
        if (size == 0) {
            return end - at;
        }
        if (size == 1) {
            if (end - at < LARGE_HEADER) {
                return -1;
            }
            content.seek(at + HEADER);
            long large = content.readLong();
            return large < LARGE_HEADER ? -1 : large;
        }
        return size < HEADER ? -1 : size;
    }

    private DeliveryException unfinished() {
        return failure(
                DeliveryException.Kind.INCOMPLETE, "its file is not finished: it lacks the index of an MP4 video");
    }

    private DeliveryException damaged() {
        return failure(DeliveryException.Kind.FAILED, "what was downloaded is not a whole MP4 video");
    }

    private DeliveryException failure(DeliveryException.Kind kind, String fact) {
        return new DeliveryException(kind, fact + " (" + length + " bytes).");
    }
}
