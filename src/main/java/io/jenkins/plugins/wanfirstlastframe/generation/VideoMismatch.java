package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A video of another size, length or speed than was asked for, as far as its file tells. It is kept all the same: it is paid
 * for.
 */
public record VideoMismatch(VideoFacts facts, GenerationInput asked) {

    /** By which part the average speed may differ: the last frame of some files lasts longer than the others. */
    private static final double SPEED_TOLERANCE = 0.02;

    /**
     * Compares a video with what was asked for.
     *
     * @param asked null where nobody knows
     * @return empty where it is as it should be
     */
    public static Optional<VideoMismatch> of(DeliveredVideo video, @CheckForNull GenerationInput asked) {
        return asked == null
                ? Optional.empty()
                : video.facts().filter(facts -> differ(facts, asked)).map(facts -> new VideoMismatch(facts, asked));
    }

    private static boolean differ(VideoFacts facts, GenerationInput asked) {
        int speed = asked.framesPerSecond();
        return facts.width() != asked.width()
                || facts.height() != asked.height()
                || facts.frames()
                        .filter(frames -> frames != asked.numberOfFrames())
                        .isPresent()
                || facts.framesPerSecond()
                        .map(BigDecimal::doubleValue)
                        .filter(rate -> Math.abs(rate - speed) > SPEED_TOLERANCE * speed)
                        .isPresent();
    }

    /** What was made, such as {@code 720x720, 81 frames, 16 a second}. */
    String made() {
        return facts.toString();
    }

    /** What was asked for, in the same form. */
    String wanted() {
        return asked.width() + "x" + asked.height() + ", " + asked.numberOfFrames() + " frames, "
                + asked.framesPerSecond() + " a second";
    }

    /** A sentence for a console. */
    public String text() {
        return "It is not what was asked for: its file has " + made() + "; asked for were " + wanted() + ".";
    }
}
