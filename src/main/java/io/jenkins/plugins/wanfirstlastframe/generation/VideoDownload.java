package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ExactUrl;
import io.jenkins.plugins.wanfirstlastframe.client.WebPage;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadAttempt.EncodeAddressException;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadAttempt.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Downloads one video into a file: no token, allowed hosts only on every hop, streamed beside the target, resumed after a
 * broken connection, checked, and only then put in place. Whatever goes wrong, no part of a file stays behind.
 */
public final class VideoDownload {

    /** Failures in a row, without a byte of progress between them, after which the download is given up. */
    private static final int MAX_FAILURES = 6;

    /** The longest wait that a thread is kept for; a server that asks for more is called again later. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final OkHttpClient http;
    private final DownloadRules rules;
    private final Duration firstWait;
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @CheckForNull
    private volatile DownloadAttempt current;

    /**
     * A download of one file after another.
     *
     * @param http whose connections, proxy and trusted certificates are used
     */
    public VideoDownload(OkHttpClient http, DownloadRules rules) {
        this(http, rules, READ_TIMEOUT, FIRST_WAIT);
    }

    /**
     * A download with other waits.
     *
     * @param http whose connections, proxy and trusted certificates are used
     * @param readTimeout how long nothing may arrive before the connection counts as broken
     * @param firstWait how long to wait after the first failure; it doubles from there
     */
    VideoDownload(OkHttpClient http, DownloadRules rules, Duration readTimeout, Duration firstWait) {
        this.rules = rules;
        this.firstWait = firstWait;
        OkHttpClient.Builder own = http.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .dns(rules.dns(http.dns()))
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(readTimeout)
                .callTimeout(Duration.ZERO);
        // whoever shares the client may have it add a token to each request
        own.interceptors().clear();
        own.networkInterceptors().clear();
        this.http = own.build();
    }

    /** Makes a download in progress, and each that is begun later, end soon with an exception; from any thread. */
    public void cancel() {
        cancelled.countDown();
        DownloadAttempt attempt = current;
        if (attempt != null) {
            attempt.cancel();
        }
    }

    /** Whether this was cancelled. */
    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /**
     * Downloads a video.
     *
     * @param url as the service gave it
     * @param target replaced as a whole once everything is there and right; its folder is made where it is missing
     * @param left after which time the download is given up
     * @throws DeliveryException with a clause on what is wrong, fit to follow "the video is made, but"
     * @throws InterruptedException if the thread was interrupted while something came or was waited for
     */
    public DeliveredVideo fetch(String url, Path target, Duration left) throws DeliveryException, InterruptedException {
        HttpUrl checked = DownloadAttempt.check(rules, ExactUrl.parse(url), "its URL");
        Path folder = AtomicFiles.folderOf(target);
        try {
            AtomicFiles.makeFolder(folder);
            Path part = AtomicFiles.partBeside(target);
            try {
                ResumableFile file = new ResumableFile(part, rules.maxBytes());
                try (file) {
                    transfer(url, checked, file, Deadline.in(left));
                }
                checkContent(part);
                AtomicFiles.moveIntoPlace(part, target);
                return new DeliveredVideo(
                                target.toString(),
                                DownloadRules.shown(url),
                                file.bytes(),
                                file.sha256(),
                                file.md5(),
                                "")
                        .withFactsOf(target);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new DeliveryException("it can't be written to " + folder + ": " + AtomicFiles.reason(e) + ".", e);
        }
    }

    private static void checkContent(Path part) throws IOException, DeliveryException {
        try {
            Mp4Validator.check(part);
        } catch (DeliveryException e) {
            if (e.kind() == DeliveryException.Kind.NOT_A_VIDEO) {
                checkIsNoPage(part);
            }
            throw e;
        }
    }

    private static void checkIsNoPage(Path part) throws IOException, DeliveryException {
        try (InputStream content = Files.newInputStream(part)) {
            String beginning = new String(content.readNBytes(4096), StandardCharsets.UTF_8);
            var page = WebPage.describe(beginning, null);
            if (page.isPresent()) {
                throw new DeliveryException(
                        page.get() + " in place of the video, from a firewall, a proxy or a login" + " (HTTP 200).");
            }
        }
    }

    private void transfer(String url, HttpUrl exact, ResumableFile file, Deadline deadline)
            throws DeliveryException, InterruptedException, IOException {
        HttpUrl sent = exact;
        int failures = 0;
        long furthest = 0; // a file that is begun anew must get further than before to count as progress
        while (true) {
            stopIfUnwanted(deadline);
            Duration asked;
            try {
                attempt(new DownloadAttempt(http, rules, url, file), sent, deadline);
                return;
            } catch (EncodeAddressException e) {
                sent = DownloadAttempt.check(rules, HttpUrl.parse(url), "its URL");
                continue;
            } catch (RetryableException e) {
                failures = file.bytes() > furthest ? 1 : failures + 1;
                furthest = Math.max(furthest, file.bytes());
                stopIfUnwanted(deadline);
                asked = e.retryAfter();
                if (asked.compareTo(MAX_WAIT) > 0) {
                    throw later(exact, asked, e);
                }
                if (failures >= MAX_FAILURES) {
                    throw new DeliveryException(
                            "it can't be downloaded from " + exact.host() + ": " + e.getMessage() + ".", e);
                }
            }
            Duration own = firstWait.multipliedBy(1L << failures - 1);
            pause(own.compareTo(asked) > 0 ? own : asked, deadline);
        }
    }

    private void attempt(DownloadAttempt attempt, HttpUrl sent, Deadline deadline)
            throws RetryableException, DeliveryException, InterruptedException, IOException {
        current = attempt;
        if (isCancelled()) {
            attempt.cancel();
        }
        try {
            attempt.run(sent, deadline);
        } finally {
            current = null;
        }
    }

    private static DeliveryException later(HttpUrl url, Duration asked, RetryableException e) {
        String message = "it can't be downloaded from " + url.host() + " yet: " + e.getMessage()
                + ", and the server asks" + " to come again in " + DurationFormat.text(asked) + ".";
        return new DeliveryException(DeliveryException.Kind.TRY_LATER, message, asked, e);
    }

    /**
     * Waits, until the deadline at most.
     *
     * @throws DeliveryException if the download was cancelled
     */
    void pause(Duration wait, Deadline deadline) throws DeliveryException, InterruptedException {
        Duration left = deadline.left();
        Duration shorter = wait.compareTo(left) < 0 ? wait : left;
        if (cancelled.await(shorter.toNanos(), TimeUnit.NANOSECONDS)) {
            throw stopped();
        }
    }

    private static DeliveryException stopped() {
        return new DeliveryException(DeliveryException.Kind.STOPPED, "its download was stopped.");
    }

    private void stopIfUnwanted(Deadline deadline) throws DeliveryException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (isCancelled()) {
            throw stopped();
        }
        if (deadline.hasPassed()) {
            throw new DeliveryException("its download took longer than the time-out allows.");
        }
    }
}
