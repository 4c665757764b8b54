package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.awt.image.BufferedImage;
import org.jcodec.codecs.h264.io.model.VUIParameters;
import org.jcodec.common.model.Picture;

/** A frame as the decoder gives it: luma and, at half the resolution, chroma, all shifted by -128. */
final class DecodedFrame {

    private static final int BT_709 = 1;
    private static final int UNSPECIFIED = 2;

    /** Where a video says nothing of its colours, browsers go by its height. */
    private static final int HIGH_DEFINITION = 720;

    private final Picture frame;
    private final boolean fullRange;
    private final boolean bt709;

    DecodedFrame(Picture frame, @CheckForNull VUIParameters usability) {
        this.frame = frame.getCrop() == null ? frame : frame.cloneCropped();
        boolean described = usability != null && usability.videoSignalTypePresentFlag;
        fullRange = described && usability.videoFullRangeFlag;
        int matrix = described && usability.colourDescriptionPresentFlag ? usability.matrixCoefficients : UNSPECIFIED;
        bt709 = matrix == BT_709 || matrix == UNSPECIFIED && frame.getHeight() >= HIGH_DEFINITION;
    }

    /** The frame as a JPEG file, scaled down in its proportions where a side is longer. */
    byte[] jpeg(int maxSide) throws InterruptedException {
        return SmallPicture.jpeg(image(), maxSide, maxSide);
    }

    private BufferedImage image() {
        int width = frame.getWidth();
        int height = frame.getHeight();
        double lumaScale = fullRange ? 1 : 255 / 219.0;
        double chromaScale = fullRange ? 1 : 255 / 224.0;
        int black = fullRange ? -128 : 16 - 128;
        double redOfCr = (bt709 ? 1.5748 : 1.402) * chromaScale;
        double greenOfCb = (bt709 ? -0.1873 : -0.3441) * chromaScale;
        double greenOfCr = (bt709 ? -0.4681 : -0.7141) * chromaScale;
        double blueOfCb = (bt709 ? 1.8556 : 1.772) * chromaScale;
        byte[] lumas = frame.getPlaneData(0);
        byte[] cbs = frame.getPlaneData(1);
        byte[] crs = frame.getPlaneData(2);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double luma = lumaScale * (lumas[y * frame.getPlaneWidth(0) + x] - black);
                int chroma = y / 2 * frame.getPlaneWidth(1) + x / 2;
                row[x] = clip(luma + redOfCr * crs[chroma]) << 16
                        | clip(luma + greenOfCb * cbs[chroma] + greenOfCr * crs[chroma]) << 8
                        | clip(luma + blueOfCb * cbs[chroma]);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
