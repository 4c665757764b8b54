package io.jenkins.plugins.wanfirstlastframe.preview;

/**
 * Codes one picture without reference to others: an I slice of Intra 16x16 macroblocks (H.264, clause 7.3.5).
 */
final class StillPicture {

    /** Chroma quantizer for luma quantizers from 30 on; below, both are the same. */
    private static final int[] CHROMA_QP = {
        29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39
    };

    private final PlaneCoder luma;
    private final PlaneCoder cb;
    private final PlaneCoder cr;
    private final BitOutput out;
    private final CoefficientWriter coefficients;

    private StillPicture(YuvPicture picture, int qp, BitOutput out) {
        int chromaQp = qp < 30 ? qp : CHROMA_QP[qp - 30];
        this.luma = new PlaneCoder(picture.y(), 16, qp);
        this.cb = new PlaneCoder(picture.cb(), 8, chromaQp);
        this.cr = new PlaneCoder(picture.cr(), 8, chromaQp);
        this.out = out;
        this.coefficients = new CoefficientWriter(out);
    }

    /**
     * Writes the macroblocks of a slice.
     *
     * @param qp quantizer, 14 (fine) to 51 (coarse); finer ones would need levels that the profile does not have
     * @param out holds the slice's header already
     */
    static void write(YuvPicture picture, int qp, BitOutput out) throws InterruptedException {
        StillPicture still = new StillPicture(picture, qp, out);
        for (int y = 0; y < picture.y().height(); y += 16) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            for (int x = 0; x < picture.y().width(); x += 16) {
                still.writeMacroblock(x, y);
            }
        }
    }

    private void writeMacroblock(int x, int y) {
        int chromaX = x / 2;
        int chromaY = y / 2;
        IntraPrediction lumaPrediction = IntraPrediction.AVERAGE;
        IntraPrediction chromaPrediction = IntraPrediction.AVERAGE;
        int lumaError = Integer.MAX_VALUE;
        int chromaError = Integer.MAX_VALUE;
        for (IntraPrediction candidate : IntraPrediction.values()) {
            if (candidate.possibleAt(x, y)) {
                int error = luma.error(candidate, x, y);
                if (error < lumaError) {
                    lumaError = error;
                    lumaPrediction = candidate;
                }
                error = cb.error(candidate, chromaX, chromaY) + cr.error(candidate, chromaX, chromaY);
                if (error < chromaError) {
                    chromaError = error;
                    chromaPrediction = candidate;
                }
            }
        }
        luma.transform(lumaPrediction, x, y);
        cb.transform(chromaPrediction, chromaX, chromaY);
        cr.transform(chromaPrediction, chromaX, chromaY);

        boolean lumaAc = luma.hasAc();
        boolean chromaAc = cb.hasAc() || cr.hasAc();
        boolean chromaDc = chromaAc || cb.hasDc() || cr.hasDc();
        int chromaPattern = (chromaDc ? 1 : 0) + (chromaAc ? 1 : 0);
        out.unsigned(1 + lumaPrediction.lumaNumber() + 4 * chromaPattern + (lumaAc ? 12 : 0)); // macroblock type
        out.unsigned(chromaPrediction.chromaNumber());
        out.signed(0); // change of the quantizer
        luma.writeLumaDc(coefficients, x, y);
        if (lumaAc) {
            luma.writeAc(coefficients, x, y);
        }
        if (chromaDc) {
            cb.writeChromaDc(coefficients);
            cr.writeChromaDc(coefficients);
        }
        if (chromaAc) {
            cb.writeAc(coefficients, chromaX, chromaY);
            cr.writeAc(coefficients, chromaX, chromaY);
        }
        luma.reconstruct(x, y);
        cb.reconstruct(chromaX, chromaY);
        cr.reconstruct(chromaX, chromaY);
    }
}
