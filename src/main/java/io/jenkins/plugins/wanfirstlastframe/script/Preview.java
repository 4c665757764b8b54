package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.OkHttpClient;

/** Checks both frames and cross-fades them on this machine: without the service, and free of charge. */
public final class Preview {

    private Preview() {}

    /**
     * Writes the preview of an input.
     *
     * @param file its folder is made where it is missing
     * @throws WanException if a frame can't be used or the file can't be written
     */
    public static void render(GenerationInput input, Path file) {
        OkHttpClient http = new OkHttpClient();
        try {
            FrameLoader loader = new FrameLoader(http, FrameLimits.DEFAULT);
            BufferedImage start = loader.load(input.startImage().toString());
            BufferedImage end = loader.load(input.endImage().toString());
            VideoFormat format =
                    new VideoFormat(input.width(), input.height(), input.numberOfFrames(), input.framesPerSecond());
            Path target = file.toAbsolutePath().normalize();
            Files.createDirectories(target.resolveSibling(""));
            new PreviewRenderer().render(start, end, format, target);
        } catch (FrameException e) {
            throw WanException.before(Failure.Kind.INPUT, e.getMessage() + ".");
        } catch (IOException e) {
            throw WanException.before(Failure.Kind.DELIVERY, "The preview can't be written: " + e.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WanException.before(Failure.Kind.ABORTED, "The preview was interrupted.");
        } finally {
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
    }
}
