package io.jenkins.plugins.wanfirstlastframe.preview;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.model.Picture;

/**
 * Some frames in a row, coded without reference to frames outside of them: the first stands alone, each of the others
 * is the difference to the one before.
 */
final class FrameGroup implements Callable<List<byte[]>> {

    /** Frames in a group. Independent of the number of processors: the same input shall give the same bytes. */
    static final int LENGTH = 12;

    private static final int PARAMETER_SET_BYTES = 1024; // more than ever needed

    private final CrossFade fade;
    private final VideoFormat format;
    private final int firstFrame;

    FrameGroup(CrossFade fade, VideoFormat format, int firstFrame) {
        this.fade = fade;
        this.format = format;
        this.firstFrame = firstFrame;
    }

    /** @return the coded frames, each with start codes, the first with parameter sets in front */
    @Override
    public List<byte[]> call() throws InterruptedException {
        PreviewEncoder encoder = new PreviewEncoder(format, LENGTH);
        Picture canvas = fade.canvas();
        ByteBuffer buffer = ByteBuffer.allocate(PARAMETER_SET_BYTES + canvas.getWidth() * canvas.getHeight());
        List<byte[]> frames = new ArrayList<>(LENGTH);
        int next = Math.min(format.numberOfFrames(), firstFrame + LENGTH);
        for (int frame = firstFrame; frame < next; frame++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            fade.paint(frame, canvas);
            frames.add(NIOUtils.toArray(encoder.encodeFrame(canvas, buffer).getData()));
        }
        return frames;
    }
}
