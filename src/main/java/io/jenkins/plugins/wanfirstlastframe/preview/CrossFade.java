package io.jenkins.plugins.wanfirstlastframe.preview;

import java.awt.image.BufferedImage;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Rect;

/** The frames of a cross-fade from one image to another. Immutable; safe for use by several threads. */
final class CrossFade {

    private static final int PRECISION = 16;
    private static final int HALF = 1 << PRECISION - 1;
    private static final int CODED_ROOM = 2;

    private final VideoFormat format;
    private final Picture start;
    private final Picture end;

    /** Each image is scaled until it covers the video's size and is cropped on both sides alike. */
    CrossFade(BufferedImage start, BufferedImage end, VideoFormat format) throws InterruptedException {
        this.format = format;
        this.start = YuvPicture.covering(start, format.width(), format.height());
        this.end = YuvPicture.covering(end, format.width(), format.height());
    }

    /** An empty picture, on which {@link #paint} can paint frames one after the other. */
    Picture canvas() {
        // The encoder reserves one byte for each pixel of the picture, but noise takes up to one and a half. So the
        // picture is made higher than the part of it that is coded.
        return Picture.createCropped(
                start.getWidth(),
                CODED_ROOM * start.getHeight(),
                ColorSpace.YUV420J,
                new Rect(0, 0, format.width(), format.height()));
    }

    /**
     * Paints one frame over what is on the canvas.
     *
     * @param frame 0 is the start image, the number of frames - 1 the end image
     */
    void paint(int frame, Picture canvas) {
        int endWeight = Math.round((float) (1 << PRECISION) * frame / (format.numberOfFrames() - 1));
        for (int plane = 0; plane < canvas.getData().length; plane++) {
            byte[] from = start.getPlaneData(plane);
            byte[] to = end.getPlaneData(plane);
            byte[] blend = canvas.getPlaneData(plane);
            for (int i = 0; i < from.length; i++) {
                blend[i] = (byte) (from[i] + ((to[i] - from[i]) * endWeight + HALF >> PRECISION));
            }
        }
    }
}
