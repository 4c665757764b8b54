package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * Walks once over Java source and knows at each place whether a bracket, a text block or a comment is open there. Strings
 * and characters end with their line, as the compiler has it; a closing bracket that fits no open one is passed over, so
 * that the compiler gets to see it and can tell what is wrong.
 */
final class CodeScanner {

    private static final String TEXT_BLOCK = "\"\"\"";

    private enum Mode {
        CODE,
        COMMENT,
        TEXT_BLOCK
    }

    private final String text;
    private final Deque<Integer> open = new ArrayDeque<>();
    private int offset;
    private Mode mode = Mode.CODE;
    private int modeBegin;
    private int lastSignificant = -1;
    private int lastClosedOpener = -1;
    private int unclosed = -1;
    private int depth;

    /** @param begin the offset to start at, which must be outside strings and comments */
    CodeScanner(String text, int begin) {
        this.text = text;
        this.offset = begin;
    }

    /** A source with blanks in the place of its comments, strings and characters. */
    static String code(String source) {
        CodeScanner scanner = new CodeScanner(source, 0);
        StringBuilder code = new StringBuilder(source);
        while (scanner.offset < source.length()) {
            int begin = scanner.offset;
            boolean inCode = scanner.mode == Mode.CODE;
            scanner.step();
            if (!inCode || scanner.offset > begin + 1) {
                for (int i = begin; i < scanner.offset; i++) {
                    code.setCharAt(i, ' ');
                }
            }
        }
        return code.toString();
    }

    /** Where a bracket stands in a source that is still open when the braces around it are closed; negative if none does. */
    static int unclosedWithin(String source) {
        CodeScanner scanner = new CodeScanner(source, 0);
        while (scanner.offset < source.length() && scanner.unclosed < 0) {
            scanner.step();
        }
        return scanner.unclosed;
    }

    /** How far it has come. */
    int offset() {
        return offset;
    }

    /** Goes on to an offset, or a little further where that is within a token. */
    void advanceTo(int end) {
        while (offset < end) {
            step();
        }
    }

    /** Goes on behind the next semicolon that stands outside all brackets, or to an offset if none comes before it. */
    void advanceBehindSemicolon(int end) {
        while (offset < end) {
            boolean semicolon = complete() && text.charAt(offset) == ';';
            step();
            if (semicolon) {
                return;
            }
        }
    }

    private void step() {
        switch (mode) {
            case CODE -> stepInCode();
            case COMMENT -> {
                if (text.startsWith("*/", offset)) {
                    mode = Mode.CODE;
                    offset += 2;
                } else {
                    offset++;
                }
            }
            case TEXT_BLOCK -> {
                if (text.startsWith(TEXT_BLOCK, offset)) {
                    mode = Mode.CODE;
                    offset += 3;
                    lastSignificant = offset - 1;
                } else {
                    offset += text.charAt(offset) == '\\' ? 2 : 1;
                }
            }
        }
        offset = Math.min(offset, text.length());
    }

    private void stepInCode() {
        char c = text.charAt(offset);
        if (text.startsWith("//", offset)) {
            int end = text.indexOf('\n', offset);
            offset = end < 0 ? text.length() : end;
            return;
        }
        if (text.startsWith("/*", offset)) {
            enter(Mode.COMMENT, 2);
            return;
        }
        if (text.startsWith(TEXT_BLOCK, offset)) {
            enter(Mode.TEXT_BLOCK, 3);
            return;
        }
        if (Character.isWhitespace(c)) {
            offset++;
            return;
        }
        if (c == '"' || c == '\'') {
            offset = afterLiteral(c);
            lastSignificant = offset - 1;
            return;
        }
        lastSignificant = offset;
        switch (c) {
            case '(', '[', '{' -> {
                open.push(offset);
                depth = Math.max(depth, open.size());
            }
            case ')', ']', '}' -> close(c);
            default -> {}
        }
        offset++;
    }

    private void enter(Mode next, int length) {
        mode = next;
        modeBegin = offset;
        offset += length;
    }

    private int afterLiteral(char quote) {
        int end = offset + 1;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' && end + 1 < text.length() && text.charAt(end + 1) != '\n' ? 2 : 1;
        }
        return end < text.length() && text.charAt(end) == quote ? end + 1 : end;
    }

    /** A brace closes what was left open within it; other brackets close their own kind alone. */
    private void close(char closing) {
        char opening = closing == ')' ? '(' : closing == ']' ? '[' : '{';
        if (closing == '}' && open.stream().anyMatch(place -> text.charAt(place) == '{')) {
            while (text.charAt(open.element()) != '{') {
                unclosed = open.pop();
            }
        }
        if (!open.isEmpty() && text.charAt(open.element()) == opening) {
            lastClosedOpener = open.pop();
        }
    }

    /** Whether nothing is open here. */
    boolean complete() {
        return mode == Mode.CODE && open.isEmpty();
    }

    /** How many brackets were open within one another so far, at most. */
    int depth() {
        return depth;
    }

    /** Where what is open here begins: a text block or a comment, or else the outermost bracket. */
    OptionalInt openBegin() {
        if (mode != Mode.CODE) {
            return OptionalInt.of(modeBegin);
        }
        return open.isEmpty() ? OptionalInt.empty() : OptionalInt.of(open.getLast());
    }

    /** The offset of the last character so far that is neither white space nor comment; negative if there is none. */
    int lastSignificant() {
        return lastSignificant;
    }

    /** The offset of the bracket that the latest closing one has closed; negative if there is none. */
    int lastClosedOpener() {
        return lastClosedOpener;
    }
}
