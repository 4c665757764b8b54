package io.jenkins.plugins.wanfirstlastframe.generation;

import java.time.Duration;

/** How long something took or takes, as people write it. */
public final class DurationFormat {

    private static final Duration MIN = Duration.ofMillis(100);

    private DurationFormat() {}

    /** How long it is until something happens: {@code now} or {@code in 42 s}. */
    public static String until(Duration wait) {
        return wait.compareTo(MIN) < 0 ? "now" : "in " + text(wait);
    }

    /** {@code 0.4 s}, {@code 42 s}, {@code 3 min 5 s} or {@code 1 h 20 min}. */
    public static String text(Duration duration) {
        return text(duration, "h", "min", "s");
    }

    /**
     * The same in other words.
     *
     * @param hour what hours are called
     * @param minute what minutes are called
     * @param second what seconds are called
     */
    public static String text(Duration duration, String hour, String minute, String second) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return "0." + duration.toMillis() / 100 + " " + second;
        }
        if (seconds < 60) {
            return seconds + " " + second;
        }
        if (seconds < 3600) {
            return seconds / 60 + " " + minute + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " " + second);
        }
        return seconds / 3600 + " " + hour + (seconds % 3600 < 60 ? "" : " " + seconds % 3600 / 60 + " " + minute);
    }
}
