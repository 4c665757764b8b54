package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.preview.ImageDecoder.UnusableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okio.Buffer;

/**
 * Loads a start or end image as the service would: PNG, JPEG or WebP from a public address, within limits. Each failure
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
     * @param reference an https URL (plain http only for a host that is this machine), or the name of a RunComfy
     *     example, in whose place a drawing that shows its number is returned
     * @throws FrameException the image can't be had or is none
     * @throws InterruptedException the thread was interrupted; the download is ended
     */
    @NonNull
    public BufferedImage load(@NonNull String reference) throws FrameException, InterruptedException {
        String shown = shown(reference);
        ImageSource source;
        try {
            source = ImageSource.parse(reference);
        } catch (IllegalArgumentException e) {
            throw new FrameException("The frame " + shown + " " + PlainText.oneLine(e.getMessage()));
        }
        if (source instanceof ImageSource.ExampleName example) {
            return ExampleFrame.draw(example.name());
        }
        HttpUrl url = HttpUrl.parse(reference);
        if (url == null) {
            throw new FrameException("The frame " + shown + " is not a valid URL. Check the address");
        }
        try {
            return ImageDecoder.decode(new FrameDownload(http, limits, url).fetch(), limits.pixels());
        } catch (UnusableImageException e) {
            throw new FrameException("The frame " + shown + " " + e.getMessage(), e.getCause());
        }
    }

    /**
     * Loads a file of this machine.
     *
     * @throws FrameException the file can't be read or is no image
     */
    @NonNull
    public BufferedImage load(@NonNull Path file) throws FrameException {
        String shown = PlainText.oneLine(file.toString());
        try {
            return ImageDecoder.decode(read(file), limits.pixels());
        } catch (UnusableImageException e) {
            throw new FrameException("The frame " + shown + " " + e.getMessage(), e.getCause());
        } catch (NoSuchFileException e) {
            throw new FrameException("The frame " + shown + " does not exist. Check the path", e);
        } catch (IOException e) {
            throw new FrameException("The frame " + shown + " can't be read. Check that it is a readable file", e);
        }
    }

    private Buffer read(Path file) throws IOException {
        if (Files.size(file) > limits.bytes()) {
            throw FrameDownload.tooLarge(limits);
        }
        Buffer content = new Buffer();
        try (InputStream in = Files.newInputStream(file)) {
            // the file may grow while it is read
            byte[] chunk = new byte[64 * 1024];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                content.write(chunk, 0, length);
                if (content.size() > limits.bytes()) {
                    throw FrameDownload.tooLarge(limits);
                }
            }
        }
        return content;
    }

    /** Without what may be secret: a presigned URL's query, a user's name and password. */
    private static String shown(String reference) {
        String plain = reference.replaceFirst("[?#].*", "").replaceFirst("(?<=//)[^/]*@", "");
        return PlainText.oneLine(plain);
    }
}
