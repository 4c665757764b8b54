package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ContentCoding;
import io.jenkins.plugins.wanfirstlastframe.client.ContentCoding.UnknownCodingException;
import io.jenkins.plugins.wanfirstlastframe.client.ExactUrl;
import io.jenkins.plugins.wanfirstlastframe.client.OutputFile;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RetryAfter;
import io.jenkins.plugins.wanfirstlastframe.client.WebPage;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules.PrivateAddressException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/** One try of a download: asks for what is still missing, follows redirects by the rules, and appends what comes. */
final class DownloadAttempt {

    private static final int MAX_REDIRECTS = 5;

    /** How much of an error's body is read, to tell what it is. */
    private static final long MAX_ERROR_BODY = 4096;

    private final OkHttpClient http;
    private final DownloadRules rules;
    private final String url;
    private final ResumableFile file;

    @CheckForNull
    private volatile Call current;

    private volatile boolean cancelled;

    /**
     * A try; serves once.
     *
     * @param http follows no redirects by itself
     * @param url as the service gave it
     * @param file what has arrived so far
     */
    DownloadAttempt(OkHttpClient http, DownloadRules rules, String url, ResumableFile file) {
        this.http = http;
        this.rules = rules;
        this.url = url;
        this.file = file;
    }

    /** Makes the try end soon with an exception, from any thread. */
    void cancel() {
        cancelled = true;
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    /**
     * Downloads. The file is complete when this returns.
     *
     * @param first the URL in the form in which it is to be sent
     * @throws RetryableException if another try may go on from here
     */
    void run(HttpUrl first, Deadline deadline)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        HttpUrl next = first;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            Call call = http.newCall(request(next));
            call.timeout().timeout(Math.max(1, deadline.left().toMillis()), TimeUnit.MILLISECONDS);
            current = call;
            if (cancelled) {
                call.cancel();
            }
            try (Response response = execute(call)) {
                String location = response.header("Location");
                if (!response.isRedirect() || location == null) {
                    accept(response);
                    return;
                }
                next = check(rules, ExactUrl.resolve(next, location), "the address it is redirected to");
            } finally {
                current = null;
            }
        }
        throw new DeliveryException("its download is redirected more than " + MAX_REDIRECTS + " times.");
    }

    static HttpUrl check(DownloadRules rules, @CheckForNull HttpUrl url, String subject) throws DeliveryException {
        try {
            return rules.check(url);
        } catch (IllegalArgumentException e) {
            throw new DeliveryException(subject + " " + e.getMessage() + ".", e);
        }
    }

    private Request request(HttpUrl next) throws IOException {
        // identity: a compressed transfer has no length to check and no offset to resume from
        Request.Builder request = new Request.Builder().url(next).header("Accept-Encoding", "identity");
        if (!file.isResumable()) {
            file.restart();
            return request.build();
        }
        request.header("Range", "bytes=" + file.bytes() + "-");
        String etag = file.etag();
        if (etag != null) {
            request.header("If-Range", etag);
        }
        return request.build();
    }

    private static Response execute(Call call) throws RetryableException, DeliveryException {
        try {
            return call.execute();
        } catch (PrivateAddressException e) {
            throw new DeliveryException(
                    "its host " + call.request().url().host() + " has an address inside a private network here, where"
                            + " no file of RunComfy is.",
                    e);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static RetryableException broken(IOException e) {
        return new RetryableException("the connection broke (" + reason(e) + ")", Duration.ZERO, e);
    }

    private void accept(Response response)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        int status = response.code();
        if (status == 416 || status == 206 && !continues(response)) {
            file.restart();
            throw new RetryableException("the server can't continue the download", Duration.ZERO, null);
        }
        if (status != 200 && status != 206) {
            throw refused(response);
        }
        checkType(response);
        if (status == 200) {
            file.restart();
        }
        file.etag(response.header("ETag"));
        copy(response);
        if (!file.complete()) {
            throw new RetryableException("the server sent a part only", Duration.ZERO, null);
        }
    }

    /** Whether a part goes on where the file ends, in the same version and as plain bytes. */
    private boolean continues(Response part) {
        String etag = part.header("ETag");
        boolean sameVersion = file.etag() == null || etag == null || etag.equals(file.etag());
        return sameVersion
                && !ContentCoding.isEncoded(part.headers())
                && file.continuesAt(part.header("Content-Range"));
    }

    /** What becomes of a status that brings no file: thrown if it is final, returned if another try may help. */
    private RetryableException refused(Response response) throws DeliveryException {
        int status = response.code();
        String fact = page(response).orElse("the server says HTTP " + status);
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            Duration wait = RetryAfter.of(response.headers(), Instant.now()).orElse(Duration.ZERO);
            return new RetryableException(fact, wait, null);
        }
        if (status == 400 && !response.request().url().equals(HttpUrl.parse(url))) {
            return new EncodeAddressException(fact);
        }
        String address = ExactUrl.difference(url, response.request().url())
                .map(characters -> "its address holds " + characters + ", which can't be sent as written, and " + fact)
                .orElse(fact);
        throw switch (status) {
            case 401, 403, 410 ->
                new DeliveryException(
                        DeliveryException.Kind.ADDRESS_REFUSED, "its address is refused: " + address + ".");
            case 404 ->
                new DeliveryException(DeliveryException.Kind.NOT_FOUND, "its file is not there: " + address + ".");
            case 202 ->
                new DeliveryException(DeliveryException.Kind.INCOMPLETE, "its file is not ready: " + fact + ".");
            default -> new DeliveryException("its download fails: " + address + ".");
        };
    }

    private static Optional<String> page(Response response) {
        try {
            String text = response.peekBody(MAX_ERROR_BODY).string();
            return WebPage.describe(text, response.header("Content-Type"))
                    .map(page -> page + " in place of the video, from a firewall, a proxy or a login (HTTP "
                            + response.code() + ")");
        } catch (IOException e) {
            return Optional.empty(); // the status says enough
        }
    }

    /** A name that doesn't tell what the file is leaves that to its content type, and a vague one to the content. */
    private void checkType(Response response) throws DeliveryException {
        String type =
                Optional.ofNullable(response.header("Content-Type")).orElse("").toLowerCase(Locale.ROOT);
        boolean other = type.startsWith("image/") || type.startsWith("audio/") || type.startsWith("application/json");
        if (other && OutputFile.of(url) == OutputFile.UNKNOWN) {
            throw new DeliveryException(
                    DeliveryException.Kind.NOT_A_VIDEO,
                    "its file is no video but " + PlainText.oneLine(type, 60) + ".");
        }
    }

    private void copy(Response response)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        BufferedSource source = content(response);
        byte[] buffer = new byte[ResumableFile.BUFFER];
        int filled = 0;
        while (true) {
            int count;
            try {
                count = source.read(buffer, filled, buffer.length - filled);
            } catch (IOException e) {
                file.append(buffer, filled);
                throw broken(e);
            }
            filled += Math.max(0, count);
            if (count < 0 || filled == buffer.length) { // a read gives 8 KB at most, too little for a write of its own
                file.append(buffer, filled);
                filled = 0;
            }
            if (count < 0) {
                return;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** The body's bytes, with what is known of their number noted in the file. */
    private BufferedSource content(Response response) throws RetryableException, DeliveryException {
        if (ContentCoding.isEncoded(response.headers())) {
            file.decoded();
        } else {
            long expected = response.body().contentLength();
            file.expect(expected);
            if (response.code() == 200) {
                file.total(expected);
            }
        }
        try {
            return ContentCoding.decoded(response.body().source(), response.headers());
        } catch (UnknownCodingException e) {
            throw new DeliveryException(
                    "its server sends it encoded as \"" + e.coding()
                            + "\", which was not asked for and can't be decoded" + " here.",
                    e);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static String reason(IOException e) {
        String message = PlainText.oneLine(e.getMessage(), 160);
        return message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    /** A failure after which the download may be taken up again. */
    static class RetryableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        RetryableException(String message, Duration retryAfter, @CheckForNull Throwable cause) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }

        /** How long the server asks to wait; zero where it doesn't. */
        Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The server takes no address with characters that don't belong in one: they are to be encoded after all. */
    static final class EncodeAddressException extends RetryableException {
        private static final long serialVersionUID = 1L;

        EncodeAddressException(String message) {
            super(message, Duration.ZERO, null);
        }
    }
}
