package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import io.jenkins.plugins.wanfirstlastframe.preview.webp.Vp8Planes.Plane;

/** The inverse transforms, in the integer arithmetic that RFC 6386 prescribes in section 14. */
final class Vp8Transforms {

    private Vp8Transforms() {}

    /** Walsh-Hadamard: the second order's coefficients become the first ones of the 16 luma blocks. */
    static void spread(int[] secondOrder, int[][] blocks) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            int outer = secondOrder[i] + secondOrder[12 + i];
            int inner = secondOrder[4 + i] + secondOrder[8 + i];
            int innerDifference = secondOrder[4 + i] - secondOrder[8 + i];
            int outerDifference = secondOrder[i] - secondOrder[12 + i];
            half[i] = outer + inner;
            half[4 + i] = outerDifference + innerDifference;
            half[8 + i] = outer - inner;
            half[12 + i] = outerDifference - innerDifference;
        }
        for (int i = 0; i < 16; i += 4) {
            int outer = half[i] + 3 + half[i + 3];
            int inner = half[i + 1] + half[i + 2];
            int innerDifference = half[i + 1] - half[i + 2];
            int outerDifference = half[i] + 3 - half[i + 3];
            blocks[i][0] = outer + inner >> 3;
            blocks[i + 1][0] = outerDifference + innerDifference >> 3;
            blocks[i + 2][0] = outer - inner >> 3;
            blocks[i + 3][0] = outerDifference - innerDifference >> 3;
        }
    }

    /** Cosine transform: adds the 4x4 differences to the prediction that stands at a place of a plane. */
    static void add(int[] block, Plane plane, int left, int top) {
        int[] half = new int[16];
        for (int i = 0; i < 4; i++) {
            transform(block[i], block[4 + i], block[8 + i], block[12 + i], half, 4 * i);
        }
        int[] row = new int[4];
        for (int y = 0; y < 4; y++) {
            transform(half[y] + 4, half[4 + y], half[8 + y], half[12 + y], row, 0);
            for (int x = 0; x < 4; x++) {
                plane.set(left + x, top + y, plane.at(left + x, top + y) + (row[x] >> 3));
            }
        }
    }

    private static void transform(int first, int second, int third, int fourth, int[] out, int at) {
        int even = first + third;
        int evenDifference = first - third;
        int oddDifference = bySine(second) - byCosine(fourth);
        int odd = byCosine(second) + bySine(fourth);
        out[at] = even + odd;
        out[at + 1] = evenDifference + oddDifference;
        out[at + 2] = evenDifference - oddDifference;
        out[at + 3] = even - odd;
    }

    /** Times the square root of 2 and the cosine of 22.5 degrees. */
    private static int byCosine(int value) {
        return value + (value * 20091 >> 16);
    }

    /** Times the square root of 2 and the sine of 22.5 degrees. */
    private static int bySine(int value) {
        return value * 35468 >> 16;
    }
}
