package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;

/** Pictures for a page: small JPEG files that show what something looks like. */
public final class SmallPicture {

    /** No small picture is larger, in bytes; most have a tenth of that. */
    public static final int MAX_BYTES = 256 << 10;

    /** How wide the picture of an input frame is at most, in pixels. */
    private static final int FRAME_WIDTH = 320;

    private static final int FRAME_HEIGHT = 640;

    /** Good enough to recognize a picture by, at a third of the size. */
    private static final float QUALITY = 0.8f;

    private SmallPicture() {}

    /**
     * The picture of an input frame.
     *
     * @param frame of any size; its transparency is ignored
     * @return a JPEG file
     * @throws InterruptedException if the thread was interrupted while it worked
     */
    public static byte[] ofFrame(BufferedImage frame) throws InterruptedException {
        return jpeg(frame, FRAME_WIDTH, FRAME_HEIGHT);
    }

    /** A JPEG file of an image, scaled down in its proportions where it is larger. */
    static byte[] jpeg(BufferedImage image, int maxWidth, int maxHeight) throws InterruptedException {
        double zoom =
                Math.min(1, Math.min((double) maxWidth / image.getWidth(), (double) maxHeight / image.getHeight()));
        int width = Math.max(1, (int) Math.round(zoom * image.getWidth()));
        int height = Math.max(1, (int) Math.round(zoom * image.getHeight()));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageEncoder.write(CoverScaler.image(image, width, height, false), Format.JPEG, QUALITY, file);
        return file.toByteArray();
    }
}
