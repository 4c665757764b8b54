package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoTrack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The first frame of a video as a small JPEG file. Decodes H.264 of the profiles Baseline, Main and High with 8 bits and colours
 * at half the resolution, which is what browsers play everywhere; other videos have no poster. Whatever a file holds, this ends
 * in time and fails nobody.
 */
public final class VideoPoster {

    private static final Logger LOGGER = Logger.getLogger(VideoPoster.class.getName());

    /** The longer side at most, in pixels. */
    static final int MAX_SIDE = 480;

    /** A frame takes some hundredths of a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String H264 = "avc1";

    private VideoPoster() {}

    /**
     * Makes the poster of a video.
     *
     * @return a JPEG file; empty where the first frame can't be decoded here
     * @throws InterruptedException if the thread was interrupted
     */
    public static Optional<byte[]> of(Path video) throws InterruptedException {
        return of(video, PATIENCE);
    }

    static Optional<byte[]> of(Path video, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        // a thread of its own, so that nobody waits for longer, whatever the decoder makes of the file
        FutureTask<byte[]> task = new FutureTask<>(() -> poster(video, deadline));
        Thread thread = new Thread(task, "wan-poster");
        thread.setDaemon(true);
        thread.start();
        try {
            return Optional.ofNullable(task.get(patience.toMillis() + 1, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) { // the decoder says in many ways that it can't
            LOGGER.log(Level.FINE, e, () -> "There is no poster of " + video);
            return Optional.empty();
        } finally {
            task.cancel(true);
        }
    }

    @CheckForNull
    private static byte[] poster(Path video, long deadline) throws IOException, InterruptedException {
        Optional<VideoTrack> track =
                VideoTrack.read(video).filter(found -> found.codec().equals(H264));
        var parameters = track.flatMap(VideoTrack::avcParameters);
        var coded = track.isEmpty() ? Optional.<byte[]>empty() : track.get().firstFrame(video);
        return parameters.isEmpty() || coded.isEmpty()
                ? null
                : new KeyFrame(parameters.get(), deadline).decode(coded.get()).jpeg(MAX_SIDE);
    }
}
