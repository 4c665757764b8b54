package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import org.jcodec.codecs.vpx.VPXConst;

/** The steps of the coefficients of one segment: for each kind of block that of the first one and of the others. */
final class Vp8Quantizer {

    private static final int COARSEST_FIRST_CHROMA = 132;
    private static final int FINEST_OTHER_SECOND_ORDER = 8;

    final int[] luma;
    final int[] secondOrder;
    final int[] chroma;

    /** @param deltas of luma's first, second order's first and others, chroma's first and others, to the index */
    Vp8Quantizer(int index, int[] deltas) {
        this.luma = new int[] {first(index + deltas[0]), others(index)};
        this.secondOrder = new int[] {
            2 * first(index + deltas[1]), Math.max(FINEST_OTHER_SECOND_ORDER, others(index + deltas[2]) * 155 / 100)
        };
        this.chroma = new int[] {Math.min(COARSEST_FIRST_CHROMA, first(index + deltas[3])), others(index + deltas[4])};
    }

    private static int first(int index) {
        return VPXConst.dc_qlookup[clip(index)];
    }

    private static int others(int index) {
        return VPXConst.ac_qlookup[clip(index)];
    }

    private static int clip(int index) {
        return Math.max(0, Math.min(127, index));
    }
}
