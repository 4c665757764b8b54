package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import io.jenkins.plugins.wanfirstlastframe.preview.webp.Vp8Planes.Plane;
import org.jcodec.codecs.vpx.VP8Util;
import org.jcodec.codecs.vpx.VP8Util.SubblockConstants;

/**
 * Predicts a macroblock from the samples above and to the left of it, before any filter (RFC 6386, section 12). Outside
 * the picture the row above is taken as 127 and the column to the left as 129.
 */
final class Vp8Prediction {

    private static final int ABOVE_PICTURE = 127;
    private static final int LEFT_OF_PICTURE = 129;
    private static final int NOTHING_NEAR = 128;

    private Vp8Prediction() {}

    /** Predicts a macroblock and adds its coefficients, if it has any. */
    static void reconstruct(Vp8Planes planes, Vp8Macroblock macroblock, int[][] blocks, int column, int row) {
        if (macroblock.inPieces()) {
            pieces(planes.luma, macroblock, blocks, 16 * column, 16 * row);
        } else {
            whole(planes.luma, macroblock.lumaMode, 16, 16 * column, 16 * row);
            add(planes.luma, macroblock, blocks, 0, 4, 16 * column, 16 * row);
        }
        whole(planes.cb, macroblock.chromaMode, 8, 8 * column, 8 * row);
        whole(planes.cr, macroblock.chromaMode, 8, 8 * column, 8 * row);
        add(planes.cb, macroblock, blocks, 16, 2, 8 * column, 8 * row);
        add(planes.cr, macroblock, blocks, 20, 2, 8 * column, 8 * row);
    }

    private static void add(
            Plane plane, Vp8Macroblock macroblock, int[][] blocks, int first, int side, int left, int top) {
        for (int i = 0; macroblock.coefficients && i < side * side; i++) {
            Vp8Transforms.add(blocks[first + i], plane, left + 4 * (i % side), top + 4 * (i / side));
        }
    }

    private static void whole(Plane plane, int mode, int size, int left, int top) {
        int corner = sample(plane, left - 1, top - 1);
        int average = mode == SubblockConstants.DC_PRED ? average(plane, size, left, top) : 0;
        for (int y = top; y < top + size; y++) {
            int before = sample(plane, left - 1, y);
            for (int x = left; x < left + size; x++) {
                int value =
                        switch (mode) {
                            case SubblockConstants.V_PRED -> sample(plane, x, top - 1);
                            case SubblockConstants.H_PRED -> before;
                            case SubblockConstants.TM_PRED -> before + sample(plane, x, top - 1) - corner;
                            default -> average;
                        };
                plane.set(x, y, value);
            }
        }
    }

    /** Of the samples above and to the left, as far as they are in the picture. */
    private static int average(Plane plane, int size, int left, int top) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (top > 0) {
                sum += plane.at(left + i, top - 1);
                count++;
            }
            if (left > 0) {
                sum += plane.at(left - 1, top + i);
                count++;
            }
        }
        return count == 0 ? NOTHING_NEAR : (sum + count / 2) / count;
    }

    /** Each block of 4x4 by itself: it is predicted from the ones before, their coefficients included. */
    private static void pieces(Plane plane, Vp8Macroblock macroblock, int[][] blocks, int left, int top) {
        for (int i = 0; i < 16; i++) {
            int x = left + 4 * (i % 4);
            int y = top + 4 * (i / 4);
            int[] predicted = predict(
                    macroblock.blockModes[i],
                    new int[] {
                        sample(plane, x, y - 1),
                        sample(plane, x + 1, y - 1),
                        sample(plane, x + 2, y - 1),
                        sample(plane, x + 3, y - 1)
                    },
                    aboveRight(plane, x, y, i, top),
                    new int[] {
                        sample(plane, x - 1, y),
                        sample(plane, x - 1, y + 1),
                        sample(plane, x - 1, y + 2),
                        sample(plane, x - 1, y + 3)
                    },
                    sample(plane, x - 1, y - 1));
            for (int j = 0; j < 16; j++) {
                plane.set(x + j % 4, y + j / 4, predicted[j]);
            }
            if (macroblock.coefficients) {
                Vp8Transforms.add(blocks[i], plane, x, y);
            }
        }
    }

    /** What lies to the right is not decoded yet but for the row above the macroblock, which serves all four rows. */
    private static int[] aboveRight(Plane plane, int x, int y, int block, int top) {
        int row = block % 4 == 3 ? top - 1 : y - 1;
        int[] samples = new int[4];
        for (int i = 0; i < 4; i++) {
            // right of the picture its last sample is repeated
            samples[i] = sample(plane, Math.min(x + 4 + i, plane.stride - 1), row);
        }
        return samples;
    }

    private static int[] predict(int mode, int[] above, int[] aboveRight, int[] left, int corner) {
        return switch (mode) {
            case SubblockConstants.B_TM_PRED -> VP8Util.predictTM(above, left, corner);
            case SubblockConstants.B_VE_PRED -> VP8Util.predictVE(above, corner, aboveRight);
            case SubblockConstants.B_HE_PRED -> VP8Util.predictHE(left, corner);
            case SubblockConstants.B_LD_PRED -> VP8Util.predictLD(above, aboveRight);
            case SubblockConstants.B_RD_PRED -> VP8Util.predictRD(above, left, corner);
            case SubblockConstants.B_VR_PRED -> VP8Util.predictVR(above, left, corner);
            case SubblockConstants.B_VL_PRED -> VP8Util.predictVL(above, aboveRight);
            case SubblockConstants.B_HD_PRED -> VP8Util.predictHD(above, left, corner);
            case SubblockConstants.B_HU_PRED -> VP8Util.predictHU(left);
            default -> VP8Util.predictDC(above, left);
        };
    }

    private static int sample(Plane plane, int x, int y) {
        if (y < 0) {
            return ABOVE_PICTURE;
        }
        return x < 0 ? LEFT_OF_PICTURE : plane.at(x, y);
    }
}
