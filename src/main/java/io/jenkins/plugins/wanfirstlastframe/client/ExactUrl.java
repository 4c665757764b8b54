package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Web addresses that are sent as they were written. {@link HttpUrl#parse} encodes quotes, pipes, braces and the like, and
 * takes dots out of a path; a signature in the address then no longer fits it.
 *
 * <p>Scheme, host and port are always those of {@code HttpUrl}. What can't stand in a request line (white space, control
 * characters, anything but ASCII) is encoded nonetheless: see {@link #difference}.
 */
public final class ExactUrl {

    private static final String AUTHORITY_ENDS = "/\\?#";

    private ExactUrl() {}

    /**
     * Reads a URL.
     *
     * @param text an absolute http or https URL
     * @return null for anything else
     */
    @CheckForNull
    public static HttpUrl parse(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            return null;
        }
        String target = sendable(target(text));
        if (target.equals(target(url)) || target.startsWith("\\")) {
            return url;
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return exact(url, path, query < 0 ? null : target.substring(query + 1));
    }

    /**
     * Puts path and query into a URL without their being encoded. {@code HttpUrl} has no public way to do that, so this uses
     * the builder's own lists, which are public in its class file alone. With a version that has no such lists the URL is
     * encoded as usual, which {@link #difference} tells.
     */
    private static HttpUrl exact(HttpUrl url, String path, @CheckForNull String query) {
        try {
            HttpUrl.Builder builder = url.newBuilder();
            List<String> segments = builder.getEncodedPathSegments$okhttp();
            segments.clear();
            segments.add(path.isEmpty() ? "" : path.substring(1));
            builder.setEncodedQueryNamesAndValues$okhttp(query == null ? null : Arrays.asList(query, null));
            return builder.build();
        } catch (LinkageError e) {
            return url;
        }
    }

    /**
     * Finds the address that a redirect leads to.
     *
     * @param location the header, absolute or relative
     * @return null where it is no web address
     */
    @CheckForNull
    public static HttpUrl resolve(HttpUrl from, String location) {
        String scheme = location.strip().toLowerCase(Locale.ROOT);
        if (scheme.startsWith("http:") || scheme.startsWith("https:")) {
            return parse(location);
        }
        String text = location.strip();
        if (text.startsWith("//")) {
            return parse(from.scheme() + ":" + text);
        }
        if (text.startsWith("/")) {
            String root = from.newBuilder()
                    .encodedPath("/")
                    .query(null)
                    .fragment(null)
                    .build()
                    .toString();
            return parse(root.substring(0, root.length() - 1) + text);
        }
        return from.resolve(text);
    }

    /**
     * What of an address is not sent as it was written.
     *
     * @param text as it was written
     * @param sent what {@link #parse} made of it
     * @return a clause such as {@code white space}; empty where every character is sent
     */
    public static Optional<String> difference(String text, HttpUrl sent) {
        String target = target(text);
        if (target.equals(target(sent))) {
            return Optional.empty();
        }
        if (target.chars().anyMatch(c -> c == ' ' || Character.isWhitespace(c))) {
            return Optional.of("white space");
        }
        if (target.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.of("control characters");
        }
        return Optional.of(
                target.chars().anyMatch(c -> c > 0x7f)
                        ? "characters that are not ASCII"
                        : "characters of no web address");
    }

    /** Path and query as they were written; a path that is missing is the root. */
    private static String target(String text) {
        String stripped = strip(text);
        int begin = stripped.indexOf(':') + 1;
        while (begin < stripped.length() && "/\\".indexOf(stripped.charAt(begin)) >= 0) {
            begin++;
        }
        while (begin < stripped.length() && AUTHORITY_ENDS.indexOf(stripped.charAt(begin)) < 0) {
            begin++;
        }
        int fragment = stripped.indexOf('#', begin);
        String target = stripped.substring(begin, fragment < 0 ? stripped.length() : fragment);
        return target.isEmpty() || target.startsWith("?") ? "/" + target : target;
    }

    private static String target(HttpUrl url) {
        String query = url.encodedQuery();
        return url.encodedPath() + (query == null ? "" : "?" + query);
    }

    /** The white space around a URL that {@code HttpUrl} takes off. */
    private static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && "\t\n\f\r ".indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        while (end > begin && "\t\n\f\r ".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(begin, end);
    }

    /** Encodes what would end or spoil a request line. */
    private static String sendable(String target) {
        StringBuilder sendable = new StringBuilder(target.length());
        target.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7f) {
                sendable.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    sendable.append(String.format("%%%02X", b & 0xff));
                }
            }
        });
        return sendable.toString();
    }
}
