package io.jenkins.plugins.wanfirstlastframe.preview;

/** The integer transforms of H.264 and their quantization (clause 8.5), in place. */
final class Transform {

    /** By quantizer modulo 6, then class of position. */
    private static final int[][] QUANTIZE = {
        {13107, 5243, 8066}, {11916, 4660, 7490}, {10082, 4194, 6554},
        {9362, 3647, 5825}, {8192, 3355, 5243}, {7282, 2893, 4559}
    };

    private static final int[][] RESTORE = {
        {10, 16, 13}, {11, 18, 14}, {13, 20, 16}, {14, 23, 18}, {16, 25, 20}, {18, 29, 23}
    };

    private Transform() {}

    /** @param block 4x4 differences, rows from the top; becomes coefficients */
    static void forward(int[] block) {
        for (int i = 0; i < 16; i += 4) {
            forward(block, i, 1);
        }
        for (int i = 0; i < 4; i++) {
            forward(block, i, 4);
        }
    }

    private static void forward(int[] block, int start, int step) {
        int outer = block[start] + block[start + 3 * step];
        int inner = block[start + step] + block[start + 2 * step];
        int innerDifference = block[start + step] - block[start + 2 * step];
        int outerDifference = block[start] - block[start + 3 * step];
        block[start] = outer + inner;
        block[start + step] = 2 * outerDifference + innerDifference;
        block[start + 2 * step] = outer - inner;
        block[start + 3 * step] = outerDifference - 2 * innerDifference;
    }

    /** @param block 4x4 restored coefficients; becomes differences */
    static void inverse(int[] block) {
        for (int i = 0; i < 16; i += 4) {
            inverse(block, i, 1);
        }
        for (int i = 0; i < 4; i++) {
            inverse(block, i, 4);
        }
        for (int i = 0; i < 16; i++) {
            block[i] = block[i] + 32 >> 6;
        }
    }

    private static void inverse(int[] block, int start, int step) {
        int evenSum = block[start] + block[start + 2 * step];
        int evenDifference = block[start] - block[start + 2 * step];
        int oddDifference = (block[start + step] >> 1) - block[start + 3 * step];
        int oddSum = block[start + step] + (block[start + 3 * step] >> 1);
        block[start] = evenSum + oddSum;
        block[start + step] = evenDifference + oddDifference;
        block[start + 2 * step] = evenDifference - oddDifference;
        block[start + 3 * step] = evenSum - oddSum;
    }

    /** Walsh-Hadamard transform of the first coefficients of 4x4 or 2x2 blocks; twice gives them back, enlarged. */
    static void hadamard(int[] dc) {
        for (int distance = 1; distance < dc.length; distance *= 2) {
            for (int i = 0; i < dc.length; i++) {
                if ((i & distance) == 0) {
                    int a = dc[i];
                    int b = dc[i + distance];
                    dc[i] = a + b;
                    dc[i + distance] = a - b;
                }
            }
        }
        if (dc.length == 16) {
            // from the order in which the butterflies leave them to that of growing frequency
            for (int i = 0; i < 4; i++) {
                sortFrequencies(dc, 4 * i, 1);
            }
            for (int i = 0; i < 4; i++) {
                sortFrequencies(dc, i, 4);
            }
        }
    }

    private static void sortFrequencies(int[] dc, int start, int step) {
        int second = dc[start + step];
        int third = dc[start + 2 * step];
        dc[start + step] = third;
        dc[start + 2 * step] = dc[start + 3 * step];
        dc[start + 3 * step] = second;
    }

    /** Quantizes all but the first coefficient; the first becomes 0. */
    static void quantizeAc(int[] block, int qp) {
        block[0] = 0;
        for (int i = 1; i < 16; i++) {
            block[i] = quantize(block[i], QUANTIZE[qp % 6][positionClass(i)], 15 + qp / 6);
        }
    }

    static void restoreAc(int[] block, int qp) {
        for (int i = 1; i < 16; i++) {
            block[i] = block[i] * RESTORE[qp % 6][positionClass(i)] << qp / 6;
        }
    }

    /** @param dc transformed by {@link #hadamard}, 16 of luma or 4 of chroma */
    static void quantizeDc(int[] dc, int qp) {
        for (int i = 0; i < dc.length; i++) {
            int value = dc.length == 16 ? dc[i] >> 1 : dc[i];
            dc[i] = quantize(value, QUANTIZE[qp % 6][0], 16 + qp / 6);
        }
    }

    /** @param qp at least 12 */
    static void restoreDc(int[] dc, int qp) {
        hadamard(dc);
        for (int i = 0; i < dc.length; i++) {
            int scaled = dc[i] * RESTORE[qp % 6][0];
            dc[i] = dc.length == 16 ? scaled << qp / 6 - 2 : scaled << qp / 6 >> 1;
        }
    }

    private static int quantize(int value, int factor, int shift) {
        int level = Math.abs(value) * factor + (1 << shift) / 3 >> shift;
        return value < 0 ? -level : level;
    }

    private static int positionClass(int i) {
        boolean oddColumn = (i & 1) != 0;
        boolean oddRow = (i & 4) != 0;
        if (oddColumn != oddRow) {
            return 2;
        }
        return oddColumn ? 1 : 0;
    }
}
