package io.jenkins.plugins.wanfirstlastframe.preview;

/**
 * What a decoder must be able to do (H.264, table A-1).
 *
 * @param number ten times the level
 * @param pictureSize in macroblocks
 * @param rate macroblocks per second
 * @param leastCompression of a picture, as a factor
 */
record Level(int number, int pictureSize, int rate, int leastCompression) {

    private static final Level[] LEVELS = {
        new Level(30, 1620, 40_500, 2),
        new Level(31, 3600, 108_000, 4),
        new Level(32, 5120, 216_000, 4),
        new Level(40, 8192, 245_760, 4),
        new Level(42, 8704, 522_240, 2),
        new Level(51, 36_864, 983_040, 2)
    };

    /** The lowest level for a video; 3.0 at least, as every player has it. */
    static Level of(VideoFormat format) {
        int columns = (format.width() + 15) / 16;
        int rows = (format.height() + 15) / 16;
        for (Level level : LEVELS) {
            if (columns * rows <= level.pictureSize
                    && columns * rows * format.framesPerSecond() <= level.rate
                    && Math.max(columns, rows) <= Math.sqrt(8.0 * level.pictureSize)) {
                return level;
            }
        }
        throw new IllegalArgumentException("No level for " + format);
    }

    /** The most bytes that one picture may take. */
    int largestPicture(VideoFormat format) {
        int macroblocks = (format.width() + 15) / 16 * ((format.height() + 15) / 16);
        return 384 * Math.max(macroblocks, rate / 172) / leastCompression;
    }
}
