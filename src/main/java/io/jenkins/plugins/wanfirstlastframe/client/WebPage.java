package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML page in the place of a response: what a firewall, a proxy, a login or a maintenance page sends in the service's
 * name.
 */
public final class WebPage {

    /** A page tells what it is at its beginning; comments and scripts may stand before. */
    private static final int BEGINNING = 4096;

    private static final Pattern TAG = Pattern.compile(
            "<(!doctype\\s+html|html|head|body|title|meta|script|center|h1)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern TITLE =
            Pattern.compile("<(title|h1)\\b[^>]{0,200}>\\s*([^<]{1,200})", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private WebPage() {}

    /**
     * Says what a response is that should have been something else.
     *
     * @param text the body or its beginning
     * @param contentType the header, null where there is none
     * @return a clause such as {@code an HTML page came ("Access denied")}; empty where it is no HTML page
     */
    public static Optional<String> describe(String text, @CheckForNull String contentType) {
        String beginning = text.substring(0, Math.min(BEGINNING, text.length()));
        boolean declared = contentType != null
                && contentType.strip().toLowerCase(Locale.ROOT).matches("(text/html|application/xhtml\\+xml)\\b.*");
        boolean looksLike = isMarkup(beginning) && TAG.matcher(beginning).find();
        if (!looksLike && !declared) {
            return Optional.empty();
        }
        Matcher title = TITLE.matcher(beginning);
        String name = title.find() ? PlainText.oneLine(title.group(2), 80) : "";
        return Optional.of("an HTML page came" + (name.isEmpty() ? "" : " (\"" + name + "\")"));
    }

    private static boolean isMarkup(String beginning) {
        return beginning
                .codePoints()
                .filter(c -> !Character.isWhitespace(c) && c != ByteOrderMark.CHARACTER)
                .limit(1)
                .allMatch(c -> c == '<');
    }
}
