package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.client.Hosts;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameAddress.PrivateAddressException;
import io.jenkins.plugins.wanfirstlastframe.preview.ImageDecoder.UnusableImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;

/** Fetches one frame from the web, without cookies or credentials. Use it once. */
final class FrameDownload {

    private static final int MOST_REDIRECTS = 5;
    private static final long CHUNK = 64 * 1024L;

    private final OkHttpClient http;
    private final FrameLimits limits;
    private final HttpUrl url;
    private final boolean local;
    private volatile Call current;
    private volatile boolean cancelled;

    FrameDownload(OkHttpClient shared, FrameLimits limits, HttpUrl url) {
        this.limits = limits;
        this.url = url;
        this.local = Hosts.isLoopback(url.host());
        OkHttpClient.Builder own = shared.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .dns(FrameAddress.guard(shared.dns(), local))
                .connectTimeout(limits.silence())
                .readTimeout(limits.silence())
                .writeTimeout(limits.silence());
        // whoever shares the client may have it add a token to each request
        own.interceptors().clear();
        own.networkInterceptors().clear();
        this.http = own.build();
    }

    /** @throws UnusableImageException with the rest of a sentence that begins with the frame's name */
    Buffer fetch() throws UnusableImageException, InterruptedException {
        // a thread of its own, as a blocked read does not notice an interrupt; a cancelled call ends it
        FutureTask<Buffer> download = new FutureTask<>(this::follow);
        Thread thread = new Thread(download, "frame download");
        thread.setDaemon(true);
        thread.start();
        try {
            return download.get(limits.total().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw explain(e.getCause());
        } catch (TimeoutException e) {
            throw tooSlow(e);
        } finally {
            cancel();
        }
    }

    private void cancel() {
        cancelled = true;
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    private Buffer follow() throws IOException {
        HttpUrl next = url;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            String objection = FrameAddress.objection(next, local);
            if (objection != null) {
                throw new UnusableImageException(redirects == 0 ? objection : "is redirected, and then " + objection);
            }
            Request request = new Request.Builder()
                    .url(next)
                    .header("Accept", "image/png, image/jpeg, image/webp")
                    .build();
            current = http.newCall(request);
            if (cancelled) {
                throw new InterruptedIOException();
            }
            try (Response response = current.execute()) {
                if (!response.isRedirect()) {
                    return read(response);
                }
                String location = response.header("Location");
                next = location == null ? null : next.resolve(location);
                if (next == null) {
                    throw new UnusableImageException("is redirected to a place that is no web address");
                }
                // a redirect must not smuggle in credentials either
                next = next.newBuilder().username("").password("").build();
            }
        }
        throw new UnusableImageException(
                "is redirected more than " + MOST_REDIRECTS + " times; give the address where the redirects end");
    }

    private Buffer read(Response response) throws IOException {
        if (!response.isSuccessful()) {
            throw refusal(response.code());
        }
        ResponseBody body = response.body();
        if (body.contentLength() > limits.bytes()) {
            throw tooLarge(limits);
        }
        BufferedSource source = body.source();
        Buffer file = new Buffer();
        while (source.read(file, CHUNK) != -1) {
            if (file.size() > limits.bytes()) {
                throw tooLarge(limits);
            }
        }
        return file;
    }

    static UnusableImageException tooLarge(FrameLimits limits) {
        return new UnusableImageException(
                "is larger than " + limits.bytes() / 1_000_000 + " MB; the service takes no larger image");
    }

    private static UnusableImageException refusal(int code) {
        return new UnusableImageException(
                switch (code) {
                    case 401, 403 ->
                        "can't be fetched: its server answers " + code
                                + ". It must be readable without login or cookies; use a presigned URL, or renew it";
                    case 404, 410 -> "does not exist: its server answers " + code + ". Check the address";
                    default -> "can't be fetched: its server answers " + code + ". Try again later";
                });
    }

    private UnusableImageException explain(Throwable failure) {
        if (failure instanceof UnusableImageException unusable) {
            return unusable;
        }
        if (failure instanceof PrivateAddressException) {
            return new UnusableImageException(
                    "lies on a host whose address is inside a private network, which the service can't reach", failure);
        }
        if (failure instanceof UnknownHostException) {
            return new UnusableImageException("lies on a host that is not known. Check the address", failure);
        }
        if (failure instanceof InterruptedIOException) {
            return tooSlow(failure);
        }
        if (failure instanceof SSLException) {
            return new UnusableImageException(
                    "can't be fetched: its server's certificate or encryption is not accepted", failure);
        }
        return new UnusableImageException(
                "can't be fetched: the connection to its server failed or broke off. Try again later", failure);
    }

    private UnusableImageException tooSlow(Throwable cause) {
        return new UnusableImageException(
                "takes too long to fetch: nothing came for " + limits.silence().toSeconds()
                        + " seconds, or it was not complete after "
                        + limits.total().toSeconds(),
                cause);
    }
}
