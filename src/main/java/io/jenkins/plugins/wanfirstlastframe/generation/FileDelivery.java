package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;

/**
 * Downloads a request's videos into a file and its neighbours, and writes beside each, as {@code <file>.json}, what it is and
 * how it was made.
 */
public final class FileDelivery implements Delivery {

    private static final Logger LOGGER = Logger.getLogger(FileDelivery.class.getName());

    private final OutputDownload download;
    private final ServiceUrl service;
    private final Path target;
    private final Clock clock;

    /**
     * A delivery; serves one request.
     *
     * @param http whose connections, proxy and trusted certificates are used
     * @param service which makes the videos
     * @param target the video's file; further videos of the output get its name with a number
     * @param clock by which the request's deadline goes
     */
    public FileDelivery(OkHttpClient http, DownloadRules rules, ServiceUrl service, Path target, Clock clock) {
        this(new OutputDownload(http, rules, file -> isTaken(file, target)), service, target, clock);
    }

    FileDelivery(OutputDownload download, ServiceUrl service, Path target, Clock clock) {
        this.download = download;
        this.service = service;
        this.target = target;
        this.clock = clock;
    }

    /** Whether a file is of something else than an earlier output that was saved under the target's name. */
    static boolean isTaken(Path file, Path target) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !VideoDescription.isPartOf(file, target);
    }

    @Override
    public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryException, InterruptedException {
        Duration left = Duration.between(clock.instant(), state.deadline());
        List<DeliveredVideo> described = new ArrayList<>();
        for (DeliveredVideo video : download.fetch(urls, target, left)) {
            described.add(describe(video, state, service, partOf(described.size())));
        }
        return described;
    }

    @CheckForNull
    private String partOf(int index) {
        return index == 0 ? null : String.valueOf(target.getFileName());
    }

    @Override
    public void costKnown(GenerationState state) {
        for (int i = 0; i < state.videos().size(); i++) {
            describe(state.videos().get(i), state, service, partOf(i));
        }
    }

    /**
     * Writes the description of a video beside it.
     *
     * @return the video, lacking its description where that can't be written
     */
    public static DeliveredVideo describe(DeliveredVideo video, GenerationState state, ServiceUrl service) {
        return describe(video, state, service, null);
    }

    private static DeliveredVideo describe(
            DeliveredVideo video, GenerationState state, ServiceUrl service, @CheckForNull String partOf) {
        Path description = VideoDescription.beside(Path.of(video.location()));
        try {
            AtomicFiles.write(
                    description,
                    VideoDescription.of(video, state, service, partOf).json());
            return video;
        } catch (IOException e) { // the video is whole and paid for
            removeOlder(description);
            return video.butLacking("Only its description is missing: " + description + " can't be written ("
                    + AtomicFiles.reason(e) + ").");
        }
    }

    /** The description of an older video of that name would be taken for the new one's. */
    private static void removeOlder(Path description) {
        try {
            if (Files.isRegularFile(description, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(description);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> description + " describes an older video and can't be removed");
        }
    }

    @Override
    public void cancel() {
        download.cancel();
    }
}
