package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Takes an API token out of the text that a file, a variable or a credential holds. A byte order mark, and white space
 * and line ends around the token, are left out. Whatever else is not a token alone is refused with words of its own, which
 * never show any of the text.
 */
public final class TokenText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** A byte order mark of UTF-8 that was read as Windows' Latin-1. */
    private static final String MISREAD_MARK = "\u00EF\u00BB\u00BF";

    private static final Pattern UTF_16_READ_AS_LATIN_1 = Pattern.compile("(?s)(\u00FF\u00FE|\u00FE\u00FF).*");
    private static final String QUOTES = "\"'`\u2018\u2019\u201C\u201D\u201E\u00AB\u00BB";
    private static final Pattern HEADER = Pattern.compile("(?is)(Authorization|X-API-Key)\\s*:.*");
    private static final Pattern SCHEME = Pattern.compile("(?is)Bearer|(Bearer|Token|Basic)[\\s:].*");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?is)((export|set|setx|declare|env)\\s+)?(\\$(env:)?)?[A-Z_][\\w.-]*\\s*:?=(?!=*$).*");
    private static final Pattern NAMED_VALUE = Pattern.compile("(?s)[{\\[].*|[\\w.-]+\\s*:\\s+.*");

    private TokenText() {}

    /**
     * The token in a text.
     *
     * @param place where the text is from, to begin the message with, a text or a phrase such as {@code the token in RUNCOMFY_TOKEN}
     * @param text null counts as empty
     * @return the token alone, of visible ASCII characters
     * @throws TokenException if the text is something else; the message names the place and what is wrong
     */
    public static String check(Serializable place, @CheckForNull String text) throws TokenException {
        String token = text == null ? "" : plain(text);
        Phrase problem = problem(token);
        if (problem != null) {
            throw new TokenException(Wording.OF_TOKEN.with(place, problem));
        }
        return token;
    }

    /**
     * The token in a file's content.
     *
     * @param place where the content is from, to begin the message with
     * @throws TokenException if the content is not a token alone in ASCII or UTF-8
     */
    public static String read(String place, byte[] content) throws TokenException {
        for (byte b : content) {
            if (b == 0) {
                throw new TokenException(Wording.OF_TOKEN.with(place, Wording.TOKEN_UTF_16.with()));
            }
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(content, StandardCharsets.ISO_8859_1); // what is wrong with it is found below
        }
        return check(place, text);
    }

    private static String plain(String text) {
        String rest = text.startsWith(MISREAD_MARK) ? text.substring(MISREAD_MARK.length()) : text;
        int begin = 0;
        while (begin < rest.length() && (rest.charAt(begin) == BYTE_ORDER_MARK || isBlank(rest.charAt(begin)))) {
            begin++;
        }
        int end = rest.length();
        while (end > begin && isBlank(rest.charAt(end - 1))) {
            end--;
        }
        return rest.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || c == '\u001A'; // what old Windows programs end a text with
    }

    @CheckForNull
    private static Phrase problem(String token) {
        if (token.isEmpty()) {
            return Wording.TOKEN_EMPTY.with();
        }
        if (token.indexOf(0) >= 0 || UTF_16_READ_AS_LATIN_1.matcher(token).matches()) {
            return Wording.TOKEN_UTF_16.with();
        }
        if (isQuote(token.charAt(0)) || isQuote(token.charAt(token.length() - 1))) {
            return Wording.TOKEN_QUOTES.with();
        }
        if (token.lines().filter(line -> !line.isBlank()).count() > 1) {
            return Wording.TOKEN_LINES.with();
        }
        if (HEADER.matcher(token).matches()) {
            return Wording.TOKEN_HEADER.with();
        }
        if (SCHEME.matcher(token).matches()) {
            return Wording.TOKEN_SCHEME.with(token.replaceFirst("(?s)[\\s:].*", ""));
        }
        if (ASSIGNMENT.matcher(token).matches()) {
            return Wording.TOKEN_ASSIGNMENT.with();
        }
        if (NAMED_VALUE.matcher(token).matches()) {
            return Wording.TOKEN_NAMED.with();
        }
        if (token.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            return Wording.TOKEN_SPACE.with();
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Wording.TOKEN_CHARACTER.with();
        }
        return null;
    }

    private static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }
}
