package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Where a video goes in the workspace and among the artifacts: a relative path that stays inside. */
public final class OutputPath {

    /** What Windows allows in no name, or gives to a device; an agent may run on it. */
    private static final Pattern NOT_ON_WINDOWS =
            Pattern.compile("[<>:\"|?*]|[ .](/|$)|(^|/)(?i:con|prn|aux|nul|com\\d|lpt\\d)(\\.|/|$)");

    /** How much of a job's name is kept; file names are limited to 255 bytes, and a character may take 4. */
    private static final int MAX_JOB_NAME = 50;

    private OutputPath() {}

    /**
     * Checks a path that somebody gave. Empty is right: a name is made up then.
     *
     * @throws IllegalArgumentException with a sentence on what is wrong
     */
    public static String check(String given) {
        String path = given.strip().replace('\\', '/');
        boolean inside = !path.startsWith("/")
                && !NOT_ON_WINDOWS.matcher(path).find()
                && Arrays.stream(path.split("/", -1)).noneMatch(part -> part.equals("..") || part.equals("."))
                && path.equals(PlainText.oneLine(path, 250));
        if (!path.isEmpty() && (!inside || path.contains("//") || path.endsWith("/") || !path.endsWith(".mp4"))) {
            throw new IllegalArgumentException("Output must be a relative path inside the workspace that ends with .mp4"
                    + " and that every system allows (given: \"" + PlainText.oneLine(given, 80) + "\").");
        }
        return path;
    }

    /**
     * The name of a video that was given none: the job's name, the build's number and a number in the build.
     *
     * @param jobName as Jenkins stores it; a branch's name is URL-encoded there
     */
    public static String defaultName(String jobName, int build, int number) {
        String readable =
                decoded(jobName).replaceAll("[^\\p{L}\\p{M}\\p{N}._]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        String start = readable.isEmpty() ? "video" : readable.substring(0, wholeCharacters(readable, MAX_JOB_NAME));
        return start + "-" + build + "-" + number + ".mp4";
    }

    private static int wholeCharacters(String text, int max) {
        int end = Math.min(text.length(), max);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private static String decoded(String jobName) {
        try {
            return URLDecoder.decode(jobName.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return jobName; // a name with a percent sign of its own
        }
    }
}
