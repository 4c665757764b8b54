package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoTrack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The first and the last frame of a video as small JPEG files. Decodes H.264 of the profiles Baseline, Main and High with 8 bits
 * and colours at half the resolution, which is what browsers play everywhere; there is no picture of other videos. Whatever a
 * file holds, this ends in time and fails nobody.
 */
public final class VideoStills {

    private static final Logger LOGGER = Logger.getLogger(VideoStills.class.getName());

    /** The longer side of a picture at most, in pixels. */
    static final int MAX_SIDE = 480;

    /** A frame of 4096x2304, the largest of H.264's level 5.1. */
    private static final int MAX_PIXELS = 4096 * 2304;

    /** Pixels of all frames at most where all are decoded for the last one: five times those of the longest video. */
    private static final long MAX_PIXELS_IN_ALL = 650_000_000;

    private static final int MAX_FRAMES = 2000;
    private static final int MAX_FRAME_BYTES = 16 << 20;

    private final byte[] first;

    @CheckForNull
    private final byte[] last;

    private VideoStills(byte[] first, @CheckForNull byte[] last) {
        this.first = first;
        this.last = last;
    }

    /** The first frame, a JPEG file; not copied. */
    public byte[] first() {
        return first;
    }

    /** The last frame, a JPEG file, not copied; empty where it wasn't asked for or can't be had. */
    public Optional<byte[]> last() {
        return Optional.ofNullable(last);
    }

    /**
     * Makes the pictures of a video.
     *
     * @param withLast whether the last frame is wanted too: all frames are decoded for that, which takes seconds
     * @param patience how long it may take; afterwards there is what is there by then
     * @return empty where the first frame can't be decoded here
     * @throws InterruptedException if the thread was interrupted
     */
    public static Optional<VideoStills> of(Path video, boolean withLast, Duration patience) throws InterruptedException {
        // a thread of its own, so that the caller waits no longer than it wants, whatever the decoder makes of the file
        Work work = new Work(video, withLast, System.nanoTime() + patience.toNanos());
        FutureTask<Void> task = new FutureTask<>(work, null);
        Thread thread = new Thread(task, "wan-stills");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(patience.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) { // the decoder says in many ways that it can't
            LOGGER.log(Level.FINE, e, () -> "Not all pictures of " + video + " can be made");
        } finally {
            task.cancel(true);
        }
        return work.stills();
    }

    /** What is made on the other thread. */
    private static final class Work implements Runnable {
        private final Path video;
        private final boolean withLast;
        private final long deadline;

        @CheckForNull
        private volatile byte[] first;

        @CheckForNull
        private volatile byte[] last;

        Work(Path video, boolean withLast, long deadline) {
            this.video = video;
            this.withLast = withLast;
            this.deadline = deadline;
        }

        Optional<VideoStills> stills() {
            byte[] picture = first;
            return picture == null ? Optional.empty() : Optional.of(new VideoStills(picture, last));
        }

        @Override
        public void run() {
            try (FileChannel file = FileChannel.open(video, StandardOpenOption.READ)) {
                Optional<VideoTrack> track = VideoTrack.read(video).filter(found -> found.codec().equals("avc1"));
                if (track.isPresent()) {
                    decode(file, track.get());
                }
            } catch (ClosedByInterruptException | InterruptedException e) {
                LOGGER.log(Level.FINE, e, () -> "Nobody waits for the pictures of " + video + " any more");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void decode(FileChannel file, VideoTrack track) throws IOException, InterruptedException {
            List<VideoTrack.Sample> samples = track.samples(MAX_FRAMES);
            Optional<VideoTrack.AvcParameters> parameters = track.avcParameters();
            if (samples.isEmpty() || parameters.isEmpty()) {
                return;
            }
            FrameDecoder decoder = new FrameDecoder(parameters.get(), MAX_PIXELS);
            first = decoder.decode(bytes(file, samples.get(0))).jpeg(MAX_SIDE);
            boolean all = track.facts().frames().orElse(0) == samples.size()
                    && (long) samples.size() * decoder.pixels() <= MAX_PIXELS_IN_ALL;
            if (!withLast || !all) {
                return;
            }
            VideoTrack.Sample shownLast = samples.stream()
                    .max(Comparator.comparingLong(VideoTrack.Sample::time))
                    .orElseThrow();
            for (VideoTrack.Sample sample : samples.subList(1, samples.size())) {
                if (Thread.interrupted() || System.nanoTime() - deadline > 0) {
                    throw new InterruptedException();
                }
                DecodedFrame frame = decoder.decode(bytes(file, sample));
                if (sample.equals(shownLast)) {
                    last = frame.jpeg(MAX_SIDE);
                    return;
                }
            }
        }

        private static ByteBuffer bytes(FileChannel file, VideoTrack.Sample sample) throws IOException {
            if (sample.bytes() > MAX_FRAME_BYTES || sample.offset() + sample.bytes() > file.size()) {
                throw new IOException("a frame leads beyond the end of the file");
            }
            ByteBuffer bytes = ByteBuffer.allocate(sample.bytes());
            while (bytes.hasRemaining()) {
                if (file.read(bytes, sample.offset() + bytes.position()) < 0) {
                    throw new IOException("the file has become shorter");
                }
            }
            return bytes.flip();
        }
    }
}
