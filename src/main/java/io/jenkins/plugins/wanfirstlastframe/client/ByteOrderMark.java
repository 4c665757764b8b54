package io.jenkins.plugins.wanfirstlastframe.client;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The mark with which some programs begin a text; in a text it is white space of no width. */
public final class ByteOrderMark {

    /** The mark itself. */
    public static final char CHARACTER = '\ufeff';

    private ByteOrderMark() {}

    /**
     * The encoding that a text's first bytes tell.
     *
     * @param otherwise where they tell none
     */
    public static Charset charset(byte[] text, Charset otherwise) {
        int first = text.length < 2 ? -1 : (text[0] & 0xff) << 8 | text[1] & 0xff;
        return switch (first) {
            case 0xfeff -> StandardCharsets.UTF_16BE;
            case 0xfffe -> StandardCharsets.UTF_16LE;
            case 0xefbb -> StandardCharsets.UTF_8;
            default -> otherwise;
        };
    }

    /** A text without the marks and white space that it begins with. */
    static String stripped(String text) {
        int begin = 0;
        while (begin < text.length()
                && (text.charAt(begin) == CHARACTER || Character.isWhitespace(text.charAt(begin)))) {
            begin++;
        }
        return text.substring(begin);
    }
}
