package io.jenkins.plugins.wanfirstlastframe.preview;

import java.util.ArrayList;
import java.util.List;

/**
 * Codes a cross-fade in H.264. Only the start and the end image are coded as pictures; each frame between them is a B
 * slice whose macroblocks are all skipped, so that the decoder itself blends the two, by the weights in the slice's
 * header. The end image is therefore decoded second, long before it is shown.
 */
final class CrossFade {

    private static final int START_HEADER = 0x65; // instantaneous refresh, kept for reference
    private static final int END_HEADER = 0x61; // kept for reference
    private static final int BETWEEN_HEADER = 0x01;
    private static final int B_SLICE = 6; // 6 and 7: all slices of the picture are of this type
    private static final int I_SLICE = 7;

    private static final int FINEST_QP = 18;
    private static final int COARSEST_QP = 50;
    private static final int WEIGHT_BITS = 6;
    private static final int WHOLE = 2 << WEIGHT_BITS;

    private final VideoFormat format;
    private final int largestPicture;

    CrossFade(VideoFormat format) {
        this.format = format;
        this.largestPicture = Level.of(format).largestPicture(format);
    }

    /** One NAL unit for each frame, in the order of decoding: start image, end image, the frames between them. */
    List<byte[]> encode(YuvPicture start, YuvPicture end) throws InterruptedException {
        List<byte[]> units = new ArrayList<>(format.numberOfFrames());
        units.add(still(start, START_HEADER, 0));
        units.add(still(end, END_HEADER, format.numberOfFrames() - 1));
        for (int frame = 1; frame < format.numberOfFrames() - 1; frame++) {
            units.add(blend(frame));
        }
        return units;
    }

    private byte[] still(YuvPicture picture, int header, int frame) throws InterruptedException {
        for (int qp = FINEST_QP; ; qp += 4) {
            BitOutput out = new BitOutput();
            boolean refresh = header == START_HEADER;
            sliceHeader(out, I_SLICE, refresh ? 0 : 1);
            if (refresh) {
                out.unsigned(0); // id of the refresh
            }
            displayOrder(out, frame);
            if (refresh) {
                out.flag(false); // earlier pictures may be shown
                out.flag(false); // not a long-term reference
            } else {
                out.flag(false); // references leave in order of arrival
            }
            out.signed(qp - ParameterSets.BASE_QP);
            StillPicture.write(picture, qp, out);
            byte[] unit = out.toNalUnit(header);
            if (unit.length <= largestPicture || qp >= COARSEST_QP) {
                return unit;
            }
        }
    }

    private byte[] blend(int frame) {
        BitOutput out = new BitOutput();
        sliceHeader(out, B_SLICE, 2);
        displayOrder(out, frame);
        out.flag(true); // spatial prediction: without motion around it, it is none
        out.flag(false); // number of references as usual
        out.flag(false); // lists of references as usual: the start image before, the end image after
        out.flag(false);
        out.unsigned(WEIGHT_BITS);
        out.unsigned(WEIGHT_BITS);
        int endWeight = Math.round((float) WHOLE * frame / (format.numberOfFrames() - 1));
        endWeight = Math.max(1, Math.min(WHOLE - 1, endWeight)); // 128 would not fit
        weight(out, WHOLE - endWeight);
        weight(out, endWeight);
        out.signed(0); // quantizer
        int macroblocks = (format.width() + 15) / 16 * ((format.height() + 15) / 16);
        out.unsigned(macroblocks); // skipped
        return out.toNalUnit(BETWEEN_HEADER);
    }

    private void sliceHeader(BitOutput out, int type, int frameNumber) {
        out.unsigned(0); // first macroblock
        out.unsigned(type);
        out.unsigned(0); // id of the picture parameters
        out.bits(frameNumber, ParameterSets.FRAME_NUMBER_BITS);
    }

    private void displayOrder(BitOutput out, int frame) {
        out.bits(2 * frame, ParameterSets.displayOrderBits(format));
    }

    private static void weight(BitOutput out, int weight) {
        out.flag(true); // luma
        out.signed(weight);
        out.signed(0);
        out.flag(true); // chroma
        for (int i = 0; i < 2; i++) {
            out.signed(weight);
            out.signed(0);
        }
    }
}
