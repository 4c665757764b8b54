package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns what a person has written into a path, or tells why that can't be done. */
public final class FileNames {

    private static final int LONGEST_SHOWN = 160;

    private FileNames() {}

    /**
     * The path of that name.
     *
     * @throws IllegalArgumentException with sentences, if the system, or Java in this locale, has no file of that name
     */
    public static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(whyNot(name, e), e);
        }
    }

    private static String whyNot(String name, InvalidPathException e) {
        String shown = PlainText.oneLine(name, LONGEST_SHOWN);
        return isOfLocale(e)
                ? "Java can't name the file " + shown + " in this locale (" + NativeText.charset() + "). "
                        + NativeText.CURE
                : "\"" + shown + "\" is not the name of a file: " + PlainText.oneLine(e.getReason()) + ".";
    }

    /** Whether the name is refused just because the locale has not all of its characters. */
    static boolean isOfLocale(InvalidPathException e) {
        return !NativeText.charset().newEncoder().canEncode(e.getInput());
    }
}
