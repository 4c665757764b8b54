package io.jenkins.plugins.wanfirstlastframe.preview;

/** Writes transform coefficients with the variable length codes of H.264 (CAVLC, clause 9.2). */
final class CoefficientWriter {

    /** In place of a neighbour-derived context: the four DC coefficients of a chroma plane. */
    static final int CHROMA_DC = -1;

    private final BitOutput out;

    CoefficientWriter(BitOutput out) {
        this.out = out;
    }

    /**
     * Writes one block.
     *
     * @param levels quantized coefficients
     * @param scan where each coefficient of the block stands in {@code levels}, lowest frequency first
     * @param context average number of coefficients in the blocks to the left and above, or {@link #CHROMA_DC}
     * @return how many coefficients are not zero
     */
    int write(int[] levels, int[] scan, int context) {
        int[] nonZero = new int[scan.length];
        int[] runs = new int[scan.length];
        int count = 0;
        int zeros = 0;
        int run = 0;
        for (int position : scan) {
            if (levels[position] == 0) {
                run++;
            } else {
                nonZero[count] = levels[position];
                runs[count++] = run;
                zeros += run;
                run = 0;
            }
        }
        int trailingOnes = 0;
        while (trailingOnes < Math.min(count, 3) && Math.abs(nonZero[count - 1 - trailingOnes]) == 1) {
            trailingOnes++;
        }
        out.code(CoefficientCodes.token(context, count, trailingOnes));
        if (count == 0) {
            return 0;
        }
        for (int i = count - 1; i >= count - trailingOnes; i--) {
            out.flag(nonZero[i] < 0);
        }
        writeLevels(nonZero, count, trailingOnes);
        if (count < scan.length) {
            out.code(CoefficientCodes.totalZeros(scan.length == 4, count, zeros));
        }
        for (int i = count - 1; i > 0 && zeros > 0; i--) {
            out.code(CoefficientCodes.runBefore(zeros, runs[i]));
            zeros -= runs[i];
        }
        return count;
    }

    private void writeLevels(int[] levels, int count, int trailingOnes) {
        int suffixLength = count > 10 && trailingOnes < 3 ? 1 : 0;
        for (int i = count - 1 - trailingOnes; i >= 0; i--) {
            int level = levels[i];
            int code = level > 0 ? 2 * level - 2 : -2 * level - 1;
            if (i == count - 1 - trailingOnes && trailingOnes < 3) {
                code -= 2; // it can't be 1 or -1: that would have been one more trailing one
            }
            writeLevel(code, suffixLength);
            suffixLength = Math.max(suffixLength, 1);
            if (Math.abs(level) > 3 << suffixLength - 1 && suffixLength < 6) {
                suffixLength++;
            }
        }
    }

    private void writeLevel(int code, int suffixLength) {
        if (suffixLength == 0 && code >= 14 && code < 30) {
            out.bits(1, 15);
            out.bits(code - 14, 4);
        } else if (suffixLength == 0 ? code < 14 : code < 15 << suffixLength) {
            out.bits(1, (code >> suffixLength) + 1);
            out.bits(code, suffixLength);
        } else {
            out.bits(1, 16);
            out.bits(code - (suffixLength == 0 ? 30 : 15 << suffixLength), 12);
        }
    }
}
