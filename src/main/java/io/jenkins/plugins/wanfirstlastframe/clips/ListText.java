package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.client.ByteOrderMark;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The text of a list's file: UTF-8, or what its first bytes say, and made of characters alone. */
final class ListText {

    private ListText() {}

    /** @throws ClipListException if it is no text */
    static String of(byte[] content, Problems problems) throws ClipListException {
        Charset charset = ByteOrderMark.charset(content, StandardCharsets.UTF_8);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer decoded = CharBuffer.allocate(content.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(content), decoded, true);
        String text = withoutMark(decoded.flip().toString());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isOfText(c)) {
                throw problems.fatal(
                        place(text, i),
                        "The character U+%04X, which stands here, is not one of a text; save the file as UTF-8"
                                .formatted(c));
            }
            i += Character.charCount(c);
        }
        if (result.isError()) {
            throw problems.fatal(
                    place(text, text.length()), "What follows is not " + charset + " text; save the file as UTF-8");
        }
        return text;
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == ByteOrderMark.CHARACTER ? text.substring(1) : text;
    }

    /** Whether YAML allows a character; so it is for the other formats, too. */
    private static boolean isOfText(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0x7e
                || c == 0x85
                || c >= 0xa0 && c <= 0xd7ff
                || c >= 0xe000 && c <= 0xfffd
                || c >= 0x10000;
    }

    private static Place place(String text, int end) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n')) {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Place(line, column);
    }
}
