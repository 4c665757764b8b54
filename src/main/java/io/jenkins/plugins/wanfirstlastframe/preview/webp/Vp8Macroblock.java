package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import java.util.Arrays;
import org.jcodec.codecs.vpx.VP8Util;
import org.jcodec.codecs.vpx.VP8Util.SubblockConstants;
import org.jcodec.codecs.vpx.VPXBooleanDecoder;

/** How a square of 16x16 pixels is predicted. The modes are the constants of {@link SubblockConstants}. */
final class Vp8Macroblock {

    int segment;
    boolean skipped;
    int lumaMode;
    int chromaMode;
    /** Modes of the 16 blocks of 4x4 pixels, row by row; implied by the luma mode where it is one for all. */
    final int[] blockModes = new int[16];
    /** Whether there is anything but the prediction. */
    boolean coefficients;

    boolean inPieces() {
        return lumaMode == SubblockConstants.B_PRED;
    }

    /**
     * Reads the modes.
     *
     * @param above the macroblock above, or an empty one
     * @param left the macroblock to the left, or an empty one
     */
    void readModes(Vp8Header header, Vp8Macroblock above, Vp8Macroblock left) {
        VPXBooleanDecoder modes = header.modes;
        if (header.segmentMap) {
            segment = modes.readTree(VP8Util.segmentTree, header.segmentTree);
        }
        skipped = header.maySkip && modes.readBit(header.skipProbability) == 1;
        lumaMode = modes.readTree(VP8Util.keyFrameYModeTree, VP8Util.keyFrameYModeProb);
        if (inPieces()) {
            for (int i = 0; i < 16; i++) {
                int up = i < 4 ? above.blockModes[i + 12] : blockModes[i - 4];
                int before = i % 4 == 0 ? left.blockModes[i + 3] : blockModes[i - 1];
                blockModes[i] = modes.readTree(
                        SubblockConstants.subblockModeTree, SubblockConstants.keyFrameSubblockModeProb[up][before]);
            }
        } else {
            Arrays.fill(blockModes, impliedMode());
        }
        chromaMode = modes.readTree(VP8Util.vp8UVModeTree, VP8Util.vp8KeyFrameUVModeProb);
    }

    private int impliedMode() {
        return switch (lumaMode) {
            case SubblockConstants.V_PRED -> SubblockConstants.B_VE_PRED;
            case SubblockConstants.H_PRED -> SubblockConstants.B_HE_PRED;
            case SubblockConstants.TM_PRED -> SubblockConstants.B_TM_PRED;
            default -> SubblockConstants.B_DC_PRED;
        };
    }
}
