package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RetryAfter;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Downloads one video into a file: no token, allowed hosts only on every hop, streamed beside the target, resumed after a
 * broken connection, checked, and only then put in place. Whatever goes wrong, no part of a file stays behind.
 */
public final class VideoDownload {

    private static final int REDIRECTS = 5;

    /** Failures in a row, without a byte of progress between them, after which the download is given up. */
    private static final int FAILURES = 6;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final OkHttpClient http;
    private final DownloadRules rules;
    private final Duration firstWait;
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @CheckForNull
    private volatile Call current;

    /**
     * A download; serves once.
     *
     * @param http whose proxy and trusted certificates are used
     */
    public VideoDownload(OkHttpClient http, DownloadRules rules) {
        this(http, rules, STALL, Duration.ofSeconds(1));
    }

    /**
     * With other waits.
     *
     * @param stall how long nothing may arrive before the connection counts as broken
     * @param firstWait how long to wait after the first failure; it doubles from there
     */
    public VideoDownload(OkHttpClient http, DownloadRules rules, Duration stall, Duration firstWait) {
        this.rules = rules;
        this.firstWait = firstWait;
        this.http = http.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ZERO) // the sockets have one
                .socketFactory(new LongReads(stall))
                // so that it never shares a connection of other calls, whose sockets have none
                .protocols(List.of(Protocol.HTTP_1_1))
                .callTimeout(Duration.ZERO)
                .build();
    }

    /** Makes a download in progress end soon with an exception, from any thread. */
    public void cancel() {
        cancelled.countDown();
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    /**
     * Downloads.
     *
     * @param url as the service gave it
     * @param target replaced as a whole once everything is there and right; its folder is made where it is missing
     * @param deadline after which the download is given up
     * @throws DeliveryException with a clause on what is wrong, fit to follow "the video is made, but"
     */
    public DeliveredVideo fetch(String url, Path target, Instant deadline)
            throws DeliveryException, InterruptedException {
        HttpUrl checked = check(url, "its URL");
        Path folder = AtomicFiles.folderOf(target);
        try {
            AtomicFiles.makeFolder(folder);
            Path part = AtomicFiles.partBeside(target);
            try {
                ResumableFile file = new ResumableFile(part, rules.maxBytes());
                try (file) {
                    transfer(checked, file, deadline);
                }
                Mp4Validator.check(part);
                AtomicFiles.moveIntoPlace(part, target);
                String shown = DownloadRules.shown(checked.toString());
                return new DeliveredVideo(target.toString(), shown, file.bytes(), file.sha256(), file.md5(), "");
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new DeliveryException("it can't be written to " + folder + ": " + reason(e) + ".", e);
        }
    }

    private void transfer(HttpUrl url, ResumableFile file, Instant deadline)
            throws DeliveryException, InterruptedException, IOException {
        int failures = 0;
        long furthest = 0; // a file that is begun anew must get further than before to count as progress
        while (true) {
            Duration wait;
            try {
                attempt(url, file, deadline);
                return;
            } catch (RetryableException e) {
                wait = e.retryAfter;
                failures = file.bytes() > furthest ? 1 : failures + 1;
                furthest = Math.max(furthest, file.bytes());
                stopIfUnwanted(deadline);
                if (failures >= FAILURES) {
                    throw new DeliveryException(
                            "it can't be downloaded from " + url.host() + ": " + e.getMessage() + ".", e);
                }
            }
            Duration own = firstWait.multipliedBy(1L << failures - 1);
            pause(own.compareTo(wait) > 0 ? own : wait, deadline);
            stopIfUnwanted(deadline);
        }
    }

    private void pause(Duration wait, Instant deadline) throws DeliveryException, InterruptedException {
        long longest = Math.min(
                MAX_WAIT.toMillis(), Duration.between(Instant.now(), deadline).toMillis());
        if (cancelled.await(Math.min(wait.toMillis(), longest), TimeUnit.MILLISECONDS)) {
            throw stopped();
        }
    }

    private static DeliveryException stopped() {
        return new DeliveryException("its download was stopped.");
    }

    private void stopIfUnwanted(Instant deadline) throws DeliveryException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (cancelled.getCount() == 0) {
            throw stopped();
        }
        if (!Instant.now().isBefore(deadline)) {
            throw new DeliveryException("its download took longer than the time-out allows.");
        }
    }

    /** Asks for what is still missing and appends it. The file is complete when this returns. */
    private void attempt(HttpUrl first, ResumableFile file, Instant deadline)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        HttpUrl url = first;
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            Call call = http.newCall(request(url, file));
            long rest = Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
            call.timeout().timeout(rest, TimeUnit.MILLISECONDS);
            current = call;
            if (cancelled.getCount() == 0) {
                call.cancel();
            }
            try (Response response = execute(call)) {
                String location = response.header("Location");
                if (!response.isRedirect() || location == null) {
                    accept(response, file);
                    return;
                }
                url = check(String.valueOf(url.resolve(location)), "the address it is redirected to");
            } finally {
                current = null;
            }
        }
        throw new DeliveryException("its download is redirected more than " + REDIRECTS + " times.");
    }

    private Request request(HttpUrl url, ResumableFile file) {
        // identity: a compressed transfer has no length to check and no offset to resume from
        Request.Builder request = new Request.Builder().url(url).header("Accept-Encoding", "identity");
        if (file.bytes() > 0) {
            request.header("Range", "bytes=" + file.bytes() + "-");
            String etag = file.etag();
            if (etag != null) {
                request.header("If-Range", etag);
            }
        }
        return request.build();
    }

    private void accept(Response response, ResumableFile file)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        int status = response.code();
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new RetryableException("the server says HTTP " + status, retryAfter(response), null);
        }
        if (status == 416 || status == 206 && !file.continuesAt(response.header("Content-Range"))) {
            file.restart();
            throw new RetryableException("the server can't continue the download", Duration.ZERO, null);
        }
        if (status == 401 || status == 403 || status == 404 || status == 410) {
            throw new DeliveryException("its file is gone (HTTP " + status + "): result files expire after a while.");
        }
        if (status != 200 && status != 206) {
            throw new DeliveryException("the server answers its download with HTTP " + status + ".");
        }
        if (status == 200) {
            file.restart();
        }
        file.etag(response.header("ETag"));
        copy(response, file);
        if (!file.complete()) {
            throw new RetryableException("the server sent a part only", Duration.ZERO, null);
        }
    }

    private void copy(Response response, ResumableFile file)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        var source = response.body().source();
        long expected = response.body().contentLength();
        byte[] buffer = new byte[ResumableFile.BUFFER];
        if (expected >= 0) {
            file.expect(expected);
        }
        if (response.code() == 200) {
            file.total(expected);
        }
        int filled = 0;
        while (true) {
            int count;
            try {
                count = source.read(buffer, filled, buffer.length - filled);
            } catch (IOException e) {
                file.append(buffer, filled);
                throw retryable(e);
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

    private static Duration retryAfter(Response response) {
        return RetryAfter.parse(response.header("Retry-After"), Instant.now()).orElse(Duration.ZERO);
    }

    private static Response execute(Call call) throws RetryableException {
        try {
            return call.execute();
        } catch (IOException e) {
            throw retryable(e);
        }
    }

    private static RetryableException retryable(IOException e) {
        return new RetryableException("the connection broke (" + reason(e) + ")", Duration.ZERO, e);
    }

    private static String reason(IOException e) {
        String message = PlainText.oneLine(e.getMessage(), 160);
        return message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    private HttpUrl check(String url, String subject) throws DeliveryException {
        try {
            return rules.check(url);
        } catch (IllegalArgumentException e) {
            throw new DeliveryException(subject + " " + e.getMessage() + ".", e);
        }
    }

    /** A failure after which the download may be taken up again. */
    private static final class RetryableException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        RetryableException(String message, Duration retryAfter, @CheckForNull Throwable cause) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }
    }
}
