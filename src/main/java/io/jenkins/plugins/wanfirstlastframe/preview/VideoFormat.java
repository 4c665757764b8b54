package io.jenkins.plugins.wanfirstlastframe.preview;

/**
 * Size, length and speed of a video.
 *
 * @param width in pixels, even, at most {@value #LARGEST_SIDE}
 * @param height in pixels, even, at most {@value #LARGEST_SIDE}
 * @param numberOfFrames the start and the end image included, 2 to {@value #MOST_FRAMES}
 * @param framesPerSecond 1 to {@value #HIGHEST_RATE}
 */
public record VideoFormat(int width, int height, int numberOfFrames, int framesPerSecond) {

    private static final int LARGEST_SIDE = 1920;
    private static final int MOST_FRAMES = 10_000;
    private static final int HIGHEST_RATE = 60;

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public VideoFormat {
        requireEvenSide("width", width);
        requireEvenSide("height", height);
        requireBetween("number of frames", numberOfFrames, 2, MOST_FRAMES);
        requireBetween("frames per second", framesPerSecond, 1, HIGHEST_RATE);
    }

    /** Length of the video in seconds. */
    public double seconds() {
        return (double) numberOfFrames / framesPerSecond;
    }

    private static void requireEvenSide(String name, int value) {
        requireBetween(name, value, 2, LARGEST_SIDE);
        if (value % 2 != 0) {
            throw new IllegalArgumentException("The " + name + " must be even, not " + value);
        }
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The " + name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}
