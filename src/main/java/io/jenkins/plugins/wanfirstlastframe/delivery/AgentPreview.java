package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.SmallPicture;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.MasterToSlaveFileCallable;
import okhttp3.OkHttpClient;

/** Makes a dry run's preview where the video would go: fetches and checks both frames, and cross-fades them. */
final class AgentPreview extends MasterToSlaveFileCallable<AgentDownload.Result> {

    private static final long serialVersionUID = 1L;

    private final GenerationInput input;
    private final String output;

    /** The content of those images that are artifacts, by their paths. */
    private final HashMap<String, byte[]> artifacts;

    @CheckForNull
    private final AgentProxy proxy;

    /**
     * A preview for a workspace.
     *
     * @param output where it goes, relative to the workspace
     * @param artifacts the content of those images that are artifacts, by their paths
     */
    AgentPreview(GenerationInput input, String output, Map<String, byte[]> artifacts, @CheckForNull AgentProxy proxy) {
        this.input = input;
        this.output = output;
        this.artifacts = new HashMap<>(artifacts);
        this.proxy = proxy;
    }

    @Override
    public AgentDownload.Result invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        OkHttpClient.Builder http = new OkHttpClient.Builder();
        OkHttpClient client = (proxy == null ? http : proxy.applyTo(http)).build();
        try {
            Made made = render(client, input, artifacts, workspace.toPath(), output);
            return AgentDownload.Result.of(List.of(made.video()), made.pictures());
        } catch (DeliveryException e) {
            return AgentDownload.Result.failed(e);
        } finally {
            client.connectionPool().evictAll();
        }
    }

    /**
     * What was made.
     *
     * @param pictures of the input frames and the preview, by what a build calls them
     */
    record Made(DeliveredVideo video, Map<String, byte[]> pictures) {}

    /**
     * Makes the preview in a folder of this machine.
     *
     * @throws DeliveryException if a frame can't be used, or the file can't be written
     */
    static Made render(
            OkHttpClient http, GenerationInput input, Map<String, byte[]> artifacts, Path folder, String output)
            throws DeliveryException, InterruptedException {
        try {
            FrameLoader loader = new FrameLoader(http, FrameLimits.DEFAULT);
            BufferedImage start = load(loader, input.startImage(), artifacts, folder);
            BufferedImage end = load(loader, input.endImage(), artifacts, folder);
            VideoFormat format =
                    new VideoFormat(input.width(), input.height(), input.numberOfFrames(), input.framesPerSecond());
            Path target = WorkspacePath.target(folder, output);
            new PreviewRenderer().render(start, end, format, target);
            DeliveredVideo video = DeliveredVideo.of(target, "");
            Map<String, byte[]> pictures = new LinkedHashMap<>(AgentDownload.posters(List.of(video)));
            pictures.put(BuildPictures.START, SmallPicture.ofFrame(start));
            pictures.put(BuildPictures.END, SmallPicture.ofFrame(end));
            return new Made(video.at(output), pictures);
        } catch (FrameException e) {
            throw new DeliveryException(e.getMessage() + ".", e);
        } catch (IOException e) {
            throw WorkspacePath.unwritable(e);
        }
    }

    private static BufferedImage load(FrameLoader loader, ImageSource image, Map<String, byte[]> artifacts, Path folder)
            throws IOException, InterruptedException {
        if (!(image instanceof ImageSource.ImageFile file)) {
            return loader.load(image);
        }
        byte[] artifact = artifacts.get(file.path());
        return artifact == null
                ? loader.load(WorkspacePath.file(folder, file.path(), WorkspaceFrame.HINT))
                : FrameFile.of(artifact, file.path(), FrameLimits.DEFAULT).image();
    }
}
