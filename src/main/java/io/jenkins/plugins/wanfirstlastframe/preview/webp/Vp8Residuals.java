package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import java.util.Arrays;
import org.jcodec.codecs.vpx.VP8Util.SubblockConstants;
import org.jcodec.codecs.vpx.VPXBooleanDecoder;
import org.jcodec.codecs.vpx.VPXConst;

/**
 * The coefficients of one macroblock after another: what has to be added to the prediction (RFC 6386, sections 13 and
 * 14). It keeps what the next macroblocks need to know of their neighbours.
 */
final class Vp8Residuals {

    private static final int LUMA_AFTER_SECOND_ORDER = 0;
    private static final int SECOND_ORDER = 1;
    private static final int CHROMA = 2;
    private static final int WHOLE_LUMA = 3;

    private static final int[][] CATEGORIES = {
        SubblockConstants.Pcat1,
        SubblockConstants.Pcat2,
        SubblockConstants.Pcat3,
        SubblockConstants.Pcat4,
        SubblockConstants.Pcat5,
        SubblockConstants.Pcat6
    };
    private static final int[] CATEGORY_BASES = {5, 7, 11, 19, 35, 67};

    /** Of each block the four of luma, two of each chroma and the second order's: whether it has coefficients. */
    private static final int CONTEXTS = 9;

    private static final int SECOND_ORDER_CONTEXT = 8;

    private final Vp8Header header;
    private final int[][] above;
    private final int[] left = new int[CONTEXTS];

    /** Coefficients of the 16 luma, 4 Cb and 4 Cr blocks of the last macroblock that was read. */
    final int[][] blocks = new int[24][16];

    Vp8Residuals(Vp8Header header) {
        this.header = header;
        this.above = new int[Vp8Planes.macroblocks(header.width)][CONTEXTS];
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    /** Reads the coefficients of the next macroblock, and notes in it whether it has any. */
    void read(VPXBooleanDecoder in, Vp8Macroblock macroblock, int column) {
        int[] up = above[column];
        if (macroblock.skipped) {
            int kept = macroblock.inPieces() ? SECOND_ORDER_CONTEXT : CONTEXTS;
            Arrays.fill(up, 0, kept, 0);
            Arrays.fill(left, 0, kept, 0);
            macroblock.coefficients = false;
            return;
        }
        for (int[] block : blocks) {
            Arrays.fill(block, 0);
        }
        Vp8Quantizer steps = header.quantizers[macroblock.segment];
        int type = WHOLE_LUMA;
        if (!macroblock.inPieces()) {
            int[] secondOrder = new int[16];
            int context = up[SECOND_ORDER_CONTEXT] + left[SECOND_ORDER_CONTEXT];
            int end = readBlock(in, SECOND_ORDER, context, 0, steps.secondOrder, secondOrder);
            up[SECOND_ORDER_CONTEXT] = left[SECOND_ORDER_CONTEXT] = end > 0 ? 1 : 0;
            Vp8Transforms.spread(secondOrder, blocks);
            type = LUMA_AFTER_SECOND_ORDER;
        }
        boolean any = readBlocks(in, type, steps.luma, up, 0, 4, 0);
        any |= readBlocks(in, CHROMA, steps.chroma, up, 4, 2, 16);
        any |= readBlocks(in, CHROMA, steps.chroma, up, 6, 2, 20);
        macroblock.coefficients = any;
    }

    private boolean readBlocks(
            VPXBooleanDecoder in, int type, int[] steps, int[] up, int context, int side, int firstBlock) {
        int first = type == LUMA_AFTER_SECOND_ORDER ? 1 : 0;
        boolean any = false;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int[] block = blocks[firstBlock + y * side + x];
                int neighbours = up[context + x] + left[context + y];
                int end = readBlock(in, type, neighbours, first, steps, block);
                up[context + x] = left[context + y] = end > first ? 1 : 0;
                any |= end > 1 || block[0] != 0;
            }
        }
        return any;
    }

    /** @return the place behind the last coefficient that is in the file, in zigzag order */
    private int readBlock(VPXBooleanDecoder in, int type, int context, int first, int[] steps, int[] block) {
        int[][][] probabilities = header.probabilities[type];
        boolean afterZero = false;
        int near = context;
        for (int place = first; place < 16; place++) {
            int[] p = probabilities[SubblockConstants.vp8CoefBands[place]][near];
            int token = in.readTreeSkip(SubblockConstants.vp8CoefTree, p, afterZero ? 1 : 0);
            if (token == SubblockConstants.dct_eob) {
                return place;
            }
            int value = token;
            if (token >= SubblockConstants.cat_5_6) {
                int category = token - SubblockConstants.cat_5_6;
                int extra = 0;
                for (int i = 0; CATEGORIES[category][i] > 0; i++) {
                    extra = 2 * extra + in.readBit(CATEGORIES[category][i]);
                }
                value = CATEGORY_BASES[category] + extra;
            }
            if (value > 0 && in.readBitEq() == 1) {
                block[VPXConst.zigzag[place]] = -value * steps[place == 0 ? 0 : 1];
            } else {
                block[VPXConst.zigzag[place]] = value * steps[place == 0 ? 0 : 1];
            }
            near = Math.min(2, value);
            afterZero = value == 0;
        }
        return 16;
    }
}
