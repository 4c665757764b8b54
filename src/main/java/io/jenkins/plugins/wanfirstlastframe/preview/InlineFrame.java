package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An image file made ready to travel within a request. A file of more than {@link #MAX_BYTES} is scaled down to twice the
 * video's size, which loses nothing that the video could show, and never up.
 *
 * @param mediaType such as {@code image/png}
 * @param bytes what is sent; not copied, so nobody may change it
 * @param picture a small picture of it, a JPEG file; not copied
 * @param note what was done to the file, as a sentence; empty where it is sent as it is
 */
public record InlineFrame(String mediaType, byte[] bytes, byte[] picture, String note) {

    /** The largest image that is sent within a request. */
    public static final int MAX_BYTES = FrameContent.Inline.MAX_BYTES;

    /** How many times the video's size is kept. */
    private static final int OVERSIZE = 2;

    /**
     * Makes a file ready.
     *
     * @param content the file's; it was decoded before, or will be refused now
     * @param name what a message calls the file
     * @param videoWidth the video's width in pixels
     * @param videoHeight the video's height in pixels
     * @throws FrameException if it is no image that can be decoded here, or can't be made small enough
     * @throws InterruptedException if the thread was interrupted while it worked
     */
    public static InlineFrame of(byte[] content, String name, int videoWidth, int videoHeight)
            throws FrameException, InterruptedException {
        FrameFile file = FrameFile.of(content, name, FrameLimits.DEFAULT);
        if (content.length <= MAX_BYTES) {
            return new InlineFrame(file.format().mediaType(), content, SmallPicture.ofFrame(file.image()), "");
        }
        // in its proportions, and covering the video: the longer side may be longer than twice the video's
        double zoom = Math.max(
                (double) OVERSIZE * videoWidth / file.width(), (double) OVERSIZE * videoHeight / file.height());
        int width = (int) Math.ceil(Math.min(1, zoom) * file.width());
        int height = (int) Math.ceil(Math.min(1, zoom) * file.height());
        Format format = file.transparent() ? Format.PNG : Format.JPEG;
        byte[] scaled = file.scaledDown(width, height, format);
        if (scaled.length > MAX_BYTES && format == Format.PNG) {
            format = Format.JPEG;
            scaled = file.scaledDown(width, height, format);
        }
        if (scaled.length > MAX_BYTES) {
            throw new UnusableImageException("is larger than " + (MAX_BYTES >> 20)
                            + " MB even at twice the video's size. Give it a web address, or make it smaller")
                    .of(name);
        }
        return new InlineFrame(
                format.mediaType(),
                scaled,
                SmallPicture.ofFrame(file.image()),
                name + " has " + megabytes(content.length) + " MB, too much for a request: it is sent as a "
                        + format.name() + " file of " + megabytes(scaled.length) + " MB, at most " + width + "x"
                        + height
                        + " pixels.");
    }

    /** A number of bytes as people read it, without the unit. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }

    /** A file's content, of one that is too large a byte more than is allowed, so that it is refused as such. */
    public static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return content(in);
        }
    }

    /** The content of a stream, of one that is too long a byte more than is allowed; the stream stays open. */
    public static byte[] content(InputStream in) throws IOException {
        return in.readNBytes((int) FrameLimits.DEFAULT.bytes() + 1);
    }

    /** The SHA-256 of a file's content in lower-case hexadecimal digits. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Two frames are the same where they are the same object: nobody needs to compare their bytes. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** The size, not the content. */
    @Override
    public String toString() {
        return mediaType + " of " + bytes.length + " bytes";
    }
}
