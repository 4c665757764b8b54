package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.OkHttpClient;

/** The kinds of videos that the sandbox can hand out. */
public final class Videos {

    private Videos() {}

    /** The preview of what was asked for: real size, length and frame rate. */
    public static Video.Source rendered() {
        Map<GenerationInput, Video> made = new ConcurrentHashMap<>();
        return input -> made.computeIfAbsent(input, Videos::render);
    }

    /** One small real video for all jobs. */
    public static Video.Source small() {
        return input -> Small.VIDEO;
    }

    /** Any number of bytes in the outer form of an MP4 file; nothing of it is kept in memory. */
    public static Video.Source bytes(long length) {
        return input -> new Synthetic(length);
    }

    private static final class Small {
        private static final Video VIDEO = render("Runcomfy_Example_1259_1.png", "Runcomfy_Example_1259_2.png",
                new VideoFormat(64, 64, 10, 10));
    }

    private static Video render(GenerationInput input) {
        return render(
                input.startImage().toString(),
                input.endImage().toString(),
                new VideoFormat(input.width(), input.height(), input.numberOfFrames(), input.framesPerSecond()));
    }

    private static Video render(String startImage, String endImage, VideoFormat format) {
        try {
            FrameLoader frames = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
            Path file = Files.createTempFile("wan-sandbox", ".mp4");
            try {
                new PreviewRenderer().render(frames.load(startImage), frames.load(endImage), format, file);
                return new InMemory(Files.readAllBytes(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The sandbox was closed.", e);
        }
    }

    private record InMemory(byte[] content) implements Video {
        @Override
        public long length() {
            return content.length;
        }

        @Override
        public void writeTo(OutputStream out, long from) throws IOException {
            out.write(content, (int) from, content.length - (int) from);
        }
    }

    /** A {@code ftyp} box and one large {@code mdat} box, whose bytes follow from their place. */
    private record Synthetic(long length) implements Video {
        private static final int HEADER = 32;
        private static final int BLOCK = 1 << 16;

        @Override
        public void writeTo(OutputStream out, long from) throws IOException {
            byte[] block = new byte[BLOCK];
            for (long at = from; at < length; ) {
                int count = (int) Math.min(BLOCK, length - at);
                Arrays.fill(block, (byte) 0);
                for (int i = (int) (251 - at % 251) % 251; i < count; i += 251) {
                    block[i] = (byte) ((at + i) / 251); // so that a wrong offset changes the hash
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
                    .put("ftypisom".getBytes(StandardCharsets.US_ASCII))
                    .putInt(512)
                    .putInt(1)
                    .put("mdat".getBytes(StandardCharsets.US_ASCII))
                    .putLong(length - 16)
                    .array();
        }
    }
}
