package io.jenkins.plugins.wanfirstlastframe.preview;

/**
 * Size, length and speed of a video.
 *
 * @param width in pixels, even, at most {@value #MAX_SIDE}
 * @param height in pixels, even, at most {@value #MAX_SIDE}
 * @param numberOfFrames the start and the end image included, 2 to {@value #MAX_FRAMES}
 * @param framesPerSecond 1 to {@value #MAX_FRAMES_PER_SECOND}
 */
public record VideoFormat(int width, int height, int numberOfFrames, int framesPerSecond) {

    private static final int MAX_SIDE = 1920;
    private static final int MAX_FRAMES = 10_000;
    private static final int MAX_FRAMES_PER_SECOND = 60;

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public VideoFormat {
        requireEvenSide("width", width);
        requireEvenSide("height", height);
        requireBetween("number of frames", numberOfFrames, 2, MAX_FRAMES);
        requireBetween("frames per second", framesPerSecond, 1, MAX_FRAMES_PER_SECOND);
    }

    /** Length of the video in seconds. */
    public double seconds() {
        return (double) numberOfFrames / framesPerSecond;
    }

    private static void requireEvenSide(String name, int value) {
        requireBetween(name, value, 2, MAX_SIDE);
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
