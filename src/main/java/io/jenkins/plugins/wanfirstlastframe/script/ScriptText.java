package io.jenkins.plugins.wanfirstlastframe.script;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A script's text and where in the file each of its characters stands. Line ends are unified and a {@code #!} line is
 * blanked, neither of which moves a character within its line. Columns count characters; a tab is one.
 */
final class ScriptText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final int LONGEST_EXCERPT = 160;

    private final String name;
    private final String text;
    private final int[] lineBegins;

    /** @param name of the file, as messages show it */
    ScriptText(String name, String content) {
        this.name = name;
        String plain = !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK ? content.substring(1) : content;
        plain = plain.replace("\r\n", "\n").replace('\r', '\n');
        int firstEnd = endOfLine(plain, 0);
        this.text = plain.startsWith("#!") ? " ".repeat(firstEnd) + plain.substring(firstEnd) : plain;
        this.lineBegins = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    /** @throws CharacterCodingException if the bytes are not UTF-8 */
    static ScriptText decode(String name, byte[] bytes) throws CharacterCodingException {
        return new ScriptText(
                name,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
    }

    String text() {
        return text;
    }

    /** The offset of the line end at or after an offset, or of the text's end. */
    int endOfLine(int offset) {
        return endOfLine(text, offset);
    }

    private static int endOfLine(String text, int offset) {
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end;
    }

    /** The number of the line that an offset is in, from 1. */
    int line(int offset) {
        int found = Arrays.binarySearch(lineBegins, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The offset of the first character that is no white space in a line; lines count from 1. */
    int beginOfLine(int line) {
        int offset = lineBegins[Math.min(line, lineBegins.length) - 1];
        return Math.min(skipBlanks(offset), endOfLine(offset));
    }

    /** The first offset from this one on whose character is no white space. */
    int skipBlanks(int offset) {
        int found = offset;
        while (found < text.length() && Character.isWhitespace(text.charAt(found))) {
            found++;
        }
        return found;
    }

    /** The first offset from this one on whose character is neither white space nor part of a comment. */
    int skipBlanksAndComments(int offset) {
        int found = skipBlanks(offset);
        while (text.startsWith("//", found) || text.startsWith("/*", found)) {
            boolean line = text.startsWith("//", found);
            int end = line ? endOfLine(found) : text.indexOf("*/", found + 2) + 2;
            found = end < found + 2 ? text.length() : skipBlanks(end);
        }
        return found;
    }

    /** The offset of a comment that begins at or after this offset, before any code, and has no end; negative if none. */
    int unclosedComment(int offset) {
        int found = skipBlanks(offset);
        while (text.startsWith("//", found) || text.startsWith("/*", found)) {
            if (text.startsWith("/*", found) && text.indexOf("*/", found + 2) < 0) {
                return found;
            }
            found = skipBlanks(text.startsWith("//", found) ? endOfLine(found) : text.indexOf("*/", found + 2) + 2);
        }
        return -1;
    }

    /** Line and column of an offset, as in {@code scenes.jsh:3:14}. */
    String place(int offset) {
        int within = Math.min(offset, text.length());
        int line = line(within);
        return name + ":" + line + ":" + (within - lineBegins[line - 1] + 1);
    }

    /** A line, as in {@code scenes.jsh:3}. */
    String placeOfLine(int line) {
        return name + ":" + line;
    }

    /** The line that an offset is in, and below it a mark under the offset; of a long line, what is around the offset. */
    String excerpt(int offset) {
        int within = Math.min(offset, text.length());
        int begin = lineBegins[line(within) - 1];
        int end = endOfLine(within);
        int from = Math.max(begin, within - LONGEST_EXCERPT / 2);
        int to = Math.min(end, from + LONGEST_EXCERPT);
        String head = from > begin ? "…" : "";
        String before = head + text.substring(from, within);
        return "    " + head + text.substring(from, to) + (to < end ? "…" : "") + System.lineSeparator() + "    "
                + before.replaceAll("[^\t]", " ") + "^";
    }
}
