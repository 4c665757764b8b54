package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells from the text alone whether a statement goes on in a later line, the way formatters break lines: before an
 * operator, a dot, {@code else} and the like, or behind an operator. JShell by itself takes every line that could be the
 * end of a statement for one.
 */
final class Continuation {

    /** No statement begins with one of these. */
    private static final Set<String> WORDS =
            Set.of("else", "catch", "finally", "instanceof", "throws", "extends", "implements");

    private static final Pattern WORD = Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*");
    private static final Pattern IMPORT = Pattern.compile("import\\b");
    private static final Pattern TYPE_NAME = Pattern.compile("var|(\\w+\\s*\\.\\s*)*\\p{Lu}\\w*");
    private static final Pattern GENERIC_METHOD =
            Pattern.compile("<\\s*[\\w@][^;{}()=]*>\\s*[\\w.]+[^;{}()=]*\\s\\w+\\s*\\(");
    private static final Pattern NEW_OBJECT = Pattern.compile("(?s).*\\bnew\\s+[\\w.]+\\s*(<[^;(){}]*>)?\\s*");
    private static final Pattern NEW_ARRAY = Pattern.compile("(?s).*\\bnew\\s+[\\w.]+\\s*(\\[\\s*]\\s*)+");
    private static final int LONGEST_NAME = 400;

    private final String text;
    private final CommandLines commands;

    Continuation(String text, CommandLines commands) {
        this.text = text;
        this.commands = commands;
    }

    /**
     * Whether what stands at an offset belongs to the piece before it.
     *
     * @param begin where the piece begins
     * @param scanner at the piece's end so far, with nothing open
     * @param after the next offset that is neither white space nor comment
     */
    boolean continues(int begin, CodeScanner scanner, int after) {
        int last = scanner.lastSignificant();
        if (last < 0 || after >= text.length()) {
            return false;
        }
        String word = wordAt(after);
        if (!word.isEmpty()) {
            return WORDS.contains(word) || isTypeNameAlone(begin, last);
        }
        if (text.charAt(last) == ';') {
            return false;
        }
        return switch (text.charAt(after)) {
            case '.' -> !isDigit(after + 1);
            case ',', ';', '*', '%', '^', '|', '&', '=', '?', ':', '>', ')', ']', '[' -> true;
            case '!' -> text.startsWith("!=", after);
            case '+' -> !text.startsWith("++", after);
            case '-' -> !text.startsWith("--", after);
            case '<' -> !GENERIC_METHOD.matcher(rest(after)).lookingAt();
            case '/' -> !commands.isKnownAt(after);
            case '{' -> isNewObject(begin, last, scanner.lastClosedOpener());
            default -> false;
        };
    }

    /**
     * Whether a piece ends with an operator or the like, so that there must be more of it.
     *
     * @param begin where the piece begins
     * @param last the offset of its last character that is neither white space nor comment
     */
    boolean needsMore(int begin, int last) {
        if (last < begin || IMPORT.matcher(text).region(begin, last + 1).lookingAt()) {
            return false;
        }
        char c = text.charAt(last);
        char before = last > begin ? text.charAt(last - 1) : ' ';
        return switch (c) {
            case '+', '-' -> before != c;
            case '>' -> before == '-';
            case '.', ',', '=', '*', '/', '%', '&', '|', '^', '<', '!', '~', '?', ':', '@' -> true;
            default -> false;
        };
    }

    private String wordAt(int offset) {
        var matcher = WORD.matcher(text).region(offset, text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    private boolean isDigit(int offset) {
        return offset < text.length() && Character.isDigit(text.charAt(offset));
    }

    /** As an expression it would be an error; with a name behind it, it is a declaration. */
    private boolean isTypeNameAlone(int begin, int last) {
        return last - begin < LONGEST_NAME
                && TYPE_NAME.matcher(text).region(begin, last + 1).matches();
    }

    /** A brace in a line of its own opens the body of an anonymous class, or an array's values. */
    private boolean isNewObject(int begin, int last, int opener) {
        char c = text.charAt(last);
        if (c == ']') {
            return NEW_ARRAY.matcher(ending(begin, last + 1)).matches();
        }
        return c == ')'
                && opener > begin
                && NEW_OBJECT.matcher(ending(begin, opener)).matches();
    }

    private String ending(int begin, int end) {
        return text.substring(Math.max(begin, end - LONGEST_NAME), end);
    }

    private String rest(int offset) {
        return text.substring(offset, Math.min(text.length(), offset + LONGEST_NAME));
    }
}
