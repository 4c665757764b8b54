package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.FileDelivery;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.OkHttpClient;

/** Makes a dry run's preview in the video's place, with a description beside it: checks both frames and cross-fades them. */
final class PreviewDelivery implements Delivery {

    private final OkHttpClient http;
    private final ServiceUrl service;
    private final Path target;

    // guarded by this
    @CheckForNull
    private Thread atWork;

    private boolean cancelled;

    /**
     * A delivery of one preview.
     *
     * @param http fetches the frames
     * @param service which would have made the video
     */
    PreviewDelivery(OkHttpClient http, ServiceUrl service, Path target) {
        this.http = http;
        this.service = service;
        this.target = target;
    }

    @Override
    public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryException, InterruptedException {
        begin();
        try {
            render(state.input().orElseThrow());
            return List.of(FileDelivery.describe(DeliveredVideo.of(target, ""), state, service));
        } catch (FrameException e) {
            throw new DeliveryException(e.getMessage() + ".", e);
        } catch (IOException e) {
            if (isCancelled()) { // an interrupt closes the file that is being written
                throw stopped();
            }
            throw new DeliveryException("it can't be written to " + target + " (" + AtomicFiles.reason(e) + ").", e);
        } catch (InterruptedException e) {
            if (isCancelled()) {
                throw stopped();
            }
            throw e;
        } finally {
            end();
        }
    }

    private void render(GenerationInput input) throws FrameException, IOException, InterruptedException {
        FrameLoader loader = new FrameLoader(http, FrameLimits.DEFAULT);
        BufferedImage start = loader.load(input.startImage());
        BufferedImage end = loader.load(input.endImage());
        VideoFormat format =
                new VideoFormat(input.width(), input.height(), input.numberOfFrames(), input.framesPerSecond());
        Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
        new PreviewRenderer().render(start, end, format, target);
    }

    private synchronized void begin() throws DeliveryException {
        if (cancelled) {
            throw stopped();
        }
        atWork = Thread.currentThread();
    }

    /** From here on no interrupt comes from {@link #cancel}, and none is left to hit what the thread does next. */
    private synchronized void end() {
        atWork = null;
        if (cancelled) {
            Thread.interrupted();
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private static DeliveryException stopped() {
        return new DeliveryException(DeliveryException.Kind.STOPPED, "it was stopped.");
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (atWork != null) {
            atWork.interrupt();
        }
    }
}
