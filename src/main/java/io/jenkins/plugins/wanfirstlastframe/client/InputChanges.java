package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** Says in one line, for people, whether an earlier video is used again, or why one is made anew. */
public final class InputChanges {

    /** Of more changes only the number is said. */
    private static final int MAX_NAMED = 2;

    private InputChanges() {}

    /**
     * What differs between two inputs.
     *
     * @param before the earlier one's value for a parameter, to be compared with {@code now}'s
     * @param framesBefore the earlier one's frames, empty where they aren't known and so count as others
     * @param now this one's value for a parameter
     * @return the parameters' titles in small letters, in the order of the parameters
     */
    public static List<String> between(
            Function<Parameter, Object> before,
            List<FrameFingerprint> framesBefore,
            Function<Parameter, Object> now,
            List<FrameFingerprint> framesNow) {
        List<String> changed = new ArrayList<>();
        int image = 0;
        for (Parameter parameter : Parameter.values()) {
            boolean same;
            if (parameter.type() instanceof ParameterType.Image) {
                same = framesBefore.size() == 2
                        && framesNow.size() == 2
                        && framesBefore.get(image).sameContent(framesNow.get(image));
                image++;
            } else {
                same = Objects.equals(before.apply(parameter), now.apply(parameter));
            }
            if (!same) {
                changed.add(parameter.title().toLowerCase(Locale.ROOT));
            }
        }
        return changed;
    }

    /**
     * What has changed, as a clause: {@code the prompt and the seed changed}.
     *
     * @param changed titles as {@link #between} gives them, at least one
     */
    public static String clause(List<String> changed) {
        return changed.size() <= MAX_NAMED
                ? "the " + String.join(" and the ", changed) + " changed"
                : changed.size() + " of its parameters changed";
    }

    /**
     * The line for a video that is used again.
     *
     * @param since since when or since what nothing has changed
     * @param video the video, such as a file's name
     */
    public static String unchanged(String since, String video) {
        return "Nothing has changed since " + since + ": " + video + " is used again, and nothing is submitted.";
    }

    /** The line for a video that is made, with the reason as a clause. */
    public static String anew(String why) {
        return "The video is made anew: " + why + ".";
    }

    /** The line for a video that is made whatever has changed, because of a setting called {@code force}. */
    public static String forced(String who) {
        return "The video is made anew, as " + who + " asks (force).";
    }

    /** Why a video is made whose earlier one is another service's. */
    public static String otherService() {
        return "the earlier one is of another service";
    }
}
