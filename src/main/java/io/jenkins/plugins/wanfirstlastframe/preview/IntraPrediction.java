package io.jenkins.plugins.wanfirstlastframe.preview;

import java.util.Arrays;

/** The guesses at a square of a plane from the decoded samples left of and above it (H.264, clauses 8.3.3, 8.3.4). */
enum IntraPrediction {
    VERTICAL(0, 2),
    HORIZONTAL(1, 1),
    AVERAGE(2, 0),
    SLOPE(3, 3);

    private final int lumaNumber;
    private final int chromaNumber;

    IntraPrediction(int lumaNumber, int chromaNumber) {
        this.lumaNumber = lumaNumber;
        this.chromaNumber = chromaNumber;
    }

    int lumaNumber() {
        return lumaNumber;
    }

    int chromaNumber() {
        return chromaNumber;
    }

    boolean possibleAt(int x, int y) {
        return switch (this) {
            case VERTICAL -> y > 0;
            case HORIZONTAL -> x > 0;
            case AVERAGE -> true;
            case SLOPE -> x > 0 && y > 0;
        };
    }

    /**
     * @param decoded the plane as the decoder has it so far
     * @param size 16 for luma, 8 for chroma
     * @param guess receives size x size samples
     */
    void predict(Plane decoded, int x, int y, int size, int[] guess) {
        switch (this) {
            case VERTICAL -> {
                for (int i = 0; i < size * size; i++) {
                    guess[i] = decoded.get(x + i % size, y - 1);
                }
            }
            case HORIZONTAL -> {
                for (int i = 0; i < size * size; i++) {
                    guess[i] = decoded.get(x - 1, y + i / size);
                }
            }
            case AVERAGE -> {
                if (size == 16) {
                    Arrays.fill(guess, average(decoded, x, y, 0, 0, 16, y > 0, x > 0));
                } else {
                    averageQuarters(decoded, x, y, guess);
                }
            }
            case SLOPE -> slope(decoded, x, y, size, guess);
        }
    }

    private static void averageQuarters(Plane decoded, int x, int y, int[] guess) {
        for (int quarter = 0; quarter < 4; quarter++) {
            int column = quarter % 2 * 4;
            int row = quarter / 2 * 4;
            boolean above = y > 0;
            boolean left = x > 0;
            // the two quarters off the diagonal look at their outer neighbour alone, where there is one
            if (quarter == 1 && above) {
                left = false;
            } else if (quarter == 2 && left) {
                above = false;
            }
            int mean = average(decoded, x, y, column, row, 4, above, left);
            for (int i = 0; i < 16; i++) {
                guess[(row + i / 4) * 8 + column + i % 4] = mean;
            }
        }
    }

    private static int average(
            Plane decoded, int x, int y, int column, int row, int size, boolean above, boolean left) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (above) {
                sum += decoded.get(x + column + i, y - 1);
                count++;
            }
            if (left) {
                sum += decoded.get(x - 1, y + row + i);
                count++;
            }
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    private static void slope(Plane decoded, int x, int y, int size, int[] guess) {
        int half = size / 2;
        int across = 0;
        int down = 0;
        for (int i = 0; i < half; i++) {
            across += (i + 1) * (decoded.get(x + half + i, y - 1) - decoded.get(x + half - 2 - i, y - 1));
            down += (i + 1) * (decoded.get(x - 1, y + half + i) - decoded.get(x - 1, y + half - 2 - i));
        }
        int factor = size == 16 ? 5 : 34;
        across = factor * across + 32 >> 6;
        down = factor * down + 32 >> 6;
        int centre = 16 * (decoded.get(x + size - 1, y - 1) + decoded.get(x - 1, y + size - 1));
        for (int i = 0; i < size * size; i++) {
            int value = centre + across * (i % size - half + 1) + down * (i / size - half + 1) + 16 >> 5;
            guess[i] = Math.max(0, Math.min(255, value));
        }
    }
}
