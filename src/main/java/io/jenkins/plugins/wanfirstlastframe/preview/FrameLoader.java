package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import java.awt.image.BufferedImage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Loads a start or end image: PNG, JPEG or WebP, from a public address as the service would, or from a file. Each failure
 * is a {@link FrameException} that tells a person what to do. An image of more than twice any video's size comes back
 * reduced, in the same proportions.
 *
 * <p>Safe for use by several threads.
 */
public final class FrameLoader {

    private final OkHttpClient http;
    private final FrameLimits limits;

    /** @param http gives the proxy, the name service and the connections; its cookies and interceptors are not used */
    public FrameLoader(@NonNull OkHttpClient http, @NonNull FrameLimits limits) {
        this.http = http;
        this.limits = limits;
    }

    /**
     * Loads what an image parameter names.
     *
     * @param source a web address, plain HTTP only for a host that is this machine; or a RunComfy example, in whose
     *     place a drawing that shows its number is returned; or a file, from the working directory where it is relative
     * @throws FrameException the image can't be had or is none
     * @throws InterruptedException the thread was interrupted; the download is ended
     */
    @NonNull
    public BufferedImage load(@NonNull ImageSource source) throws FrameException, InterruptedException {
        if (source instanceof ImageSource.ExampleName example) {
            return ExampleFrame.draw(example.name());
        }
        if (source instanceof ImageSource.ImageFile file) {
            return load(path(file));
        }
        String name = source.toString();
        try {
            HttpUrl url = HttpUrl.parse(name);
            if (url == null) {
                throw new UnusableImageException("is not a valid URL. Check the address");
            }
            return FrameFile.of(new FrameDownload(http, limits, url).fetch(), name, limits)
                    .image();
        } catch (UnusableImageException e) {
            throw e.of(name);
        }
    }

    private static Path path(ImageSource.ImageFile file) throws FrameException {
        try {
            return Path.of(file.path());
        } catch (InvalidPathException e) {
            throw new UnusableImageException("is no path of this machine", e).of(file.path());
        }
    }

    /**
     * Loads a file of this machine.
     *
     * @throws FrameException the file can't be read or is no image
     */
    @NonNull
    public BufferedImage load(@NonNull Path file) throws FrameException {
        return FrameFile.read(file, limits).image();
    }
}
