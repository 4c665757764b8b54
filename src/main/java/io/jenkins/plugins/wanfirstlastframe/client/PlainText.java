package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.regex.Pattern;

/** Makes text from a stranger (the service, a prompt, a URL) safe to show in one line of a console. */
public final class PlainText {

    private static final int MAX_LINE = 300;

    /** A web address up to its query, and the query, which may be a signature. */
    private static final Pattern QUERY =
            Pattern.compile("(https?://[^\\s?#\"'<>]*)[?#][^\\s\"'<>]*", Pattern.CASE_INSENSITIVE);

    private PlainText() {}

    /** A text of somebody else, such as an error's, with the queries of all web addresses in it cut off. */
    public static String withoutQueries(String text) {
        return QUERY.matcher(text).replaceAll("$1?…");
    }

    /** {@link #oneLine(String, int)} at the length that messages use. */
    public static String oneLine(@CheckForNull String text) {
        return oneLine(text, MAX_LINE);
    }

    /**
     * One line without control characters, so that the text can neither forge a log line nor carry an escape sequence,
     * a bidirectional override or a Jenkins console note.
     *
     * @param text null counts as empty
     * @param max how many characters to keep; what is cut is replaced by an ellipsis
     */
    public static String oneLine(@CheckForNull String text, int max) {
        if (text == null) {
            return "";
        }
        StringBuilder line = new StringBuilder(Math.min(text.length(), max));
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isUnprintable(c)) {
                gap = !line.isEmpty();
                continue;
            }
            if (line.length() + (gap ? 1 : 0) + Character.charCount(c) > max) {
                return line.append('…').toString();
            }
            if (gap) {
                line.append(' ');
                gap = false;
            }
            line.appendCodePoint(c);
        }
        return line.toString();
    }

    private static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Index of the first half of a surrogate pair that stands alone, or -1. Such text has no form in UTF-8. */
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }
}
