package io.jenkins.plugins.wanfirstlastframe.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Downloads a request's video into a file, and writes beside it, as {@code <file>.json}, what it is and how it was made. */
public final class FileDelivery implements Delivery {

    private static final Logger LOGGER = Logger.getLogger(FileDelivery.class.getName());

    private final VideoDownload download;
    private final Path target;

    /**
     * A delivery.
     *
     * @param download used for this delivery alone
     * @param target the video's file
     */
    public FileDelivery(VideoDownload download, Path target) {
        this.download = download;
        this.target = target;
    }

    @Override
    public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryException, InterruptedException {
        DeliveredVideo video = download.fetch(urls.get(0), target, state.deadline());
        Path sidecar = target.resolveSibling(target.getFileName() + ".json");
        try {
            AtomicFiles.write(sidecar, Sidecar.json(video, state));
            return List.of(video);
        } catch (IOException e) { // the video is whole and paid for
            removeOlder(sidecar);
            return List.of(video.butLacking("Only its description is missing: " + sidecar + " can't be written ("
                    + AtomicFiles.reason(e) + ")."));
        }
    }

    /** The description of an older video of that name would be taken for the new one's. */
    private static void removeOlder(Path sidecar) {
        try {
            if (Files.isRegularFile(sidecar, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(sidecar);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> sidecar + " describes an older video and can't be removed");
        }
    }

    @Override
    public void cancel() {
        download.cancel();
    }
}
