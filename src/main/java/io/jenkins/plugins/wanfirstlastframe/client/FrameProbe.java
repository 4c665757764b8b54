package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.FrameAddress.PrivateAddressException;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint.TooLargeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Looks at frames on web servers, to tell whether their content is the one of before: by what the server says, where that
 * can be relied on, and by the content itself otherwise. Nothing of an address's query gets into a fingerprint or a message.
 * Safe for use by several threads.
 */
public final class FrameProbe {

    /** How long one look may take, with all its redirects, from connecting to the last byte. */
    public static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

    /** Only a tag that can be kept as it is tells contents apart; a weak one, which has a W before it, never does. */
    private static final Pattern STRONG_TAG = Pattern.compile("\"[!#-~]{1,200}\"");

    private static final Pattern DATE = Pattern.compile("[\\w ,:+-]{1,60}");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final OkHttpClient http;
    private final Duration timeout;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /**
     * A probe; serves any number of looks.
     *
     * @param http gives the proxy, the trusted certificates and the connections; its cookies, interceptors and time-outs are
     *     not used
     */
    public FrameProbe(OkHttpClient http) {
        this(http, TIMEOUT);
    }

    /** A probe with another limit for the time that one look may take. */
    FrameProbe(OkHttpClient http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
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
     * Looks at a frame. Waits for the web server, {@link #TIMEOUT} at most.
     *
     * @param earlier what was found the last time; where the server says that this is still there, it isn't read again
     * @throws UnknownFrameException if the server doesn't give the frame, or one that is too large, or {@link #cancel} was
     *     called
     */
    public FrameFingerprint look(ImageSource.WebAddress address, @CheckForNull FrameFingerprint earlier)
            throws UnknownFrameException {
        HttpUrl url = HttpUrl.get(address.uri());
        if (url == null) {
            throw new UnknownFrameException("its address is not one that can be fetched", null);
        }
        Look look = new Look(url);
        try {
            return look.fingerprint(earlier);
        } catch (TooLargeException e) {
            throw new UnknownFrameException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UnknownFrameException(reason(e, look.asked.host()), e);
        }
    }

    private String reason(IOException e, String host) {
        if (cancelled) {
            return "the look at it was given up";
        }
        if (e instanceof PrivateAddressException) {
            return host + " is a host inside a private network, which the service can't reach";
        }
        if (e instanceof UnknownHostException) {
            return "the host " + host + " is unknown";
        }
        return e instanceof InterruptedIOException
                ? host + " does not send it in time"
                : "the connection to " + host + " failed or broke off";
    }

    /** Ends all looks, those under way and those that are yet to begin, from any thread. */
    public void cancel() {
        cancelled = true; // first, so that no call slips in between
        calls.forEach(Call::cancel);
    }

    /** One look. */
    private final class Look {
        private final HttpUrl first;
        private final boolean local;
        private final OkHttpClient client;
        private final long deadline = System.nanoTime() + timeout.toNanos();

        /** The address that was asked last. */
        private HttpUrl asked;

        Look(HttpUrl first) {
            this.first = first;
            this.asked = first;
            this.local = Hosts.isLoopback(first.host());
            this.client = FrameAddress.client(http, local)
                    .callTimeout(Duration.ZERO) // the whole look has a deadline
                    .connectTimeout(READ_TIMEOUT)
                    .readTimeout(READ_TIMEOUT)
                    .writeTimeout(READ_TIMEOUT)
                    .build();
        }

        FrameFingerprint fingerprint(@CheckForNull FrameFingerprint earlier) throws IOException, UnknownFrameException {
            String source = FrameFingerprint.withoutQuery(first);
            boolean known = earlier != null
                    && earlier.source().equals(source)
                    && earlier.validator().isPresent();
            // many servers take no HEAD, or none for an address that is signed for GET; then the GET decides
            if (known && follow("HEAD", answer -> isStillThere(earlier, answer))) {
                return earlier;
            }
            return follow("GET", answer -> {
                if (known && isStillThere(earlier, answer)) {
                    return earlier;
                }
                if (!answer.isSuccessful()) {
                    throw new UnknownFrameException(asked.host() + " answers HTTP " + answer.code(), null);
                }
                if (answer.body().contentLength() > FrameFingerprint.MAX_BYTES) {
                    throw new TooLargeException();
                }
                return FrameFingerprint.read(
                        source, validator(answer), answer.body().byteStream());
            });
        }

        private static boolean isStillThere(FrameFingerprint earlier, Response answer) {
            return answer.isSuccessful()
                    && Optional.ofNullable(validator(answer)).equals(earlier.validator());
        }

        /** Follows redirects to wherever the service would follow them as well, and to no place inside of a network. */
        private <T> T follow(String method, Use<T> use) throws IOException, UnknownFrameException {
            HttpUrl next = first;
            for (int redirects = 0; redirects <= FrameAddress.MAX_REDIRECTS; redirects++) {
                String objection = next == null
                        ? "is redirected to a place that is no web address"
                        : FrameAddress.objection(next, local);
                if (objection != null) {
                    String after = redirects == 0 || next == null ? "it " : "it is redirected, and then ";
                    throw new UnknownFrameException(after + objection, null);
                }
                asked = next;
                Call call = client.newCall(request(method, next));
                call.timeout().deadlineNanoTime(deadline);
                calls.add(call);
                try (Response answer = execute(call)) {
                    if (!answer.isRedirect()) {
                        return use.of(answer);
                    }
                    next = FrameAddress.redirect(next, answer.header("Location"));
                } finally {
                    calls.remove(call);
                }
            }
            throw new UnknownFrameException(first.host() + " redirects it again and again", null);
        }

        private Response execute(Call call) throws IOException {
            if (cancelled) {
                call.cancel();
            }
            return call.execute();
        }
    }

    /** What is made of an answer. */
    private interface Use<T> {
        T of(Response answer) throws IOException, UnknownFrameException;
    }

    /** An encoded answer would have another tag and length than the one before. */
    private static Request request(String method, HttpUrl url) {
        return new Request.Builder()
                .url(url)
                .method(method, null)
                .header("Accept", "image/png, image/jpeg, image/webp")
                .header("Accept-Encoding", "identity")
                .build();
    }

    /**
     * A strong entity tag, or else the time of the last change and the length; null where the server says neither, or the
     * change is so recent that another one could bear the same time.
     */
    @CheckForNull
    private static String validator(Response answer) {
        String tag = answer.header("ETag");
        if (tag != null && STRONG_TAG.matcher(tag).matches()) {
            return "ETag " + tag;
        }
        String modified = answer.header("Last-Modified", "");
        String length = answer.header("Content-Length", "");
        Instant changed = answer.headers().getInstant("Last-Modified");
        Instant sent = answer.headers().getInstant("Date");
        boolean recent = changed != null && sent != null && !sent.isAfter(changed);
        return recent
                        || !DATE.matcher(modified).matches()
                        || !LENGTH.matcher(length).matches()
                ? null
                : "Last-Modified " + modified + ", " + length + " bytes";
    }
}
