package io.jenkins.plugins.wanfirstlastframe;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Where a video goes in the workspace and among the artifacts: a relative path that stays inside. */
final class OutputPath {

    /** What Windows allows in no name, or gives to a device; an agent may run on it. */
    private static final Pattern NOT_ON_WINDOWS =
            Pattern.compile("[<>:\"|?*]|[ .](/|$)|(^|/)(?i:con|prn|aux|nul|com\\d|lpt\\d)(\\.|/|$)");

    private OutputPath() {}

    /**
     * Checks a path that somebody gave. Empty is right: a name is made up then.
     *
     * @throws IllegalArgumentException with a sentence on what is wrong
     */
    static String check(String given) {
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

    /** A name that no other job of the build has. */
    static String madeUp(String jobName, int build, String unique) {
        return jobName.replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + build + "-"
                + unique.substring(0, Math.min(8, unique.length())) + ".mp4";
    }
}
