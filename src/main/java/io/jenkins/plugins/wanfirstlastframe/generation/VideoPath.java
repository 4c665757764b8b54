package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.InvalidValueException;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.Wording;
import java.io.Serializable;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** The path of a video below some folder: relative, staying inside, and allowed by every system. */
public final class VideoPath {

    private static final String SUFFIX = ".mp4";

    /** What Windows allows in no name, or gives to a device. */
    private static final Pattern NOT_ON_WINDOWS =
            Pattern.compile("[<>:\"|?*]|[ .](/|$)|(^|/)(?i:con|prn|aux|nul|com\\d|lpt\\d)(\\.|/|$)");

    /** How much of a text becomes part of a file name; those are limited to 255 bytes, and a character may take 4. */
    private static final int MAX_READABLE = 50;

    private VideoPath() {}

    /**
     * Checks a path that somebody gave. Empty is right: a name is made up then.
     *
     * @param folder what it must stay inside, for the message: a text or a phrase
     * @return the path with slashes alone
     * @throws InvalidValueException with a sentence on what is wrong
     */
    public static String check(String given, Serializable folder) {
        String path = given.strip().replace('\\', '/');
        if (!path.isEmpty() && !isRight(path)) {
            throw new InvalidValueException(Wording.OUTPUT.with(folder, SUFFIX, PlainText.oneLine(given, 80)));
        }
        return path;
    }

    private static boolean isRight(String path) {
        return !path.startsWith("/")
                && !path.contains("//")
                && path.endsWith(SUFFIX)
                && !NOT_ON_WINDOWS.matcher(path).find()
                && Arrays.stream(path.split("/", -1)).noneMatch(part -> part.equals("..") || part.equals("."))
                && path.equals(PlainText.oneLine(path, 250));
    }

    /** A path that {@link #check} accepts, made from what a video is called. */
    public static String of(String name) {
        String readable = readable(name);
        String path = readable + SUFFIX;
        return !readable.isEmpty() && isRight(path)
                ? path
                : "video" + (readable.isEmpty() ? "" : "-" + readable) + SUFFIX;
    }

    /** What of a text can be in every file name, with hyphens in the place of the rest, and not too long; may be empty. */
    public static String readable(String text) {
        String readable = trimmed(text.replaceAll("[^\\p{L}\\p{M}\\p{N}._]+", "-"));
        return trimmed(readable.substring(0, wholeCharacters(readable, MAX_READABLE)));
    }

    private static String trimmed(String name) {
        return name.replaceAll("^[-.]+|[-.]+$", "");
    }

    private static int wholeCharacters(String text, int max) {
        int end = Math.min(text.length(), max);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** The same for all paths that some file system takes for the same file: those differ in what they tell apart. */
    public static String folded(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
