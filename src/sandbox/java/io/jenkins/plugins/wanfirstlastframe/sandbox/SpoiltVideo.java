package io.jenkins.plugins.wanfirstlastframe.sandbox;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import okio.Buffer;

/**
 * A video with bytes before it, behind it, or other ones in it.
 *
 * @param patchAt where in the video the other bytes begin
 */
record SpoiltVideo(Video video, byte[] before, byte[] after, long patchAt, byte[] patch) implements Video {

    private static final byte[] NOTHING = {};
    private static final int HEADER = 8;

    /** A video as a download's fault wants it. */
    static Video of(Video video, @CheckForNull Fault fault) throws IOException {
        if (fault == null) {
            return video;
        }
        return switch (fault.type()) {
            case FREE_FIRST -> new SpoiltVideo(video, box("free", HEADER), NOTHING, 0, NOTHING);
            case TRAILING -> new SpoiltVideo(video, NOTHING, new byte[(int) fault.number()], 0, NOTHING);
            case NO_MOOV -> patched(video, find(video, "moov") + 4, "free".getBytes(StandardCharsets.US_ASCII));
            case BOX_LENGTH ->
                patched(
                        video,
                        find(video, "moov"),
                        ByteBuffer.allocate(4).putInt((int) fault.number()).array());
            default -> video;
        };
    }

    private static Video patched(Video video, long at, byte[] patch) {
        return new SpoiltVideo(video, NOTHING, NOTHING, at, patch);
    }

    private static byte[] box(String type, int content) {
        return ByteBuffer.allocate(HEADER + content)
                .putInt(HEADER + content)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** Where an outermost box begins. */
    private static long find(Video video, String type) throws IOException {
        for (long at = 0; at < video.length() - HEADER; ) {
            Buffer header = new Buffer();
            long begin = at;
            HeadOfBody.write(header, 2 * HEADER, sink -> video.writeTo(sink.outputStream(), begin));
            long size = Integer.toUnsignedLong(header.readInt());
            if (header.readUtf8(4).equals(type)) {
                return at;
            }
            at += size == 1 ? header.readLong() : size == 0 ? video.length() : size;
        }
        throw new IOException("the video has no " + type);
    }

    @Override
    public long length() {
        return before.length + video.length() + after.length;
    }

    @Override
    public void writeTo(OutputStream out, long from) throws IOException {
        int skipped = (int) Math.min(from, before.length);
        out.write(before, skipped, before.length - skipped);
        long inVideo = Math.max(0, from - before.length);
        if (inVideo < video.length()) {
            Patching patching = new Patching(out, inVideo);
            video.writeTo(patching, inVideo);
            patching.flush();
        }
        int inAfter = (int) Math.max(0, inVideo - video.length());
        out.write(after, inAfter, after.length - inAfter);
    }

    /** Writes other bytes in the place of some. */
    private final class Patching extends FilterOutputStream {
        private long at;

        Patching(OutputStream out, long at) {
            super(out);
            this.at = at;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
            for (int i = 0; i < patch.length; i++) {
                long place = patchAt + i - at;
                if (place >= 0 && place < length) {
                    copy[(int) place] = patch[i];
                }
            }
            out.write(copy, 0, length);
            at += length;
        }
    }
}
