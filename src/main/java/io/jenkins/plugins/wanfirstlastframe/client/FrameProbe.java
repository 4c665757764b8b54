package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Looks at a frame on a web server, to tell whether its content is the one of before: by what the server says, where that
 * can be relied on, and by the content itself otherwise. Nothing of an address's query gets into a fingerprint or a message.
 */
public final class FrameProbe {

    /** The service takes no larger images. */
    public static final long MAX_BYTES = 50L << 20;

    /** How long one look may take, from connecting to the last byte. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final int MAX_REDIRECTS = 5;

    /** Answers of servers that take no HEAD, or none for a signed address. */
    private static final Set<Integer> HEAD_REFUSED = Set.of(400, 403, 404, 405, 501);

    private final OkHttpClient http;

    /**
     * A probe; serves any number of looks.
     *
     * @param http whose connections, proxy and trusted certificates are used; redirects, cookies and time-outs are set here
     */
    public FrameProbe(OkHttpClient http) {
        this.http = http.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .callTimeout(TIMEOUT)
                .build();
    }

    /** A frame can't be looked at. The message is a clause that says why, without the address's query. */
    public static final class UnknownFrameException extends Exception {
        private static final long serialVersionUID = 1L;

        /** A frame that can't be looked at, for a reason that is a clause. */
        public UnknownFrameException(String why, @CheckForNull Throwable cause) {
            super(why, cause);
        }
    }

    /**
     * Looks at a frame. Waits for the web server, a minute at most for each of up to two looks.
     *
     * @param earlier what was found the last time; where the server says that this is still there, it isn't read again
     * @throws UnknownFrameException if the server doesn't give the frame, or one that is too large
     */
    public FrameFingerprint look(ImageSource.WebAddress address, @CheckForNull FrameFingerprint earlier)
            throws UnknownFrameException {
        HttpUrl url = HttpUrl.get(address.uri());
        if (url == null) {
            throw new UnknownFrameException("its address is not one that can be fetched", null);
        }
        String source = FrameFingerprint.withoutQuery(url);
        try {
            if (earlier != null && earlier.source().equals(source) && earlier.validator().isPresent()) {
                String validator = head(url);
                if (validator != null && validator.equals(earlier.validator().get())) {
                    return earlier;
                }
            }
            return read(url, source);
        } catch (IOException e) {
            throw new UnknownFrameException(
                    url.host() + " can't be asked for it (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    @CheckForNull
    private String head(HttpUrl url) throws IOException, UnknownFrameException {
        try (Response answer = answer(url, true)) {
            return answer.isSuccessful() ? validator(answer) : null;
        }
    }

    private FrameFingerprint read(HttpUrl url, String source) throws IOException, UnknownFrameException {
        try (Response answer = answer(url, false)) {
            if (!answer.isSuccessful()) {
                throw new UnknownFrameException(url.host() + " answers HTTP " + answer.code(), null);
            }
            MessageDigest digest = sha256();
            long length = 0;
            byte[] buffer = new byte[1 << 16];
            try (InputStream content = answer.body().byteStream()) {
                for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                    length += read;
                    if (length > MAX_BYTES) {
                        throw new UnknownFrameException("it is larger than " + (MAX_BYTES >> 20) + " MB", null);
                    }
                    digest.update(buffer, 0, read);
                }
            }
            return new FrameFingerprint(
                    source, validator(answer), HexFormat.of().formatHex(digest.digest()), length);
        }
    }

    /** Follows redirects to wherever the service would follow them as well, and to no place inside of a network. */
    private Response answer(HttpUrl first, boolean head) throws IOException, UnknownFrameException {
        HttpUrl url = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Request.Builder request = new Request.Builder().url(url);
            Call call = http.newCall((head ? request.head() : request.get()).build());
            Response answer = call.execute();
            String location = answer.header("Location");
            if (!answer.isRedirect() || location == null) {
                if (head && HEAD_REFUSED.contains(answer.code())) {
                    answer.close();
                    return answer(first, false);
                }
                return answer;
            }
            answer.close();
            HttpUrl next = url.resolve(location);
            boolean loopback = Hosts.isLoopback(first.host());
            boolean allowed = next != null
                    && (next.isHttps() || loopback)
                    && (loopback || !Hosts.isLoopback(next.host()) && !Hosts.isPrivateLiteral(next.host()));
            if (!allowed) {
                throw new UnknownFrameException(url.host() + " leads to a place that isn't followed", null);
            }
            url = next;
        }
        throw new UnknownFrameException(first.host() + " redirects again and again", null);
    }

    /** A strong entity tag, or else the time and length; null where the server says neither. */
    @CheckForNull
    private static String validator(Response answer) {
        String tag = answer.header("ETag");
        if (tag != null && tag.startsWith("\"")) {
            return "ETag " + PlainText.oneLine(tag, 200);
        }
        String modified = answer.header("Last-Modified");
        String length = answer.header("Content-Length");
        return modified == null || length == null
                ? null
                : "Last-Modified " + PlainText.oneLine(modified, 60) + ", " + PlainText.oneLine(length, 20) + " bytes";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
