package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The content of an image file that may serve as a start or end image: a PNG, JPEG or WebP file that was decoded whole.
 * What it is, its first bytes tell: not its name, nor what a server calls it. Immutable, but for the pixels of {@link
 * #image}.
 */
public final class FrameFile {

    /** What kind of file it is. */
    public enum Format {
        /** Portable Network Graphics. */
        PNG("image/png"),
        /** JPEG, baseline or progressive. */
        JPEG("image/jpeg"),
        /** WebP, with or without loss; of an animation the first frame. */
        WEBP("image/webp");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        /** The media type, such as {@code image/png}. */
        public String mediaType() {
            return mediaType;
        }
    }

    private final Format format;
    private final int width;
    private final int height;
    private final BufferedImage image;

    FrameFile(Format format, int width, int height, BufferedImage image) {
        this.format = format;
        this.width = width;
        this.height = height;
        this.image = image;
    }

    /**
     * Reads and decodes a file of this machine.
     *
     * @param limits only those of bytes and pixels matter
     * @throws FrameException the file can't be read, is too large, or is no image that can be decoded here; the message
     *     names the file as it was given
     */
    @NonNull
    public static FrameFile read(@NonNull Path file, @NonNull FrameLimits limits) throws FrameException {
        String name = file.toString();
        try {
            return ImageDecoder.decode(content(file, limits), limits.pixels());
        } catch (UnusableImageException e) {
            throw e.of(name);
        } catch (NoSuchFileException e) {
            throw new UnusableImageException("does not exist: there is no file " + shown(file.toAbsolutePath()), e)
                    .of(name);
        } catch (AccessDeniedException e) {
            throw new UnusableImageException("can't be read: this user may not open it. Check its permissions", e)
                    .of(name);
        } catch (IOException e) {
            throw new UnusableImageException("can't be read: " + shown(e.getMessage()), e).of(name);
        }
    }

    /**
     * Decodes the content of a file.
     *
     * @param name what a message calls the file; it may hold any characters, of a URL also a query, which is not shown
     * @param limits only those of bytes and pixels matter
     * @throws FrameException the content is too large, or is no image that can be decoded here
     */
    @NonNull
    public static FrameFile of(@NonNull byte[] content, @NonNull String name, @NonNull FrameLimits limits)
            throws FrameException {
        try {
            if (content.length > limits.bytes()) {
                throw UnusableImageException.tooLarge(limits);
            }
            return ImageDecoder.decode(content, limits.pixels());
        } catch (UnusableImageException e) {
            throw e.of(name);
        }
    }

    private static byte[] content(Path file, FrameLimits limits) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UnusableImageException("is a folder; give an image file in it");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UnusableImageException("is a device or pipe; give an image file");
        }
        if (Files.size(file) > limits.bytes()) {
            throw UnusableImageException.tooLarge(limits);
        }
        // the file may grow while it is read
        int most = (int) Math.min(limits.bytes() + 1, Integer.MAX_VALUE - 8L);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(most);
            if (content.length > limits.bytes()) {
                throw UnusableImageException.tooLarge(limits);
            }
            return content;
        }
    }

    private static String shown(Object text) {
        return PlainText.oneLine(String.valueOf(text));
    }

    /** What kind of file it is. */
    @NonNull
    public Format format() {
        return format;
    }

    /** Width in pixels, after a photo was turned upright as its camera noted; of an animation that of its canvas. */
    public int width() {
        return width;
    }

    /** Height in pixels, as {@link #width}. */
    public int height() {
        return height;
    }

    /** Whether the file can hold transparent pixels. */
    public boolean transparent() {
        return image.getColorModel().hasAlpha();
    }

    /**
     * The decoded pixels, upright and in sRGB. An image whose shorter side is at least twice as long as any video needs
     * comes reduced by a whole number, so that it may be smaller than {@link #width} and {@link #height} say.
     *
     * @return of type {@link BufferedImage#TYPE_INT_RGB}, or {@link BufferedImage#TYPE_INT_ARGB} where it may be
     *     transparent
     */
    @NonNull
    public BufferedImage image() {
        return image;
    }

    /**
     * Makes a file of the image that is at most so large, in the same proportions. A smaller image keeps its size.
     *
     * @param target {@link Format#PNG}, which keeps transparency, or {@link Format#JPEG}, which ignores it: the colours
     *     of transparent pixels show
     * @return the new file's content, without any metadata
     * @throws InterruptedException the thread was interrupted while it worked
     */
    @NonNull
    public byte[] scaledDown(int maxWidth, int maxHeight, @NonNull Format target) throws InterruptedException {
        double zoom = Math.min(1, Math.min((double) maxWidth / width, (double) maxHeight / height));
        int newWidth = Math.min(image.getWidth(), Math.max(1, (int) Math.round(width * zoom)));
        int newHeight = Math.min(image.getHeight(), Math.max(1, (int) Math.round(height * zoom)));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageEncoder.write(
                CoverScaler.image(image, newWidth, newHeight, target == Format.PNG && transparent()), target, file);
        return file.toByteArray();
    }
}
