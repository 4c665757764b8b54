package io.jenkins.plugins.wanfirstlastframe.generation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Downloads a job's video into a file, and writes beside it, as {@code <file>.json}, what it is and how it was made. */
public final class FileDelivery implements Delivery {

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
    public DeliveredVideo deliver(List<String> urls, GenerationState state)
            throws DeliveryException, InterruptedException {
        DeliveredVideo video = download.fetch(urls.get(0), target, state.deadline());
        Path sidecar = target.resolveSibling(target.getFileName() + ".json");
        try {
            TargetFile.write(sidecar, Sidecar.json(video, state));
        } catch (IOException e) {
            throw new DeliveryException("its description " + sidecar + " can't be written: " + e.getMessage() + ".", e);
        }
        return video;
    }

    @Override
    public void cancel() {
        download.cancel();
    }
}
