package io.jenkins.plugins.wanfirstlastframe.mp4;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a video file says of itself. Immutable, and made of numbers, so that any serializer keeps it. Of a file whose index
 * doesn't list its frames, as of a fragmented one, just the size is known.
 */
public final class VideoFacts implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_SIDE = 1 << 16;
    private static final int NUMBERS = 5;

    private final int width;
    private final int height;
    private final int frames;
    private final long duration;
    private final long timescale;

    private VideoFacts(int width, int height, int frames, long duration, long timescale) {
        this.width = width;
        this.height = height;
        this.frames = frames;
        this.duration = duration;
        this.timescale = timescale;
    }

    /**
     * The facts of a video.
     *
     * @param width in pixels
     * @param height in pixels
     * @param frames how many, 0 where that isn't known
     * @param duration of all frames, in units of the time scale; 0 where that isn't known
     * @param timescale units a second; 0 where that isn't known
     * @return empty where a number can't be true
     */
    public static Optional<VideoFacts> of(int width, int height, int frames, long duration, long timescale) {
        boolean plausible = width > 0
                && width <= MAX_SIDE
                && height > 0
                && height <= MAX_SIDE
                && frames >= 0
                && duration >= 0
                && timescale >= 0;
        return plausible ? Optional.of(new VideoFacts(width, height, frames, duration, timescale)) : Optional.empty();
    }

    /**
     * The facts as {@link #numbers} gave them, from somebody who isn't trusted.
     *
     * @param numbers null where there are none
     */
    public static Optional<VideoFacts> of(@CheckForNull long[] numbers) {
        if (numbers == null || numbers.length != NUMBERS) {
            return Optional.empty();
        }
        for (int i = 0; i < 3; i++) {
            if (numbers[i] != (int) numbers[i]) {
                return Optional.empty();
            }
        }
        return of((int) numbers[0], (int) numbers[1], (int) numbers[2], numbers[3], numbers[4]);
    }

    /**
     * Reads the facts of a file.
     *
     * @return empty where the file doesn't tell them
     * @throws IOException if it can't be read
     */
    public static Optional<VideoFacts> read(Path file) throws IOException {
        return VideoTrack.read(file).map(VideoTrack::facts);
    }

    /** All facts as plain numbers. */
    public long[] numbers() {
        return new long[] {width, height, frames, duration, timescale};
    }

    /** The width in pixels. */
    public int width() {
        return width;
    }

    /** The height in pixels. */
    public int height() {
        return height;
    }

    /** How many frames there are; empty where that isn't known. */
    public Optional<Integer> frames() {
        return frames == 0 ? Optional.empty() : Optional.of(frames);
    }

    /** How long all frames last, in seconds with up to three decimals; empty where that isn't known. */
    public Optional<BigDecimal> seconds() {
        return duration == 0 || timescale == 0
                ? Optional.empty()
                : Optional.of(rounded(BigDecimal.valueOf(duration), BigDecimal.valueOf(timescale)));
    }

    /** How many frames are shown in a second on average, with up to three decimals; empty where that isn't known. */
    public Optional<BigDecimal> framesPerSecond() {
        return frames == 0 || seconds().isEmpty()
                ? Optional.empty()
                : Optional.of(rounded(
                        BigDecimal.valueOf(timescale).multiply(BigDecimal.valueOf(frames)),
                        BigDecimal.valueOf(duration)));
    }

    private static BigDecimal rounded(BigDecimal dividend, BigDecimal divisor) {
        BigDecimal exact = dividend.divide(divisor, 3, RoundingMode.HALF_UP);
        return exact.signum() == 0
                ? BigDecimal.ZERO
                : new BigDecimal(exact.stripTrailingZeros().toPlainString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VideoFacts facts
                && width == facts.width
                && height == facts.height
                && frames == facts.frames
                && duration == facts.duration
                && timescale == facts.timescale;
    }

    @Override
    public int hashCode() {
        return Objects.hash(width, height, frames, duration, timescale);
    }

    /** Such as {@code 720x720, 81 frames, 16 a second}, as far as it is known. */
    @Override
    public String toString() {
        return width + "x" + height
                + frames().map(count -> ", " + count + " frames").orElse("")
                + framesPerSecond()
                        .map(rate -> ", " + rate.toPlainString() + " a second")
                        .orElse("");
    }
}
