package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The kinds of videos that the sandbox can hand out. */
public final class Videos {

    private Videos() {}

    /**
     * The preview of what was asked for: real size, length and frame rate. A request whose frames can't be fetched fails.
     * For one sandbox, which closes it.
     */
    public static Video.Source rendered() {
        return new RenderedVideos();
    }

    /**
     * Videos of another source, made once both frames of a request could be fetched and decoded, as the service does it.
     * A request whose frames can't be fetched fails. For one sandbox, which closes it.
     */
    public static Video.Source fetching(Video.Source source) {
        return new FetchingVideos(source);
    }

    /** One small real video for all requests. */
    public static Video.Source small() {
        return input -> Small.VIDEO;
    }

    /** Any number of bytes in the outer form of an MP4 file, at least 64; nothing of it is kept in memory. */
    public static Video.Source bytes(long length) {
        if (length < Synthetic.HEADER) {
            throw new IllegalArgumentException("A video has at least " + Synthetic.HEADER + " bytes, not " + length);
        }
        return input -> new Synthetic(length);
    }

    private static final class Small {
        private static final Video VIDEO = render();

        private static Video render() {
            try {
                return RenderedVideos.render(
                        ImageSource.parse("Runcomfy_Example_1259_1.png"),
                        ImageSource.parse("Runcomfy_Example_1259_2.png"),
                        new VideoFormat(64, 64, 10, 10));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("The small video can't be rendered.", e);
            }
        }
    }

    /** A {@code ftyp} box, a {@code moov} box and a large {@code mdat} box, whose bytes follow from their place. */
    private record Synthetic(long length) implements Video {
        private static final int HEADER = 64;
        private static final int BLOCK = 1 << 16;
        private static final int STEP = 251;

        @Override
        public void writeTo(OutputStream out, long from) throws IOException {
            byte[] block = new byte[BLOCK];
            for (long at = from; at < length; ) {
                int count = (int) Math.min(BLOCK, length - at);
                Arrays.fill(block, (byte) 0);
                for (int i = (int) (STEP - at % STEP) % STEP; i < count; i += STEP) {
                    block[i] = (byte) ((at + i) / STEP); // so that a wrong offset changes the hash
                }
                if (at < HEADER) {
                    byte[] header = header();
                    System.arraycopy(header, (int) at, block, 0, (int) Math.min(count, HEADER - at));
                }
                out.write(block, 0, count);
                at += count;
            }
        }

        private byte[] header() {
            return ByteBuffer.allocate(HEADER)
                    .putInt(16)
                    .put(ascii("ftypisom"))
                    .putInt(512)
                    .putInt(24)
                    .put(ascii("moov"))
                    .putInt(16)
                    .put(ascii("free"))
                    .position(40)
                    .putInt(1)
                    .put(ascii("mdat"))
                    .putLong(length - 40)
                    .array();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
