package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.client.InvalidValueException;
import io.jenkins.plugins.wanfirstlastframe.client.Wording;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoPath;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Where a video goes in the workspace and among the artifacts: a relative path that stays inside. */
public final class OutputPath {

    private OutputPath() {}

    /**
     * Checks a path that somebody gave. Empty is right: a name is made up then.
     *
     * @throws InvalidValueException with a sentence on what is wrong
     */
    public static String check(String given) {
        return VideoPath.check(given, Wording.WORKSPACE.with());
    }

    /**
     * The name of a video that was given none: the job's name, the build's number and a number in the build.
     *
     * @param jobName as Jenkins stores it; a branch's name is URL-encoded there
     */
    public static String defaultName(String jobName, int build, int number) {
        String readable = VideoPath.readable(decoded(jobName));
        return (readable.isEmpty() ? "video" : readable) + "-" + build + "-" + number + ".mp4";
    }

    private static String decoded(String jobName) {
        try {
            return URLDecoder.decode(jobName.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return jobName; // a name with a percent sign of its own
        }
    }
}
