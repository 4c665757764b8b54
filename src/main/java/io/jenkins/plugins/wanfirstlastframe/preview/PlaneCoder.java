package io.jenkins.plugins.wanfirstlastframe.preview;

/** Codes one plane macroblock by macroblock, and keeps it as the decoder will see it. */
final class PlaneCoder {

    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[] ZIGZAG_WITHOUT_FIRST = {1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[] CHROMA_DC_SCAN = {0, 1, 2, 3};

    private final Plane source;
    private final Plane decoded;
    private final int size;
    private final int perSide;
    private final int qp;
    private final int[] guess;
    private final int[][] blocks;
    private final int[] dc;
    private final byte[] coefficients;
    private final int blocksPerRow;

    /**
     * @param size of a macroblock in this plane: 16 for luma, 8 for chroma
     * @param qp quantizer for this plane, 12 to 51
     */
    PlaneCoder(Plane source, int size, int qp) {
        this.source = source;
        this.decoded = new Plane(source.width(), source.height());
        this.size = size;
        this.perSide = size / 4;
        this.qp = qp;
        this.guess = new int[size * size];
        this.blocks = new int[perSide * perSide][16];
        this.dc = new int[blocks.length];
        this.blocksPerRow = source.width() / 4;
        this.coefficients = new byte[blocksPerRow * (source.height() / 4)];
    }

    /** How far the prediction would be off: the sum of the absolute differences. */
    int error(IntraPrediction prediction, int x, int y) {
        prediction.predict(decoded, x, y, size, guess);
        int error = 0;
        for (int i = 0; i < guess.length; i++) {
            error += Math.abs(source.get(x + i % size, y + i / size) - guess[i]);
        }
        return error;
    }

    /** Transforms and quantizes what the prediction leaves over. */
    void transform(IntraPrediction prediction, int x, int y) {
        prediction.predict(decoded, x, y, size, guess);
        for (int b = 0; b < blocks.length; b++) {
            int[] block = blocks[b];
            int left = b % perSide * 4;
            int top = b / perSide * 4;
            for (int i = 0; i < 16; i++) {
                int column = left + i % 4;
                int row = top + i / 4;
                block[i] = source.get(x + column, y + row) - guess[row * size + column];
            }
            Transform.forward(block);
            dc[b] = block[0];
            Transform.quantizeAc(block, qp);
        }
        Transform.hadamard(dc);
        Transform.quantizeDc(dc, qp);
    }

    boolean hasAc() {
        for (int[] block : blocks) {
            if (anyNonZero(block)) {
                return true;
            }
        }
        return false;
    }

    boolean hasDc() {
        return anyNonZero(dc);
    }

    void writeLumaDc(CoefficientWriter out, int x, int y) {
        out.write(dc, ZIGZAG, context(x / 4, y / 4));
    }

    void writeChromaDc(CoefficientWriter out) {
        out.write(dc, CHROMA_DC_SCAN, CoefficientWriter.CHROMA_DC);
    }

    void writeAc(CoefficientWriter out, int x, int y) {
        for (int i = 0; i < blocks.length; i++) {
            // luma goes quarter by quarter; in chroma this is the plain order
            int column = i & 1 | (i & 4) >> 1;
            int row = (i & 2) >> 1 | (i & 8) >> 2;
            int blockX = x / 4 + column;
            int blockY = y / 4 + row;
            int count = out.write(
                    blocks[row * perSide + column], ZIGZAG_WITHOUT_FIRST, context(blockX, blockY));
            coefficients[blockY * blocksPerRow + blockX] = (byte) count;
        }
    }

    /** Adds the quantized differences to the prediction, as the decoder does. */
    void reconstruct(int x, int y) {
        Transform.restoreDc(dc, qp);
        for (int b = 0; b < blocks.length; b++) {
            int[] block = blocks[b];
            Transform.restoreAc(block, qp);
            block[0] = dc[b];
            Transform.inverse(block);
            int left = b % perSide * 4;
            int top = b / perSide * 4;
            for (int i = 0; i < 16; i++) {
                int column = left + i % 4;
                int row = top + i / 4;
                decoded.set(x + column, y + row, guess[row * size + column] + block[i]);
            }
        }
    }

    private int context(int blockX, int blockY) {
        int here = blockY * blocksPerRow + blockX;
        if (blockX > 0 && blockY > 0) {
            return coefficients[here - 1] + coefficients[here - blocksPerRow] + 1 >> 1;
        }
        if (blockX > 0) {
            return coefficients[here - 1];
        }
        return blockY > 0 ? coefficients[here - blocksPerRow] : 0;
    }

    private static boolean anyNonZero(int[] values) {
        for (int value : values) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
