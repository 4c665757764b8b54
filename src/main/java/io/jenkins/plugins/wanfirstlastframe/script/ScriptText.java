package io.jenkins.plugins.wanfirstlastframe.script;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A script's text and where in the file each of its characters stands. Line ends are unified and a {@code #!} line is
 * blanked, neither of which moves a character within its line. Columns count characters; a tab is one.
 */
final class ScriptText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;
    private final String text;

    /** @param name of the file, as messages show it */
    ScriptText(String name, String content) {
        this.name = name;
        String plain = !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK ? content.substring(1) : content;
        plain = plain.replace("\r\n", "\n").replace('\r', '\n');
        int firstEnd = endOfLine(plain, 0);
        this.text = plain.startsWith("#!") ? " ".repeat(firstEnd) + plain.substring(firstEnd) : plain;
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

    int length() {
        return text.length();
    }

    String substring(int from, int to) {
        return text.substring(from, to);
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
        return 1
                + (int) text.substring(0, Math.min(offset, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** The offset of the first character that is no white space in a line; lines count from 1. */
    int beginOfLine(int line) {
        int offset = 0;
        for (int i = 1; i < line && offset < text.length(); i++) {
            offset = Math.min(text.length(), endOfLine(offset) + 1);
        }
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

    /** {@code scenes.jsh:3:14}. */
    String place(int offset) {
        int within = Math.min(offset, text.length());
        int lineStart = text.lastIndexOf('\n', within - 1) + 1;
        return name + ":" + line(within) + ":" + (within - lineStart + 1);
    }

    /** {@code scenes.jsh:3}. */
    String placeOfLine(int line) {
        return name + ":" + line;
    }

    /** The line that an offset is in, and below it a mark under the offset. */
    String excerpt(int offset) {
        int within = Math.min(offset, text.length());
        int lineStart = text.lastIndexOf('\n', within - 1) + 1;
        String before = text.substring(lineStart, within).replaceAll("[^\t]", " ");
        return "    " + text.substring(lineStart, endOfLine(within)) + System.lineSeparator() + "    " + before + "^";
    }
}
